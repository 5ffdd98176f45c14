package peerbench_test

import (
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventstream/peerbench"
)

func TestWorkloads(t *testing.T) {
	tests := []struct {
		name                          string
		minEventBytes, maxEventBytes  int
		linesPerEvent, dataBytesOfOne int
	}{
		{"typical", 105, 115, 4, 73},
		{"many-lines", 3000, 3500, 51, 50*61 - 1},
		{"tiny", 9, 9, 2, 1},
		{"64KiB-lines", 64 << 10, 64<<10 + 10, 2, 64 << 10},
	}
	loads := peerbench.Workloads()
	if got, want := len(loads), len(tests); got != want {
		t.Fatalf("got %d workloads, want %d", got, want)
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := loads[i]
			if w.Name != tt.name {
				t.Fatalf("workload %d is %s, want %s", i, w.Name, tt.name)
			}
			if len(w.Stream) < 1<<20 {
				t.Errorf("the stream has %d bytes, want a mebibyte at least", len(w.Stream))
			}
			events := w.Holds.Events
			if got := len(w.Stream) / events; got < tt.minEventBytes || got > tt.maxEventBytes {
				t.Errorf("an event has %d bytes, want %d to %d", got, tt.minEventBytes, tt.maxEventBytes)
			}
			want := peerbench.Tally{Events: events, Lines: events * tt.linesPerEvent, DataBytes: events * tt.dataBytesOfOne}
			if w.Holds != want {
				t.Errorf("holds %+v, want %+v", w.Holds, want)
			}
		})
	}
}

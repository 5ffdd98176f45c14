//go:build linux

package trial_test

import (
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/reference-server/peerbench"
	"github.com/ssegauge/ssegauge/reference-server/peerbench/trial"
)

// stalled is how many readers never read beside a small plan.
const stalled = 3

func TestBesideStalledReaders(t *testing.T) {
	for _, readers := range []int{0, stalled} {
		f, err := trial.Beside(t.Context(), peerbench.Patient(), small(), readers)
		if err != nil {
			t.Fatal(err)
		}
		if f.P50 <= 0 || f.P99 < f.P50 {
			t.Errorf("beside %d readers that never read: figures %+v, want latencies", readers, f)
		}
	}
}

// A server that waits for each reader that does not read delays all others by so much.
func TestWaitingIsSeen(t *testing.T) {
	f, err := trial.Beside(t.Context(), named(t, "waits"), small(), stalled)
	if err != nil {
		t.Fatal(err)
	}
	if f.P50 < stalled*lateness {
		t.Errorf("p50 is %s with a server that waits %s for each of %d readers", f.P50, lateness, stalled)
	}
}

func TestServersThatAreNotMeasuredBesideStalledReaders(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		why  string
		want string
	}{
		{"right", "waits without end", "fill their sockets: "},
		{"drops", "is beside nobody", "the server let 3 of them go"},
	}
	for _, tt := range tests {
		t.Run(tt.why, func(t *testing.T) {
			t.Parallel()
			_, err := trial.Beside(t.Context(), named(t, tt.name), impatient(), stalled)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Beside = %v, want an error with %q", err, tt.want)
			}
		})
	}
}

package host

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Beats that come in time, and such as come a little late, are no pauses.
func TestPulse(t *testing.T) {
	const ms = time.Millisecond
	tests := []struct {
		name  string
		beats []time.Duration // how long each was after the one before
		want  Pauses
	}{
		{"in time", []time.Duration{20 * ms, 19 * ms, 21 * ms}, Pauses{}},
		{"a little late", []time.Duration{20 * ms, 99 * ms}, Pauses{}},
		{"stopped", []time.Duration{20 * ms, 1005 * ms, 15 * ms}, Pauses{Count: 1, Total: 985 * ms, Longest: 985 * ms, At: 20 * ms}},
		{
			"stopped often",
			[]time.Duration{120 * ms, 20 * ms, 320 * ms, 220 * ms},
			Pauses{Count: 3, Total: 600 * ms, Longest: 300 * ms, At: 140 * ms},
		},
	}
	for _, test := range tests {
		now := time.Now()
		p := pulse{began: now, last: now}
		for _, after := range test.beats {
			now = now.Add(after)
			p.beat(now)
		}
		if diff := cmp.Diff(test.want, p.seen); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.name, diff)
		}
	}
}

// Where the clock of the wall goes another way than the steady one, it was set.
func TestPulseSeesTheClockSet(t *testing.T) {
	var p pulse
	p.passed(beatEvery, beatEvery+time.Millisecond)
	p.passed(2*time.Second, 2*time.Second)
	if p.seen.Stepped != 0 {
		t.Errorf("nobody set the clock, and got %+v", p.seen)
	}
	p.passed(beatEvery, beatEvery+time.Hour)
	p.passed(beatEvery, beatEvery-time.Hour)
	if p.seen.Stepped != 2*time.Hour || p.seen.Count != 1 {
		t.Errorf("set by 1 h twice, and got %+v", p.seen)
	}
}

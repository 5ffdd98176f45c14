package fanout

import (
	"errors"
	"testing"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// TestJoinsGroupBehindTheHistory opens a stream where the history has evicted what
// its group still needed: the others end, and it is live.
func TestJoinsGroupBehindTheHistory(t *testing.T) {
	f := start(t, roomy())
	var old []*client
	for range f.loops {
		old = append(old, f.open(t, ""))
	}
	f.SetGate(func([]string) bool { return true })
	f.publish(t, make([]string, 1001)...)
	var fresh []*client
	for range f.loops {
		fresh = append(fresh, f.open(t, ""))
	}
	f.Each(func(*Stream) {}) // they have joined
	f.SetGate(nil)
	for _, c := range old {
		if got := c.cause(t); !errors.Is(got, history.ErrBehind) {
			t.Errorf("cause is %v", got)
		}
	}
	f.publish(t, "a")
	for _, c := range fresh {
		c.expect(t, "12\r\nid: 1002\ndata: a\n\n\r\n")
	}
}

package fanout

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
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

// TestReplayIntoFullSocket has a client that takes nothing while the history is
// replayed to it, and everything once more was published.
func TestReplayIntoFullSocket(t *testing.T) {
	const old, all = 200, 210
	f := start(t, roomy())
	data := func(i int) string { return fmt.Sprintf("%03d", i) + strings.Repeat(".", 64<<10) }
	for i := range old {
		f.publish(t, data(i))
	}
	c := f.open(t, "0")
	for queued := 0; queued == 0; {
		f.Each(func(s *Stream) {
			if queued = s.Queued(); queued > 0 && !s.Replaying() {
				t.Error("the whole history was taken")
			}
		})
	}
	for i := old; i < all; i++ {
		f.publish(t, data(i))
	}
	f.Each(func(*Stream) {}) // the group has delivered some of it
	f.log.Close()
	for i := range all {
		size := len("id: \ndata: \n\n") + len(strconv.Itoa(i+1)) + len(data(i))
		c.expect(t, fmt.Sprintf("%x\r\nid: %d\ndata: %s\n\n\r\n", size, i+1, data(i)))
	}
	if got, err := io.ReadAll(c); string(got) != lastChunk || err != nil {
		t.Errorf("ends with %q, %v", got, err)
	}
}

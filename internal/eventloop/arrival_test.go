package eventloop_test

import (
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventloop"
)

// Bytes are read after they were written, and arrive in between, by any clock there is.
func TestArrival(t *testing.T) {
	for _, timestamps := range []bool{false, true} {
		l, e := startLoop(t), &end{}
		listener, address := listenAt(t, "127.0.0.1")
		told := make(chan [2]int64, 1)
		e.data = func([]byte) {
			arrival, kernel := l.Arrival()
			if kernel && !timestamps {
				t.Error("the kernel's time though it was not asked")
			}
			told <- [2]int64{arrival, l.ReadAt()}
		}
		peer := connected(t, l, listener, eventloop.Dial{Remote: address, Timestamps: timestamps}, e)
		for range 20 {
			before := time.Now().UnixNano()
			write(t, peer, []byte("x"))
			got := receive(t, told)
			if after := time.Now().UnixNano(); got[0] < before || got[1] < got[0] || after < got[1] {
				t.Errorf("timestamps %t: written %d, arrived %+d, read %+d, seen %+d", timestamps, before, got[0]-before, got[1]-before, after-before)
			}
		}
	}
}

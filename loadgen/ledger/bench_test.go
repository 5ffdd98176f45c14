package ledger_test

import (
	"testing"

	"github.com/ssegauge/ssegauge/loadgen/ledger"
)

func TestReceiveDoesNotAllocate(t *testing.T) {
	w := newWorker(100, ledger.Options{MaxEvents: 64})
	w.open(1, false)
	n := int64(0)
	if got := testing.AllocsPerRun(1000, func() {
		n++
		for i := range w.subs {
			w.receive(i, n, n)
		}
		w.told = w.told[:0]
	}); got != 0 {
		t.Errorf("an event for 100 Subscribers allocates %v times", got)
	}
}

// BenchmarkReceive is one event for each of 1000 Subscribers after the other, and as many
// events for each Subscriber in turn.
func BenchmarkReceive(b *testing.B) {
	b.Run("fan-out", func(b *testing.B) {
		w := newWorker(1000, ledger.Options{})
		w.open(1, false)
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			w.receive(i%1000, int64(i/1000)+1, int64(i))
			w.told = w.told[:0]
		}
	})
	b.Run("bursts", func(b *testing.B) {
		w := newWorker(1000, ledger.Options{})
		w.open(1, false)
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			w.receive(i/100%1000, int64(i/100_000*100+i%100)+1, int64(i))
			w.told = w.told[:0]
		}
	})
}

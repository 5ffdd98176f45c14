package talk

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestTimersRingUntilTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		timers, rang := newTimers(slog.New(slog.DiscardHandler)), make(chan time.Time)
		timers.start(every, func() { rang <- time.Now() })
		began := time.Now()
		for n := range 3 {
			if got := (<-rang).Sub(began); got != time.Duration(n+1)*every {
				t.Errorf("rang after %v", got)
			}
		}
		timers.end()
		timers.start(every, func() { t.Error("a timer rings after the end") })
		<-time.After(time.Hour) // of the bubble
		if n := timers.count(); n != 0 {
			t.Errorf("%d timers after the end", n)
		}
	})
}

// TestTimersEndWhileOneRings: whoever ends them does so after it.
func TestTimersEndWhileOneRings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		timers, rang := newTimers(slog.New(slog.DiscardHandler)), false
		timers.start(every, func() {
			<-time.After(every)
			rang = true
		})
		<-time.After(every + 1)
		timers.end()
		if !rang {
			t.Error("the end did not wait")
		}
	})
}

func TestTimersAreBounded(t *testing.T) {
	var told bytes.Buffer
	timers := newTimers(slog.New(slog.NewTextHandler(&told, nil)))
	defer timers.end()
	for range maxTimers + 2 {
		timers.start(never, func() {})
	}
	if n := timers.count(); n != maxTimers || strings.Count(told.String(), "too many timers") != 1 {
		t.Errorf("%d timers, want %d; told %q, want it once", n, maxTimers, told.String())
	}
}

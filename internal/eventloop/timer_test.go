package eventloop_test

import (
	"slices"
	"testing"
	"time"
)

// The timers are set from the soonest to the latest, so that a slow machine does
// not change their order.
func TestTimer(t *testing.T) {
	l := startLoop(t)
	d := listen(t, "tcp")
	type expiry struct {
		name   int
		passed time.Duration
	}
	expiries := make(chan expiry, 10)
	var set [5]time.Time
	var ends [5]*end
	for i := range ends {
		ends[i] = &end{expired: func() { expiries <- expiry{i, time.Since(set[i])} }}
		d.connect(l, ends[i])
	}
	lasts := []time.Duration{90 * time.Millisecond, 120 * time.Millisecond, 150 * time.Millisecond, 0, time.Nanosecond}
	do(t, l, func() {
		ends[1].SetTimer(30 * time.Millisecond) // is replaced, as all of these
		ends[3].SetTimer(60 * time.Millisecond)
		ends[4].SetTimer(time.Hour)
		for _, i := range []int{3, 4, 0, 1, 2} {
			set[i] = time.Now()
			ends[i].SetTimer(lasts[i])
		}
	})
	var order []int
	for range 4 {
		e := receive(t, expiries)
		if e.passed < lasts[e.name] {
			t.Errorf("timer %d expired after %v, want %v at least", e.name, e.passed, lasts[e.name])
		}
		order = append(order, e.name)
	}
	if want := []int{4, 0, 1, 2}; !slices.Equal(order, want) {
		t.Errorf("the timers expired in the order %v, want %v", order, want)
	}
	if len(expiries) > 0 {
		t.Error("a timer expired twice, or though it was stopped")
	}
}

// A timer that is set where it expires keeps a beat.
func TestTimerBeat(t *testing.T) {
	l := startLoop(t)
	beats := make(chan time.Time, 5)
	e := &end{}
	e.expired = func() {
		beats <- l.Now()
		if len(beats) < cap(beats) {
			e.SetTimer(15 * time.Millisecond)
		}
	}
	listen(t, "tcp").connect(l, e)
	do(t, l, func() { e.SetTimer(15 * time.Millisecond) })
	last := receive(t, beats)
	for range cap(beats) - 1 {
		beat := receive(t, beats)
		if beat.Sub(last) < 15*time.Millisecond {
			t.Errorf("two beats %v apart", beat.Sub(last))
		}
		last = beat
	}
}

// A timer that would expire in the same tick does not once its Conn is closed.
func TestTimerOfClosed(t *testing.T) {
	l := startLoop(t)
	d := listen(t, "tcp")
	expired := make(chan struct{}, 2)
	var ends [2]*end
	for i := range ends {
		ends[i] = &end{expired: func() {
			expired <- struct{}{}
			if err := ends[1-i].Close(); err != nil {
				t.Error(err)
			}
		}}
		d.connect(l, ends[i])
	}
	do(t, l, func() {
		for _, e := range ends {
			e.SetTimer(20 * time.Millisecond)
		}
	})
	receive(t, expired)
	after := make(chan struct{})
	do(t, l, func() { l.After(50*time.Millisecond, func() { close(after) }) })
	receive(t, after)
	if len(expired) > 0 {
		t.Error("the timer of a closed Conn expired")
	}
}

func TestAfter(t *testing.T) {
	l := startLoop(t)
	expired := make(chan time.Duration, 3)
	start := time.Now()
	do(t, l, func() {
		for _, d := range []time.Duration{-time.Second, 20 * time.Millisecond, 40 * time.Millisecond} {
			l.After(d, func() { expired <- d })
		}
		l.After(1<<63-1, func() { t.Error("292 years have passed") })
	})
	for _, want := range []time.Duration{-time.Second, 20 * time.Millisecond, 40 * time.Millisecond} {
		if got := receive(t, expired); got != want || time.Since(start) < want {
			t.Errorf("after %v expired the timer of %v, want that of %v", time.Since(start), got, want)
		}
	}
}

// Now is the time of the turn: it does not move within one, and never goes back.
func TestNow(t *testing.T) {
	l := startLoop(t)
	start := time.Now()
	var last time.Time
	for range 100 {
		do(t, l, func() {
			now := l.Now()
			if now.Before(start) || now.Before(last) || now.After(time.Now()) {
				t.Errorf("Now is %v after the start, %v after the former", now.Sub(start), now.Sub(last))
			}
			last = now
		})
	}
}

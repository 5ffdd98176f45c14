package refserver

import (
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// rhythm is when a flow sends something although there is no event, and when it ends
// because there is none.
type rhythm struct {
	silence alarm // for a heartbeat
	ping    alarm
	pause   alarm     // is set from the first event on
	burst   time.Time // when the first event was sent
}

// longestBurst is how many times Feed.EndAfter a burst may last: others who come and go
// all the time must not keep a response from its end.
const longestBurst = 10

// alarm is a timer that begins to be when it is first set: most streams have one only.
type alarm struct {
	after time.Duration // 0 is never
	timer *time.Timer
	C     <-chan time.Time
}

func (f *flow) rhythm() rhythm {
	r := rhythm{silence: alarm{after: f.server.config.Heartbeat}}
	if feed := f.asked.feed; feed != nil {
		r.ping.after, r.pause.after = feed.PingEvery, feed.EndAfter
		if feed.NoHeartbeat {
			r.silence.after = 0
		}
	}
	r.silence.set()
	r.ping.set()
	return r
}

// sent says that events have been sent.
func (r *rhythm) sent() {
	r.silence.set()
	if r.pause.after == 0 {
		return
	}
	if r.burst.IsZero() {
		r.burst = time.Now()
	}
	r.pause.ring(min(r.pause.after, time.Until(r.burst.Add(longestBurst*r.pause.after))))
}

// set has the alarm ring once, the whole time from now.
func (a *alarm) set() {
	if a.after > 0 {
		a.ring(a.after)
	}
}

// ring has the alarm ring once, d from now.
func (a *alarm) ring(d time.Duration) {
	if a.timer == nil {
		a.timer = time.NewTimer(d)
		a.C = a.timer.C
		return
	}
	a.timer.Reset(d)
}

func comment(text string) []byte {
	return eventstream.AppendEnd(eventstream.AppendComment(nil, text))
}

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
	pause   alarm // is set from the first event on
}

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
	r.pause.set()
}

// set has the alarm ring once, the whole time from now.
func (a *alarm) set() {
	switch {
	case a.after == 0:
	case a.timer == nil:
		a.timer = time.NewTimer(a.after)
		a.C = a.timer.C
	default:
		a.timer.Reset(a.after)
	}
}

func comment(text string) []byte {
	return eventstream.AppendEnd(eventstream.AppendComment(nil, text))
}

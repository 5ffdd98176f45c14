package refserver

import (
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// rhythm is when a flow sends something although there is no event, and when it ends
// because there is none.
type rhythm struct {
	feed      Feed
	heartbeat time.Duration
	silence   *time.Timer
	ping      *time.Ticker
	pause     *time.Timer // runs from the first event on where EndAfter is set
}

// never is longer than any stream lives.
const never = 1 << 62

func (f *flow) rhythm() *rhythm {
	r := &rhythm{heartbeat: f.server.config.Heartbeat}
	if f.asked.feed != nil {
		r.feed = *f.asked.feed
	}
	if r.feed.NoHeartbeat {
		r.heartbeat = never
	}
	every := r.feed.PingEvery
	if every == 0 {
		every = never
	}
	r.silence, r.ping, r.pause = time.NewTimer(r.heartbeat), time.NewTicker(every), time.NewTimer(never)
	return r
}

func (r *rhythm) stop() {
	r.silence.Stop()
	r.ping.Stop()
	r.pause.Stop()
}

// sent says that events have been sent.
func (r *rhythm) sent() {
	r.silence.Reset(r.heartbeat)
	if r.feed.EndAfter > 0 {
		r.pause.Reset(r.feed.EndAfter)
	}
}

// beat returns the heartbeat that is due.
func (r *rhythm) beat() []byte {
	r.silence.Reset(r.heartbeat)
	return comment("heartbeat")
}

func comment(text string) []byte {
	return eventstream.AppendEnd(eventstream.AppendComment(nil, text))
}

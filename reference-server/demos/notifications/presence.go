package notifications

import (
	"container/list"
	"sync"
	"time"
)

const (
	// reconnecting is how long a user may be without a stream and still be present:
	// much longer than it takes to reconnect, and not longer than the history lasts.
	reconnecting = 2 * time.Minute
	// maxAway bounds the users who are reconnecting. The one who has been away for the
	// longest is forgotten for a further one.
	maxAway = 10_000
)

// presence knows who is there. Those with streams are as many as the server lets in.
type presence struct {
	mu      sync.Mutex // guards what follows
	streams map[string]int
	away    map[string]*list.Element // of order
	order   *list.List               // of departures, the oldest first
}

// departure is when the last stream of a user ended.
type departure struct {
	user string
	at   time.Time
}

func newPresence() *presence {
	return &presence{streams: map[string]int{}, away: map[string]*list.Element{}, order: list.New()}
}

// came notes a stream of the user.
func (p *presence) came(user string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.streams[user]++
	if e := p.away[user]; e != nil {
		p.forget(e)
	}
}

// left notes the end of one.
func (p *presence) left(user string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.streams[user]--; p.streams[user] > 0 {
		return
	}
	delete(p.streams, user)
	p.away[user] = p.order.PushBack(departure{user, time.Now()})
	p.tidy()
}

// of returns how many streams the user has, and whether one without any is
// reconnecting, as far as is known.
func (p *presence) of(user string) (streams int, present bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tidy()
	streams = p.streams[user]
	return streams, streams > 0 || p.away[user] != nil
}

// tidy forgets those who will not come back. The presence must be locked.
func (p *presence) tidy() {
	for e := p.order.Front(); e != nil; e = p.order.Front() {
		if d, ok := e.Value.(departure); ok && time.Since(d.at) < reconnecting && p.order.Len() <= maxAway {
			return
		}
		p.forget(e)
	}
}

func (p *presence) forget(e *list.Element) {
	if d, ok := p.order.Remove(e).(departure); ok {
		delete(p.away, d.user)
	}
}

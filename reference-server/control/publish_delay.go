package control

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"
)

// publishDelays delays publishes. The zero value delays none.
type publishDelays struct {
	mu      sync.Mutex
	current *delaying // nil is none
}

// delaying is one way to delay, from one POST to the next or to DELETE.
type delaying struct {
	spec   distribution // no name is no distribution
	topic  string       // "" is all
	seed   uint64
	random *rand.Rand
	until  time.Time     // of a stall
	over   chan struct{} // clear closes it

	drawn   int64
	waiting int64
	left    int64
	delays  *tally
	late    time.Duration
}

// ErrGone is HoldPublish's error when the publisher has left.
var ErrGone = errors.New("the publisher has left")

// HoldPublish waits before the event of a publish is stored, if that was asked
// for. After an error the event must not be stored.
func (c *Control) HoldPublish(ctx context.Context, topic string) error {
	d, began, delay := c.delays.begin(topic)
	if d == nil {
		return nil
	}
	timer := time.NewTimer(time.Until(began.Add(delay)))
	defer timer.Stop()
	var err error
	select {
	case <-timer.C:
	case <-d.over:
	case <-c.closed:
	case <-ctx.Done():
		err = ErrGone
	}
	c.delays.finish(d, time.Since(began), delay, err)
	return err
}

// begin returns how long a publish that begins now is to wait, and by whose word,
// which is nobody's if it is nil.
func (p *publishDelays) begin(topic string) (d *delaying, began time.Time, delay time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	d, began = p.current, time.Now()
	if d == nil || (d.topic != "" && d.topic != topic) {
		return nil, began, 0
	}
	if stall := d.until.Sub(began); stall > 0 {
		delay = (stall + grain - 1).Truncate(grain)
	}
	if d.spec.name != "" {
		delay += d.spec.draw(d.random, d.drawn)
	}
	d.drawn++
	d.waiting++
	return d, began, delay
}

// finish counts a publish that has waited.
func (p *publishDelays) finish(d *delaying, waited, delay time.Duration, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	d.waiting--
	switch {
	case err != nil:
		d.left++
	case waited >= delay: // else it was let go
		d.delays.add(delay)
		d.late = max(d.late, waited-delay)
	}
}

// set delays by d from now on. A publish that waits already does so to its end.
func (p *publishDelays) set(d *delaying) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.current = d
}

// stall has all publishes wait until a time, beside what is set.
func (p *publishDelays) stall(until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current == nil {
		p.current = newDelaying()
	}
	p.current.until = until
}

// clear lets go of those that wait and delays no more.
func (p *publishDelays) clear() *delaying {
	p.mu.Lock()
	defer p.mu.Unlock()
	was := p.current
	if was != nil {
		close(was.over)
	}
	p.current = nil
	return was
}

func newDelaying() *delaying { return &delaying{delays: newTally(), over: make(chan struct{})} }

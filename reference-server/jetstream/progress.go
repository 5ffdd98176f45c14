package jetstream

import (
	"context"
	"sync"
)

// progress is how far the view has come, for those who wait for it.
type progress struct {
	mu      sync.Mutex // guards what follows
	place   int64
	waiting map[int64]chan struct{} // closed by reach, by place
	loaded  chan struct{}           // closed by load
	done    bool
}

func newProgress(place int64) *progress {
	return &progress{place: place, waiting: map[int64]chan struct{}{}, loaded: make(chan struct{})}
}

// reach says that the view has come to place.
func (p *progress) reach(place int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if place <= p.place {
		return
	}
	if place == p.place+1 {
		p.wake(place)
	} else {
		for waited := range p.waiting {
			if waited <= place {
				p.wake(waited)
			}
		}
	}
	p.place = place
}

func (p *progress) wake(place int64) {
	if c, ok := p.waiting[place]; ok {
		close(c)
		delete(p.waiting, place)
	}
}

// wait waits until the view has come to place. The error is that of ctx.
func (p *progress) wait(ctx context.Context, place int64) error {
	select {
	case <-p.at(place):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// at returns a channel that is closed when the view has come to place. What nobody
// waits for any more goes once the place is reached.
func (p *progress) at(place int64) <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	c, ok := p.waiting[place]
	if !ok {
		c = make(chan struct{})
		if place <= p.place {
			close(c)
			return c
		}
		p.waiting[place] = c
	}
	return c
}

// load says that the view has everything that was stored when it was made.
func (p *progress) load() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.done {
		p.done = true
		close(p.loaded)
	}
}

func (p *progress) isLoaded() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.done
}

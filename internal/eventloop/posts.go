package eventloop

import "sync"

// posts is the queue of the functions that other goroutines want to be run.
type posts struct {
	mu     sync.Mutex
	queue  []func()
	asleep bool // the loop waits, and must be woken for what is put in
	closed bool
	begun  bool
}

// put adds f and reports whether it was taken. It calls wake if the loop waits,
// under the lock, so that the loop cannot be gone by then.
func (p *posts) put(f func(), wake func()) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	p.queue = append(p.queue, f)
	if p.asleep {
		p.asleep = false
		wake()
	}
	return true
}

// sleep reports whether the loop may wait. From then on it must be woken.
func (p *posts) sleep() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asleep = len(p.queue) == 0 && !p.closed
	return p.asleep
}

// take exchanges the queue for an empty one, which it fills from now on. It
// reports whether the queue has been closed, so that nothing will follow.
func (p *posts) take(empty []func()) (queue []func(), closed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asleep = false
	queue, p.queue = p.queue, empty
	return queue, p.closed
}

// begin reports whether the loop may run: once, and not after close.
func (p *posts) begin() (first, closed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	first, p.begun = !p.begun, true
	return first, p.closed
}

// close makes the queue refuse everything, and calls wake as put does. It reports
// whether the loop has not begun to run and now never will, which is said once.
func (p *posts) close(wake func()) (never bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	p.closed = true
	if p.asleep {
		p.asleep = false
		wake()
	}
	return !p.begun
}

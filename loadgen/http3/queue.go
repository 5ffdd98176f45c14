package http3

import (
	"context"
	"sync"
)

const (
	maxQueued = 64 << 10 // bytes of a stream that wait for the loop
	maxKept   = 4 << 10  // bytes of room that an empty queue keeps
)

// queue is what a stream has read and the loop has not looked at.
type queue struct {
	wake chan struct{} // the loop sends: there may be room, or credit

	mu     sync.Mutex
	batch  batch
	paused bool // no more than credit may be read
	credit int
	posted bool // the loop has been asked to empty it
}

// batch is bytes, and when each part of them was read.
type batch struct {
	bytes []byte
	parts []part
}

// part is what one read has brought.
type part struct {
	n    int
	unix int64 // nanoseconds
}

func newQueue() queue { return queue{wake: make(chan struct{}, 1)} }

// room returns how many bytes may be read now.
func (q *queue) room() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := maxQueued - len(q.batch.bytes)
	if q.paused {
		n = min(n, q.credit)
	}
	return n
}

// wait waits until bytes may be read, and returns how many. It returns 0 when ctx or the connection
// is over.
func (q *queue) wait(ctx context.Context, lost <-chan struct{}) int {
	for {
		if n := q.room(); n > 0 {
			return n
		}
		select {
		case <-q.wake:
		case <-lost:
			return 0
		case <-ctx.Done():
			return 0
		}
	}
}

// put adds a copy of p. It reports whether the loop must be asked to empty the queue.
func (q *queue) put(p []byte, unix int64) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.batch.bytes = append(q.batch.bytes, p...)
	q.batch.parts = append(q.batch.parts, part{len(p), unix})
	q.credit -= len(p)
	first := !q.posted
	q.posted = true
	return first
}

// take exchanges what is there for something empty.
func (q *queue) take(empty batch) batch {
	q.mu.Lock()
	defer q.mu.Unlock()
	full := q.batch
	q.batch, q.posted = empty, false
	q.awake()
	return full
}

// grant sets how many bytes may be read from now on.
func (q *queue) grant(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.paused, q.credit = true, n
	q.awake()
}

func (q *queue) awake() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// emptied returns the room of b, unless that is too much to keep.
func (b batch) emptied() batch {
	if cap(b.bytes) > maxKept {
		b.bytes = nil
	}
	if cap(b.parts) > maxKept/16 {
		b.parts = nil
	}
	return batch{b.bytes[:0], b.parts[:0]}
}

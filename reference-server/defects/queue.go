package defects

import (
	"bytes"
	"net/http"
	"sync"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// dropping puts a queue before each stream and drops events that find most bytes
// in it.
func dropping(most int) layer {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !isStream(r) {
				next.ServeHTTP(w, r)
				return
			}
			q := &queue{ResponseWriter: w, filled: make(chan struct{}, 1), ended: make(chan struct{})}
			go q.drain()
			defer q.close()
			edit := func(f frame) []byte {
				if f.isPublished() && q.size() > most {
					return nil
				}
				return f.raw
			}
			next.ServeHTTP(&frameWriter{ResponseWriter: q, framer: eventstream.NewFramer(generous()), edit: edit}, r)
		})
	}
}

// writtenAtOnce is how many bytes a queue writes at a time.
const writtenAtOnce = 64 << 10

// queue writes by itself what is written to it, so that nobody waits for the
// client.
type queue struct {
	http.ResponseWriter
	filled chan struct{} // Write and close send
	ended  chan struct{} // drain closes it

	mu      sync.Mutex
	waiting []byte
	over    bool
	failed  error
}

func (q *queue) Write(p []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, p...)
	q.wake()
	return len(p), q.failed
}

func (q *queue) wake() {
	select {
	case q.filled <- struct{}{}:
	default:
	}
}

// FlushError leaves it to the queue, for http.ResponseController.
func (q *queue) FlushError() error { return nil }

// Unwrap leads http.ResponseController to what q does not do itself.
func (q *queue) Unwrap() http.ResponseWriter { return q.ResponseWriter }

func (q *queue) size() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)
}

// close ends the queue and waits for that.
func (q *queue) close() {
	q.mu.Lock()
	q.over = true
	q.wake()
	q.mu.Unlock()
	<-q.ended
}

// drain writes until the queue is over, or the client has gone.
func (q *queue) drain() {
	defer close(q.ended)
	for range q.filled {
		batch, over := q.take()
		_, err := q.ResponseWriter.Write(batch)
		if err == nil {
			err = http.NewResponseController(q.ResponseWriter).Flush()
		}
		if over || err != nil {
			q.fail(err)
			return
		}
	}
}

func (q *queue) take() (batch []byte, over bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.waiting), writtenAtOnce)
	batch, q.waiting = bytes.Clone(q.waiting[:n]), q.waiting[n:]
	if len(q.waiting) > 0 {
		q.wake()
	}
	return batch, q.over && len(q.waiting) == 0
}

func (q *queue) fail(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.failed = err
}

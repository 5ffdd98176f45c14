package fanout

import (
	"errors"
	"fmt"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventloop"
)

// Limits says how a Hub treats its streams. All of them must be positive.
type Limits struct {
	// Heartbeat is the silence after which a stream is sent a comment.
	Heartbeat time.Duration
	// WriteTimeout is how long the socket of a stream that has something to be sent
	// may take nothing.
	WriteTimeout time.Duration
	// QueueBytes is how much may wait for a stream whose socket is full. What waits
	// is shared: it is references to bytes that the others were sent. One event is
	// let wait whatever its size.
	QueueBytes int
	// QueueAge is how long something may wait for the socket.
	QueueAge time.Duration
}

// Counts are what a Hub has done since it began.
type Counts struct {
	Deliveries int64 // events handed to sockets, or to their queues
	Bytes      int64 // bytes that sockets took, without the head
	Queued     int64 // bytes that wait in queues now, each reference counted
}

// Hub carries plain event streams on a few loops. Its methods may be called from
// several goroutines.
type Hub struct {
	limits Limits
	loops  []*loop
	next   atomic.Uint64
	gate   atomic.Pointer[Gate]
	fault  atomic.Pointer[Fault]
	run    sync.WaitGroup
}

// New returns a Hub that runs until Close, on one loop for each CPU that Go uses.
func New(limits Limits) (*Hub, error) {
	h := &Hub{limits: limits}
	for range runtime.GOMAXPROCS(0) {
		events, err := eventloop.New()
		if err != nil {
			return nil, errors.Join(fmt.Errorf("start event loop: %w", err), h.Close())
		}
		l := &loop{Loop: events, hub: h, began: time.Now(), groups: make(map[groupKey]*group)}
		h.loops = append(h.loops, l)
		h.run.Go(l.run)
	}
	h.Each(func(*Stream) {}) // the loops run from here on, and do what is posted
	return h, nil
}

// Close cuts the streams that are left, and waits for the loops to end. The error
// is that of a loop which ended by itself.
func (h *Hub) Close() error {
	var failures []error
	for _, l := range h.loops {
		l.Close()
	}
	h.run.Wait()
	for _, l := range h.loops {
		if err := l.failed.Load(); err != nil {
			failures = append(failures, fmt.Errorf("event loop: %w", *err))
		}
	}
	return errors.Join(failures...)
}

// ErrClosed is Adopt's error after Close.
var ErrClosed = errors.New("the hub is closed")

// Adopt takes the socket out of nc, on which the head of the response and the
// first frames have been written, and streams to it what the opening's cursor
// reads, and then what is live. From then on the stream owns the cursor, and its
// owner is told when it ends. With an error nc is closed, and the cursor remains
// the caller's.
func (h *Hub) Adopt(nc net.Conn, o Opening) error {
	socket, err := eventloop.Take(nc)
	if err != nil {
		return errors.Join(fmt.Errorf("take socket: %w", err), nc.Close())
	}
	l := h.loops[h.next.Add(1)%uint64(len(h.loops))]
	s := newStream(o)
	if !l.Post(func() { l.join(s, socket, o) }) {
		return errors.Join(ErrClosed, socket.Close())
	}
	return nil
}

// Each calls f for every stream that is open, on the goroutine of its loop, and
// returns when that is done. f may end the stream; it must not wait.
func (h *Hub) Each(f func(*Stream)) {
	var all sync.WaitGroup
	for _, l := range h.loops {
		all.Add(1)
		if !l.Post(func() { l.each(f); all.Done() }) {
			all.Done()
		}
	}
	all.Wait()
}

// Counts returns what was done so far.
func (h *Hub) Counts() Counts {
	var sum Counts
	for _, l := range h.loops {
		sum.Deliveries += l.deliveries.Load()
		sum.Bytes += l.bytes.Load()
		sum.Queued += l.queued.Load()
	}
	return sum
}

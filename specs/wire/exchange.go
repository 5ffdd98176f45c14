package wire

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Exchange is one request and its response while they happen. One goroutine
// owns the socket and writes the Transcript; every method is safe for
// concurrent use. In HTTP/2 the socket is that of a Trunk.
type Exchange struct {
	start  time.Time
	cancel context.CancelCauseFunc
	done   chan struct{} // closed by the goroutine, when nothing of it is left

	mu      sync.Mutex
	t       *Transcript // what follows is guarded by mu, and so is *t
	builder *builder
	changed chan struct{} // closed and replaced by the goroutine when t has changed
	paused  chan struct{} // closed by Resume; nil unless paused
	how     CloseKind
	resumed func() // is told of Resume; nil unless on a Trunk
}

func newExchange(t *Transcript, cancel context.CancelCauseFunc) *Exchange {
	return &Exchange{start: t.Start, cancel: cancel, done: make(chan struct{}), changed: make(chan struct{}), t: t, builder: newBuilder(t)}
}

// CloseKind says how we close a connection.
type CloseKind int

// The ways to close a connection.
const (
	// CloseFIN closes it in order: with close_notify, then FIN. Where the target
	// has sent bytes that were not read, the system resets it after that.
	CloseFIN CloseKind = iota
	// CloseRST resets it (SO_LINGER 0), as a crashed client does.
	CloseRST
)

// errClosed is the cause with which Close cancels the context.
var errClosed = errors.New("closed by this side")

// Head waits for the head of the final response. The error says that the
// Exchange ended without one, an *EndError, or that ctx is done.
func (x *Exchange) Head(ctx context.Context) (Head, error) {
	var head *Head
	if x.Wait(ctx, func(t *Transcript) bool { head = t.Head; return head != nil }) {
		return *head, nil
	}
	t := x.Snapshot()
	if t.End.Kind == EndOpen {
		return Head{}, fmt.Errorf("wait for response head: %w", context.Cause(ctx))
	}
	return Head{}, &EndError{End: t.End, Cause: t.err}
}

// Wait waits until cond holds, and reports false when the Exchange ends or ctx
// is done first. It asks cond now, after every change that it sees, and after
// the last one; a quick succession of reads may be one change. cond sees the
// live Transcript under the lock: it must neither keep it nor call a method of
// the Exchange.
func (x *Exchange) Wait(ctx context.Context, cond func(*Transcript) bool) bool {
	for {
		held, ended, changed := x.ask(cond)
		if held || ended {
			return held
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}

func (x *Exchange) ask(cond func(*Transcript) bool) (held, ended bool, changed <-chan struct{}) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return cond(x.t), x.t.End.Kind != EndOpen, x.changed
}

// Snapshot returns the Transcript as it is now. It is cheap: it shares what
// does not change any more.
func (x *Exchange) Snapshot() *Transcript {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.t.snapshot()
}

// Close ends the Exchange if it has not ended, waits for its goroutine and
// returns the finished Transcript. It may be called any number of times. On a
// Trunk it resets the stream (CANCEL), however it is asked to close.
func (x *Exchange) Close(how CloseKind) *Transcript {
	x.mu.Lock()
	x.how = max(x.how, how)
	x.mu.Unlock()
	x.cancel(errClosed)
	<-x.done
	return x.Snapshot()
}

// Done returns a channel that is closed when the Exchange has ended and its
// goroutine is gone.
func (x *Exchange) Done() <-chan struct{} { return x.done }

// Pause stops reading, as a client does that hangs: the target's bytes stay in
// the socket. A read that is under way may still take one Chunk. In HTTP/2 the
// window of the stream is not opened any further: what fits in is still read.
func (x *Exchange) Pause() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.paused == nil {
		x.paused = make(chan struct{})
	}
}

// Resume reads on after Pause.
func (x *Exchange) Resume() {
	if resumed := x.unpause(); resumed != nil {
		resumed()
	}
}

// unpause returns what must be called without the lock, or nil.
func (x *Exchange) unpause() (resumed func()) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.paused == nil {
		return nil
	}
	close(x.paused)
	x.paused = nil
	return x.resumed
}

// gate returns what must be waited for before the next read, or nil.
func (x *Exchange) gate() <-chan struct{} {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.paused
}

func (x *Exchange) closeKind() CloseKind {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.how
}

// now returns the time since the start of the Exchange.
func (x *Exchange) now() time.Duration { return time.Since(x.start) }

// update changes the Transcript.
func (x *Exchange) update(change func(*Transcript)) {
	x.mu.Lock()
	defer x.mu.Unlock()
	change(x.t)
	x.announce()
}

// announce wakes those who wait. It is called under the lock.
func (x *Exchange) announce() {
	close(x.changed)
	x.changed = make(chan struct{})
}

// finish records the end, unless there is one already.
func (x *Exchange) finish(kind EndKind, cause error) {
	x.update(func(*Transcript) { x.end(kind, cause) })
}

// end is finish under the lock.
func (x *Exchange) end(kind EndKind, cause error) {
	x.builder.finish(End{Kind: kind, At: x.now(), Detail: detailOf(cause)}, cause)
}

package eventloop

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// tick is the resolution of timers.
const tick = 10 * time.Millisecond

// keptPosts is the largest queue of posted functions that is kept for the next turn.
const keptPosts = 1024

// Loop serves many sockets from one goroutine, the one that calls [Loop.Run].
type Loop struct {
	poller poller
	posts  posts
	spare  []func() // an empty queue for posts
	wheel  *wheel[*Conn]
	start  time.Time // tick 0 of the wheel
	now    time.Time
}

// New returns a loop that has no sockets. It holds descriptors until it is
// closed, whether it has run or not.
func New() (*Loop, error) {
	l := &Loop{wheel: newWheel[*Conn](), start: time.Now()}
	l.now = l.start
	if err := l.poller.open(); err != nil {
		return nil, fmt.Errorf("open event loop: %w", err)
	}
	return l, nil
}

// Run serves until [Loop.Close], then closes all sockets that are left. Every
// method of a [Handler] and every posted function runs on its goroutine. A loop
// runs once; one that was closed before returns at once.
func (l *Loop) Run() error {
	first, closed := l.posts.begin()
	if !first {
		return errors.New("run event loop: it runs or has run")
	}
	if closed {
		return nil
	}
	defer l.poller.close()
	for closed = false; !closed; closed = l.runPosted() {
		if err := l.wait(); err != nil {
			l.posts.close(l.poller.wake)
			l.runPosted()
			return fmt.Errorf("wait for sockets: %w", err)
		}
		l.now = time.Now()
		l.poller.dispatch()
		l.wheel.advance(uint64(l.now.Sub(l.start)/tick), expire)
	}
	return nil
}

// wait waits for sockets, but not if there is something else to do.
func (l *Loop) wait() error {
	patience := time.Duration(-1) // for ever
	if next, found := l.wheel.next(); found {
		patience = max(0, time.Duration(next)*tick-time.Since(l.start))
	}
	if patience == 0 || l.poller.busy() {
		return l.poller.wait(false)
	}
	if err := l.poller.arm(patience); err != nil {
		return err
	}
	return l.poller.wait(l.posts.sleep())
}

// runPosted runs what has been posted, but not what is posted meanwhile. It
// reports whether the loop has been closed and has run everything.
func (l *Loop) runPosted() (closed bool) {
	queue, closed := l.posts.take(l.spare)
	for _, f := range queue {
		f()
	}
	clear(queue)
	l.spare = nil
	if cap(queue) <= keptPosts {
		l.spare = queue[:0]
	}
	return closed
}

// expire tells a Conn that its timer has expired.
func expire(c *Conn) { c.handler.Expired(c) }

// Post makes f run on the loop's goroutine, after everything that was posted
// before. It may be called from any goroutine. It reports whether f will be run,
// which is not so once the loop is closed. What was posted before Run is run by Run,
// unless the loop is closed before that too.
func (l *Loop) Post(f func()) bool { return l.posts.put(f, l.poller.wake) }

// Close ends Run, which runs what was posted before, and then closes all
// sockets without telling their handlers. It does not wait for Run to return, and
// may be called from any goroutine, more than once.
func (l *Loop) Close() {
	if never := l.posts.close(l.poller.wake); never {
		l.poller.close()
	}
}

// Now returns the time at which this turn began, with a monotonic reading. It is
// for the loop's goroutine, and costs nothing.
func (l *Loop) Now() time.Time { return l.now }

// After makes f run on the loop's goroutine when d has passed, unless the loop is
// closed before. It is for the loop's goroutine.
func (l *Loop) After(d time.Duration, f func()) {
	c := &Conn{handler: after(f)}
	c.timer.owner = c
	l.wheel.set(&c.timer, l.due(d))
}

// due returns the first tick at which d will have passed.
func (l *Loop) due(d time.Duration) uint64 {
	d = min(max(d, 0), math.MaxInt64/2) + time.Since(l.start)
	return uint64((d + tick - 1) / tick)
}

// after is the handler of a timer that belongs to no socket.
type after func()

func (after) Data(*Conn, []byte) {}
func (after) Writable(*Conn)     {}
func (after) Gone(*Conn, error)  {}
func (f after) Expired(*Conn)    { f() }

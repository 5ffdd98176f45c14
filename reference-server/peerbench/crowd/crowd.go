//go:build linux

package crowd

import (
	"errors"
	"fmt"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"
)

// Crowd is the clients of one server. Nothing about it may be used at the same time,
// but for Now.
type Crowd struct {
	// Latency, if set, records for every event on every stream the time from when it
	// was due.
	Latency *Histogram

	server  unix.SockaddrInet4
	request string // without the empty line at its end
	began   time.Time
	epoll   int
	ready   []unix.EpollEvent
	buffer  []byte
	sources sources
	streams []stream
	idBase  int64 // an id less this is the number of its event; 0 is not known
	open    int   // streams answered and not left
	opening int
	leaving int
	counts  Counts
	ended   []Ending // since TakeEnded
	memo    memo
}

// stream is one client. An absent one keeps what it needs to come back.
type stream struct {
	unfinished *unfinished // nil between two frames
	lastID     string
	last       int64 // number of the last event, or unknown
	socket     int32
	times      int32 // how often it was opened
	state      state
	stalled    bool
	narrow     bool
}

type state uint8

const (
	absent  state = iota
	opening       // the request is sent, the head has not arrived
	open          // the head has arrived
	leaving       // the client's half is closed
)

const unknown = -1

// memo is the last arrival that began and ended between two frames.
type memo struct {
	raw     []byte
	arrival arrival
}

// Counts is what a crowd has seen so far.
type Counts struct {
	Delivered int64 // events that arrived, over all streams
	Lost      int64 // events that a later one shows to be missing
	Doubled   int64 // events with a number that had passed
	Resets    int64 // times that the server said that it cannot resume
	Refused   int64 // streams that ended before their head
	Ended     int64 // streams that the server ended
	LastError error // of the last stream that ended otherwise than asked
}

// New returns a crowd of at most size clients for the server at addr. Path is the
// target of their requests. Close must be called.
func New(addr netip.AddrPort, path string, size int) (*Crowd, error) {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("make epoll: %w", err)
	}
	c := &Crowd{
		server:  unix.SockaddrInet4{Port: int(addr.Port()), Addr: addr.Addr().As4()},
		request: fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\n", path, addr),
		began:   time.Now(),
		epoll:   epoll,
		ready:   make([]unix.EpollEvent, 1024),
		buffer:  make([]byte, 256<<10),
		streams: make([]stream, size),
	}
	for i := range c.streams {
		c.streams[i].last = unknown
	}
	return c, nil
}

// NumberIDs says that the id of an event is its number plus base, as with a server
// that gives out ids itself. Then even what is lost before a stream's first event is
// noticed.
func (c *Crowd) NumberIDs(base int64) { c.idBase = base }

// Now returns the time since the crowd was made. It may be called from any goroutine.
func (c *Crowd) Now() time.Duration { return time.Since(c.began) }

// Counts returns what was seen so far.
func (c *Crowd) Counts() Counts { return c.counts }

// Open returns the number of streams that are answered and not left.
func (c *Crowd) Open() int { return c.open }

// Behind returns the number of clients that have not received the event with this number,
// open or not.
func (c *Crowd) Behind(number int64) int {
	behind := 0
	for i := range c.streams {
		if c.streams[i].last < number {
			behind++
		}
	}
	return behind
}

// Gone reports whether no stream is open, about to be, or leaving.
func (c *Crowd) Gone() bool { return c.open+c.opening+c.leaving == 0 }

// Close ends all streams by FIN.
func (c *Crowd) Close() error {
	for i := range c.streams {
		if c.streams[i].state != absent {
			c.forget(i)
		}
	}
	return unix.Close(c.epoll)
}

// Poll reads what has arrived on all streams, after waiting for it at most as long as
// given, in whole milliseconds.
func (c *Crowd) Poll(wait time.Duration) error {
	n, err := unix.EpollWait(c.epoll, c.ready, int(wait.Milliseconds()))
	if err != nil && !errors.Is(err, unix.EINTR) {
		return fmt.Errorf("wait for streams: %w", err)
	}
	for i := range max(n, 0) {
		// The stream may have been left, or opened anew, since it became ready.
		if s := &c.streams[c.ready[i].Fd]; s.state != absent && s.times == c.ready[i].Pad {
			c.read(int(c.ready[i].Fd))
		}
	}
	return nil
}

// Ending is a stream that is over by the server's doing.
type Ending struct {
	Client int
	// Asked says that the client had closed its half.
	Asked bool
	// Cause is what the client has seen.
	Cause error
}

// TakeEnded returns the streams that have ended since it was called last.
func (c *Crowd) TakeEnded() []Ending {
	ended := c.ended
	c.ended = nil
	return ended
}

func (c *Crowd) read(i int) {
	n, err := unix.Read(int(c.streams[i].socket), c.buffer)
	switch {
	case errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EINTR):
	case err != nil:
		c.over(i, fmt.Errorf("read stream: %w", err))
	case n == 0:
		c.over(i, errors.New("read stream: the connection was closed"))
	default:
		if err := c.take(i, c.buffer[:n]); err != nil {
			c.over(i, err)
		}
	}
}

// over ends a stream from the other side.
func (c *Crowd) over(i int, cause error) {
	switch c.streams[i].state {
	case opening:
		c.counts.Refused++
		c.counts.LastError = cause
	case open:
		c.counts.Ended++
		c.counts.LastError = cause
	case leaving, absent: // as it was asked to
	}
	c.ended = append(c.ended, Ending{Client: i, Asked: c.streams[i].state == leaving, Cause: cause})
	c.forget(i)
}

// forget closes the socket of a stream, whatever state it is in.
func (c *Crowd) forget(i int) {
	s := &c.streams[i]
	c.enter(s, absent)
	_ = unix.Close(int(s.socket)) // nothing is left to lose
	s.unfinished, s.stalled = nil, false
}

// enter moves a stream to another state, and counts both.
func (c *Crowd) enter(s *stream, to state) {
	for _, change := range []struct {
		state state
		by    int
	}{{s.state, -1}, {to, +1}} {
		switch change.state {
		case opening:
			c.opening += change.by
		case open:
			c.open += change.by
		case leaving:
			c.leaving += change.by
		case absent:
		}
	}
	s.state = to
}

//go:build linux

package crowd

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// window is how many streams may wait for their head at a time. It is far below the
// backlog of a listener.
const window = 256

// OpenTo opens streams until n are answered. A stream that is refused is an error, as
// is one that is not answered within patience.
func (c *Crowd) OpenTo(ctx context.Context, n int, patience time.Duration) error {
	before := c.counts.Refused
	next := 0
	for c.open < n {
		for c.opening < window && c.open+c.opening < n {
			for ; next < len(c.streams) && c.streams[next].state != absent; next++ {
			}
			if next == len(c.streams) {
				return fmt.Errorf("open stream %d of %d: the crowd has no more clients", c.open+1, n)
			}
			if err := c.Start(next); err != nil {
				return err
			}
		}
		was := c.open
		err := c.Await(ctx, patience, func() bool { return c.open > was || c.counts.Refused > before })
		if err != nil {
			return fmt.Errorf("open stream %d of %d: %w", c.open+1, n, err)
		}
		if c.counts.Refused > before {
			return fmt.Errorf("open stream %d of %d: %w", c.open+1, n, c.counts.LastError)
		}
	}
	return nil
}

// errLate is the error of Await.
var errLate = errors.New("nothing more has come")

// Await polls until done, which must become true within patience.
func (c *Crowd) Await(ctx context.Context, patience time.Duration, done func() bool) error {
	late := c.Now() + patience
	for !done() {
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case c.Now() > late:
			return fmt.Errorf("%w for %s", errLate, patience)
		}
		if err := c.Poll(50 * time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

// Start opens the stream i, which must be absent, and does not wait for the answer.
// If it was open before, it asks to go on where it left.
func (c *Crowd) Start(i int) error {
	s := &c.streams[i]
	socket, err := c.connect(s.narrow)
	if err != nil {
		return fmt.Errorf("open stream: %w", err)
	}
	request := c.request
	if s.lastID != "" {
		request += "Last-Event-ID: " + s.lastID + "\r\n"
	}
	s.socket, s.unfinished = int32(socket), &unfinished{head: true}
	s.times++
	c.enter(s, opening)
	if _, err := unix.Write(socket, []byte(request+"\r\n")); err != nil {
		c.over(i, fmt.Errorf("send request: %w", err))
		return nil
	}
	return c.watch(i)
}

func (c *Crowd) watch(i int) error {
	s := &c.streams[i]
	event := unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(i), Pad: s.times}
	if err := unix.EpollCtl(c.epoll, unix.EPOLL_CTL_ADD, int(s.socket), &event); err != nil {
		return fmt.Errorf("watch stream: %w", err)
	}
	return nil
}

// connect returns a connection that does not block any more.
func (c *Crowd) connect(narrow bool) (int, error) {
	for range portsEach { // past ports that others hold
		socket, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return 0, err
		}
		ip, port := c.sources.next()
		err = errors.Join(
			unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1), // past TIME_WAIT
			unix.Bind(socket, &unix.SockaddrInet4{Addr: ip, Port: port}),
		)
		if narrow {
			err = errors.Join(err, narrowDown(socket))
		}
		if err == nil {
			// On loopback the handshake is over when connect returns.
			err = unix.Connect(socket, &c.server)
		}
		if err == nil {
			return socket, unix.SetNonblock(socket, true)
		}
		_ = unix.Close(socket) // the first error counts
		if !errors.Is(err, unix.EADDRINUSE) && !errors.Is(err, unix.EADDRNOTAVAIL) && !errors.Is(err, unix.EINTR) {
			return 0, err
		}
	}
	return 0, unix.EADDRINUSE
}

//go:build linux && !portable

package eventloop

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"golang.org/x/sys/unix"
)

const (
	eventsPerTurn = 256
	bytesPerRead  = 64 << 10
	// wakeIndex stands for the descriptor that wakes the loop.
	wakeIndex = -1
)

// interest is what epoll tells of a socket, at each edge: epoll(7).
const interest = unix.EPOLLIN | unix.EPOLLOUT | unix.EPOLLRDHUP | unix.EPOLLET

// poller waits for sockets with epoll.
type poller struct {
	epoll  int
	event  int     // an eventfd, never read: each write is an edge
	one    [8]byte // what is added to it; the sum does not come to its limit, 2^64-1
	ready  int     // events of this turn
	events []unix.EpollEvent
	table  table
	unread []ref // sockets that may have more to read, though epoll will not say so
	spare  []ref
	buffer []byte
}

// open makes the poller's descriptors.
func (p *poller) open() (err error) {
	if p.epoll, err = unix.EpollCreate1(unix.EPOLL_CLOEXEC); err != nil {
		return fmt.Errorf("create epoll: %w", err)
	}
	if p.event, err = unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK); err != nil {
		_ = unix.Close(p.epoll)
		return fmt.Errorf("create eventfd: %w", err)
	}
	event := unix.EpollEvent{Events: unix.EPOLLIN | unix.EPOLLET, Fd: wakeIndex}
	if err = unix.EpollCtl(p.epoll, unix.EPOLL_CTL_ADD, p.event, &event); err != nil {
		_ = unix.Close(p.epoll)
		_ = unix.Close(p.event)
		return fmt.Errorf("watch eventfd: %w", err)
	}
	p.events = make([]unix.EpollEvent, eventsPerTurn)
	binary.NativeEndian.PutUint64(p.one[:], 1)
	p.buffer = make([]byte, bytesPerRead)
	return nil
}

// close closes all sockets and the poller's descriptors.
func (p *poller) close() {
	for _, s := range p.table.slots {
		if s.conn != nil {
			_ = s.conn.Close()
		}
	}
	_ = unix.Close(p.epoll)
	_ = unix.Close(p.event)
}

// wake ends a wait, from any goroutine.
func (p *poller) wake() {
	_, _ = unix.Write(p.event, p.one[:])
}

// busy reports whether there is something to do without waiting.
func (p *poller) busy() bool { return len(p.unread) > 0 }

// wait waits for events, at most for d unless that is negative.
func (p *poller) wait(d time.Duration) error {
	n, err := unix.EpollWait(p.epoll, p.events, milliseconds(d))
	p.ready = max(n, 0)
	if errors.Is(err, unix.EINTR) {
		return nil
	}
	return err
}

// milliseconds rounds up; negative is for ever.
func milliseconds(d time.Duration) int {
	if d < 0 {
		return -1
	}
	ms := d / time.Millisecond
	if d%time.Millisecond > 0 {
		ms++
	}
	return int(min(ms, math.MaxInt32))
}

// add makes epoll tell about s.
func (p *poller) add(s Socket, c *Conn) error {
	if s.fd <= 0 {
		return unix.EBADF
	}
	r := p.table.add(c)
	event := unix.EpollEvent{Events: interest, Fd: r.index, Pad: int32(r.generation)}
	if err := unix.EpollCtl(p.epoll, unix.EPOLL_CTL_ADD, s.fd, &event); err != nil {
		p.table.remove(r.index)
		return err
	}
	c.sock = sock{fd: int32(s.fd), index: r.index}
	return nil
}

// dispatch tells the handlers what epoll has told. A socket is read once in a turn,
// so that one that always has bytes does not keep the others waiting.
func (p *poller) dispatch() {
	unreads := p.unread
	p.unread = p.spare[:0]
	for i := range p.ready {
		e := &p.events[i]
		p.handle(ref{e.Fd, uint32(e.Pad)}, e.Events)
	}
	for _, r := range unreads {
		if s := p.table.get(r); s != nil {
			s.flags &^= unread
			p.read(r, s)
		}
	}
	p.spare = unreads
}

// handle reads first, so that what a peer sent before it ended arrives.
func (p *poller) handle(r ref, events uint32) {
	s := p.table.get(r)
	if s == nil {
		return
	}
	if events&(unix.EPOLLRDHUP|unix.EPOLLHUP|unix.EPOLLERR) != 0 {
		s.flags |= ended
	}
	if events&^unix.EPOLLOUT != 0 && s.flags&unread == 0 {
		p.read(r, s)
		s = p.table.get(r)
	}
	if s != nil && events&unix.EPOLLOUT != 0 && s.flags&blocked != 0 {
		s.flags &^= blocked
		s.conn.handler.Writable(s.conn)
	}
}

// read reads once. If there may be more, the next turn reads again.
func (p *poller) read(r ref, s *slot) {
	c := s.conn
	n, errno := read(c.sock.fd, p.buffer)
	switch {
	case errno == unix.EAGAIN:
		return
	case errno == unix.EINTR:
		p.again(r, s)
	case errno != 0:
		c.gone(errno)
	case n == 0:
		c.gone(io.EOF)
	default:
		if n == len(p.buffer) || s.flags&ended != 0 {
			p.again(r, s)
		}
		c.handler.Data(c, p.buffer[:n])
	}
}

// again makes the next turn read from a socket.
func (p *poller) again(r ref, s *slot) {
	s.flags |= unread
	p.unread = append(p.unread, r)
}

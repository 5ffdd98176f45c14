//go:build linux && !portable

package eventloop

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	eventsPerTurn = 256
	bytesPerRead  = 64 << 10
)

// interest is what epoll tells of a socket, at each edge: epoll(7).
const interest = unix.EPOLLIN | unix.EPOLLOUT | unix.EPOLLRDHUP | unix.EPOLLET

// poller waits for sockets with epoll. It never blocks in epoll_wait: the
// descriptor of epoll is itself watched by the poller of Go's runtime, which
// parks the goroutine until something is ready.
type poller struct {
	epoll  int
	file   *os.File // the same descriptor, as the runtime knows it
	raw    syscall.RawConn
	poll   func(fd uintptr) (done bool)
	err    error // of poll
	ready  int   // events of this turn
	events []unix.EpollEvent
	table  table
	unread []ref // sockets that may have more to read, though epoll will not say so
	spare  []ref
	buffer []byte
	envelope
	stamps
	vanished []ghost // the oldest first
}

// open makes the poller's descriptor.
func (p *poller) open() (err error) {
	if p.epoll, err = unix.EpollCreate1(unix.EPOLL_CLOEXEC); err != nil {
		return fmt.Errorf("create epoll: %w", err)
	}
	if err = unix.SetNonblock(p.epoll, true); err != nil { // so that the runtime watches it
		_ = unix.Close(p.epoll)
		return fmt.Errorf("watch epoll: %w", err)
	}
	p.file = os.NewFile(uintptr(p.epoll), "epoll")
	if p.raw, err = p.file.SyscallConn(); err == nil {
		err = p.arm(-1)
	}
	if err != nil {
		_ = p.file.Close()
		return fmt.Errorf("watch epoll: %w", err)
	}
	p.poll = func(uintptr) bool {
		p.err = p.look()
		return p.ready > 0 || p.err != nil
	}
	p.events = make([]unix.EpollEvent, eventsPerTurn)
	p.buffer = make([]byte, bytesPerRead)
	p.envelope.open()
	return nil
}

// close closes all sockets and the poller's descriptor.
func (p *poller) close() {
	for _, s := range p.table.slots {
		if s.conn != nil {
			_ = s.conn.Close()
		}
	}
	for _, g := range p.vanished {
		g.sock.hangUp()
	}
	_ = p.file.Close()
}

// wake ends the wait that follows the last arm, from any goroutine.
func (p *poller) wake() { _ = p.file.SetReadDeadline(time.Unix(1, 0)) }

// arm makes the next wait end after d, unless that is negative.
func (p *poller) arm(d time.Duration) error {
	if d < 0 {
		return p.file.SetReadDeadline(time.Time{})
	}
	return p.file.SetReadDeadline(time.Now().Add(d))
}

// busy reports whether there is something to do without waiting.
func (p *poller) busy() bool { return len(p.unread) > 0 }

// wait waits for events, or only looks for some.
func (p *poller) wait(block bool) error {
	if !block {
		return p.look()
	}
	p.ready, p.err = 0, nil
	if err := p.raw.Read(p.poll); err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	return p.err
}

// look asks for events that are there now.
func (p *poller) look() error {
	n, err := unix.EpollWait(p.epoll, p.events, 0)
	p.ready = max(n, 0)
	if errors.Is(err, unix.EINTR) {
		return nil
	}
	return err
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
			if s.flags&held == 0 {
				p.read(r, s)
			}
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
	if s.conn.sock.connecting() {
		if !p.connected(r, s, events) {
			return
		}
		s = p.table.get(r)
	}
	if events&^unix.EPOLLOUT != 0 && s.flags&(unread|held) == 0 {
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
	n, errno := p.receive(c.sock.fd, s.flags, p.buffer)
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

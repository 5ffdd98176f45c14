//go:build linux && !portable

package eventloop

import (
	"io"

	"golang.org/x/sys/unix"
)

func (s sock) hold(l *Loop) { l.poller.table.slots[s.place()].flags |= held }

func (s sock) held(l *Loop) bool { return l.poller.table.slots[s.place()].flags&held != 0 }

// read reads at most len(p) bytes. Before the connection is there, the call would take the
// error that Gone is to report.
func (s sock) read(l *Loop, p []byte) (int, error) {
	if s.connecting() {
		return 0, nil
	}
	n, errno := l.poller.receive(s.fd, l.poller.table.slots[s.index].flags, p)
	switch {
	case errno == unix.EAGAIN:
		return 0, nil
	case errno == unix.EINTR:
		return s.read(l, p)
	case errno != 0:
		return 0, errno
	case n == 0:
		return 0, io.EOF
	default:
		return n, nil
	}
}

// release reads in the next turn, since epoll told of what is there while nobody read.
func (s sock) release(l *Loop) {
	slot := &l.poller.table.slots[s.place()]
	slot.flags &^= held
	if !s.connecting() && slot.flags&unread == 0 {
		l.poller.again(ref{s.index, slot.generation}, slot)
	}
}

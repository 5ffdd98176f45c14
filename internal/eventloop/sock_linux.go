//go:build linux && !portable

package eventloop

import (
	"math"
	"net/netip"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// sock is the socket of an open Conn.
type sock struct {
	fd    int32
	index int32 // in the table; its complement, which is negative, until the connection is there
}

// connecting reports whether the connection is not there yet. It is asked before each
// write, and so stands where the descriptor does.
func (s sock) connecting() bool { return s.index < 0 }

// place returns the index in the table.
func (s sock) place() int32 { return max(s.index, ^s.index) }

// write is write(2) and as little else as possible.
func (s sock) write(l *Loop, p []byte) (int, error) {
	if s.connecting() {
		return 0, nil // the call would take the error that Gone is to report
	}
	n, errno := write(s.fd, p)
	if n == len(p) {
		return n, nil
	}
	switch errno {
	case 0, unix.EAGAIN:
	case unix.EINTR:
		return s.write(l, p)
	default:
		return 0, errno
	}
	l.poller.table.slots[s.index].flags |= blocked
	return n, nil
}

func (s sock) close(l *Loop) error {
	l.poller.table.remove(s.place())
	return unix.Close(int(s.fd)) // which takes it out of epoll too
}

func (s sock) reset(l *Loop) error {
	_ = unix.SetsockoptLinger(int(s.fd), unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
	return s.close(l)
}

func (s sock) closeWrite(*Loop) error {
	if s.connecting() {
		return unix.ENOTCONN // shutdown(2) would give the attempt up
	}
	return unix.Shutdown(int(s.fd), unix.SHUT_WR)
}

func (s sock) remoteAddr() netip.AddrPort {
	sa, err := unix.Getpeername(int(s.fd))
	if err != nil {
		return netip.AddrPort{}
	}
	return addrPort(sa)
}

func (s sock) setUserTimeout(d time.Duration) error {
	return unix.SetsockoptInt(int(s.fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, milliseconds(max(d, 0)))
}

func (s sock) setUnsentLimit(n int) error {
	return unix.SetsockoptInt(int(s.fd), unix.IPPROTO_TCP, unix.TCP_NOTSENT_LOWAT, n)
}

// milliseconds rounds up.
func milliseconds(d time.Duration) int {
	ms := d / time.Millisecond
	if d%time.Millisecond > 0 {
		ms++
	}
	return int(min(ms, math.MaxInt32))
}

// write and read do not tell the scheduler about the call, since it does not
// wait: on these sockets the call is work like any other.

func write(fd int32, p []byte) (int, syscall.Errno) {
	n, _, errno := unix.RawSyscall(unix.SYS_WRITE, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)))
	if errno != 0 {
		return 0, errno
	}
	return int(n), 0
}

func read(fd int32, p []byte) (int, syscall.Errno) {
	n, _, errno := unix.RawSyscall(unix.SYS_READ, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)))
	if errno != 0 {
		return 0, errno
	}
	return int(n), 0
}

//go:build linux && !portable

package eventloop

import (
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// stamping makes the kernel note when it receives packets, and tell it with what is read.
// https://docs.kernel.org/networking/timestamping.html
const stamping = unix.SOF_TIMESTAMPING_RX_SOFTWARE | unix.SOF_TIMESTAMPING_SOFTWARE

// stampSize is the size of a struct scm_timestamping: the time of the software is the
// first of three.
const stampSize = 3 * int(unsafe.Sizeof(unix.Timespec{}))

// envelope is what recvmsg(2) needs. It refers to itself, and so must not be moved.
type envelope struct {
	message unix.Msghdr
	vector  unix.Iovec
	control struct {
		header unix.Cmsghdr
		stamp  [3]unix.Timespec
	}
}

// open makes the envelope ready for messages.
func (e *envelope) open() {
	e.vector = unix.Iovec{}
	e.message.Iov = &e.vector
	e.message.SetIovlen(1)
	e.message.Control = (*byte)(unsafe.Pointer(&e.control))
}

// receive is read(2) that also says when the last of the bytes arrived: received is 0 if the
// kernel does not say, or is in doubt.
func (e *envelope) receive(fd int32, p []byte) (n int, received int64, errno syscall.Errno) {
	e.vector.Base = unsafe.SliceData(p)
	e.vector.SetLen(len(p))
	e.message.SetControllen(int(unsafe.Sizeof(e.control)))
	r, _, errno := unix.RawSyscall(unix.SYS_RECVMSG, uintptr(fd), uintptr(unsafe.Pointer(&e.message)), 0)
	if errno != 0 {
		return 0, 0, errno
	}
	return int(r), e.stamp(), 0
}

// stamp returns the time in the message that was received, in nanoseconds since 1970, or 0.
func (e *envelope) stamp() int64 {
	h := &e.control.header
	if int(e.message.Controllen) < unix.CmsgLen(stampSize) || h.Level != unix.SOL_SOCKET || h.Type != unix.SO_TIMESTAMPING {
		return 0
	}
	return e.control.stamp[0].Nano()
}

// receive reads from a socket that has these flags into b, and notes when that was.
func (p *poller) receive(fd int32, flags uint32, b []byte) (int, syscall.Errno) {
	if flags&stamped == 0 {
		p.stamps = stamps{}
		return read(fd, b)
	}
	n, received, errno := p.envelope.receive(fd, b)
	p.stamps = stamps{received, time.Now().UnixNano()}
	return n, errno
}

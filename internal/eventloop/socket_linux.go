//go:build linux && !portable

package eventloop

import (
	"fmt"
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// Socket is a connection that no loop serves yet. It must be given to [Loop.Add], or
// be closed, once.
type Socket struct{ fd int }

// Take takes the socket out of nc, a [net.TCPConn] or [net.UnixConn], on any
// goroutine. From then on the caller neither uses nor closes nc, which has ended though the
// connection has not. Its deadlines hold no more. After an error nc is as it was.
func Take(nc net.Conn) (Socket, error) {
	var source syscall.Conn
	switch nc := nc.(type) {
	case *net.TCPConn:
		source = nc
	case *net.UnixConn:
		source = nc
	default:
		return Socket{}, fmt.Errorf("take socket: a %T has none", nc)
	}
	fd, err := duplicate(source)
	if err != nil {
		return Socket{}, fmt.Errorf("take socket: %w", err)
	}
	_ = nc.Close() // its descriptor alone
	return Socket{fd}, nil
}

// duplicate returns another descriptor of a socket, which does not block.
func duplicate(source syscall.Conn) (fd int, err error) {
	raw, err := source.SyscallConn()
	if err != nil {
		return 0, err
	}
	controlErr := raw.Control(func(of uintptr) {
		if err = unix.SetNonblock(int(of), true); err == nil {
			fd, err = unix.FcntlInt(of, unix.F_DUPFD_CLOEXEC, 1) // 0 would be no Socket
		}
	})
	if controlErr != nil {
		return 0, controlErr
	}
	return fd, err
}

// Close closes a socket that no loop was given.
func (s Socket) Close() error {
	if s.fd <= 0 {
		return net.ErrClosed
	}
	return unix.Close(s.fd)
}

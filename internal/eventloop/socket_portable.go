//go:build !linux || portable

package eventloop

import (
	"fmt"
	"net"
	"time"
)

// stream is what TCP and the Unix domain have in common.
type stream interface {
	net.Conn
	CloseWrite() error
}

// Socket is a connection that no loop serves yet. It must be given to [Loop.Add], or
// be closed, once.
type Socket struct{ nc stream }

// Take takes the socket out of nc, a [net.TCPConn] or [net.UnixConn], on any
// goroutine. From then on the caller neither uses nor closes nc, which has ended though the
// connection has not. Its deadlines hold no more. After an error nc is as it was.
func Take(nc net.Conn) (Socket, error) {
	var s Socket
	switch nc := nc.(type) {
	case *net.TCPConn:
		s.nc = nc
	case *net.UnixConn:
		s.nc = nc
	default:
		return Socket{}, fmt.Errorf("take socket: a %T has none", nc)
	}
	if err := nc.SetDeadline(time.Time{}); err != nil {
		return Socket{}, fmt.Errorf("take socket: %w", err)
	}
	return s, nil
}

// Close closes a socket that no loop was given.
func (s Socket) Close() error {
	if s.nc == nil {
		return net.ErrClosed
	}
	return s.nc.Close()
}

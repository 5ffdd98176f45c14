//go:build linux || darwin

package specs

import "syscall"

// narrowSocket returns what gives a socket, before it is connected, a receive
// buffer of that many bytes and the small segments of an Ethernet, so that the
// sender's buffer does not grow to megabytes. What the system refuses is left as
// it is.
func narrowSocket(bytes int) func(network, address string, c syscall.RawConn) error {
	const segment = 1400
	return func(_, _ string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) {
			_ = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, bytes)
			_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_MAXSEG, segment)
		})
	}
}

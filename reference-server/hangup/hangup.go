// Package hangup lets go of a connection in ways that a client can tell apart, also
// where it is encrypted.
package hangup

import (
	"crypto/tls"
	"errors"
	"net"
)

// Reset closes a connection of TCP with RST, and any other as it is closed otherwise.
// Whoever waits to write to it waits no longer. What the kernel has not sent is lost.
// https://www.rfc-editor.org/rfc/rfc9293#section-3.10.5
func Reset(conn net.Conn) {
	under := beneath(conn)
	if plain, ok := under.(*net.TCPConn); ok {
		_ = plain.SetLinger(0) // it fails where the connection is gone
	}
	_ = under.Close()
}

// CloseWrite sends FIN and leaves the other direction open. Over TLS it says
// close_notify before: that alone is no end of the connection to TCP.
// https://www.rfc-editor.org/rfc/rfc8446#section-6.1
func CloseWrite(conn net.Conn) error {
	var err error
	if secure, ok := conn.(*tls.Conn); ok {
		err = secure.CloseWrite()
	}
	half, ok := beneath(conn).(interface{ CloseWrite() error })
	if !ok {
		return errors.Join(err, errors.New("close one direction: the connection has only one end"))
	}
	return errors.Join(err, half.CloseWrite())
}

// beneath returns the connection that carries an encrypted one.
func beneath(conn net.Conn) net.Conn {
	if secure, ok := conn.(*tls.Conn); ok {
		return secure.NetConn()
	}
	return conn
}

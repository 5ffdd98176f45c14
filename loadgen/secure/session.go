package secure

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"time"
)

// What a caller must not do.
var (
	errEarly  = errors.New("write session: its handshake is not over")
	errNested = errors.New("feed session: another one of its pool is being read, with the same buffers")
)

// Session is one TLS connection. It belongs to the goroutine of its Pool's loop.
type Session struct {
	pool   *Pool
	conn   *tls.Conn
	hooks  Hooks
	shake  *handshake // nil when the handshake is over
	input  []byte     // ciphertext to be read, in a call of Feed or until the first
	err    error      // why nothing more can be read
	lost   error      // what Lost was given during the handshake, until all is read
	began  time.Time
	waited time.Duration
	server time.Duration
	own    time.Duration
	closed bool
}

// State says what a handshake has agreed upon, and where its time went.
type State struct {
	// Version is a constant of crypto/tls, as tls.VersionTLS13.
	Version uint16
	// CipherSuite is a constant of crypto/tls.
	CipherSuite uint16
	// ALPN is the protocol that the server has chosen, as "h2", or "".
	ALPN string
	// Resumed is set if an earlier session was resumed.
	Resumed bool
	// Waited is how long the handshake had no slot, Server how long it waited for the server's bytes, and
	// Own the rest, which is this side's work. The three are all the time from Start to Done, but for
	// what the loop did before it called Done.
	Waited, Server, Own time.Duration
}

// State returns what the handshake has agreed upon. Before Done has been called its result is empty.
func (s *Session) State() State {
	if s.shake != nil {
		return State{}
	}
	c := s.conn.ConnectionState()
	return State{
		Version: c.Version, CipherSuite: c.CipherSuite, ALPN: c.NegotiatedProtocol, Resumed: c.DidResume,
		Waited: s.waited, Server: s.server, Own: s.own,
	}
}

// Feed takes bytes from the socket, and calls plain with what they mean, zero or more times; what it lends is valid until plain
// returns. During the handshake the bytes are kept, up to 512 KiB. Function plain may
// write to the session and close it, but feed no session of the pool.
//
// The error is io.EOF after the server's close_notify, net.ErrClosed after Close, and otherwise what broke the record layer; it is
// final. A handshake's error is Done's alone.
func (s *Session) Feed(ciphertext []byte, plain func(p []byte)) error {
	if s.shake != nil {
		return s.shake.push(ciphertext)
	}
	if s.err != nil {
		return s.err
	}
	if s.pool.reading {
		return errNested
	}
	if len(s.input) > 0 {
		ciphertext = append(s.input, ciphertext...)
	}
	s.input = ciphertext
	s.pool.reading = true
	s.read(plain)
	s.pool.reading = false
	if s.err == nil && s.lost != nil {
		s.err, s.closed = s.lost, true
	}
	return s.err
}

// read decrypts the input.
func (s *Session) read(plain func(p []byte)) {
	s.pool.buffers.lend(s.conn, s.pool.space)
	for s.err == nil {
		n, err := s.conn.Read(s.pool.buf)
		if n > 0 {
			plain(s.pool.buf[:n])
		}
		if errors.Is(err, errNoBytes) {
			break
		}
		if err != nil && s.err == nil {
			s.err = err
		}
	}
	s.input = nil
	if s.err != nil {
		s.pool.buffers.drop(s.conn)
		return
	}
	s.pool.buffers.takeBack(s.conn)
}

// Write encrypts p and sends it. It must not be called before Done.
func (s *Session) Write(p []byte) error {
	switch {
	case s.shake != nil:
		return errEarly
	case s.closed:
		return net.ErrClosed
	}
	_, err := s.conn.Write(p)
	return err
}

// Close sends close_notify, if there is a session to close, and ends its handshake if not. Done is not called any more.
// The socket is the caller's.
func (s *Session) Close() error {
	if s.closed {
		return nil
	}
	if s.shake != nil {
		s.abandon()
		return nil
	}
	s.closed = true
	if s.err == nil {
		s.err = net.ErrClosed
	}
	return s.conn.Close()
}

// abandon ends a handshake that nobody waits for any more.
func (s *Session) abandon() {
	s.closed = true
	if s.shake != nil {
		s.shake.end(net.ErrClosed)
		s.shake.forget()
	}
}

// Lost says that the socket is gone: with err, or at its end if that is io.EOF or nil. It returns what that
// means here: io.ErrUnexpectedEOF for an end without close_notify, io.EOF for one with it, and err
// otherwise. During the handshake it returns nil: Done is called with that, or if what the server has sent before is a
// whole handshake, Feed returns it after the plaintext.
func (s *Session) Lost(err error) error {
	if s.err != nil {
		return s.err
	}
	if err == nil || errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if s.shake == nil {
		s.closed = true
		s.err = err
		return err
	}
	s.lost = err
	s.shake.end(err)
	if !s.pool.running[s] {
		s.pool.post(func() { s.late(err) })
	}
	return nil
}

// late ends a session that still waits for a slot.
func (s *Session) late(err error) {
	if s.shake != nil && !s.pool.running[s] {
		s.over(err)
	}
}

// handshake runs on a goroutine of its own.
func (s *Session) handshake() {
	shake := s.shake
	start := time.Now()
	// When ctx is over, shake is told; crypto/tls would close the wire, at a time when that may be the loop's.
	err := s.conn.HandshakeContext(context.WithoutCancel(shake.ctx))
	spent := time.Since(start)
	if err != nil {
		err = shake.reason(err)
	}
	s.pool.post(func() {
		s.server, s.own = shake.idle, spent-shake.idle
		s.over(err)
	})
}

// over ends the handshake, on the loop.
func (s *Session) over(err error) {
	delete(s.pool.running, s)
	s.shake.forget()
	s.input = s.shake.rest()
	s.shake = nil
	s.err = err
	done := s.hooks.Done
	s.hooks.Done = nil
	s.pool.next()
	if s.closed {
		s.err = net.ErrClosed
		return
	}
	s.closed = err != nil
	done(err)
}

package wire

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/url"
	"os"
	"time"
)

// TLSInfo describes a TLS session.
type TLSInfo struct {
	// Version is such as "TLS 1.3".
	Version string `json:"version"`
	// CipherSuite is its name in the registry of IANA.
	CipherSuite string `json:"cipher_suite"`
	// ALPN is "http/1.1" or "h2", or empty if the target did not choose.
	ALPN string `json:"alpn,omitempty"`
	// ServerName is the name or address that the certificate was verified for.
	ServerName string `json:"server_name"`
	// Peer is the first name in the target's certificate.
	Peer string `json:"peer,omitempty"`
}

// link is a connection that HTTP is spoken on.
type link struct {
	net.Conn          // the TLS session, if there is one
	transport *tapped // what lies below
}

// tapped notes the end of the bytes below TLS. A close_notify ends a session
// before that, so an end that was seen here came without one.
type tapped struct {
	net.Conn
	ended bool
}

// Read reads from the connection.
func (c *tapped) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.ended = c.ended || errors.Is(err, io.EOF)
	return n, err
}

// cutOff reports whether err, of a read, says that a TLS session ended without
// close_notify.
func (l *link) cutOff(err error) bool {
	_, secured := l.Conn.(*tls.Conn)
	return secured && (errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) && l.transport.ended)
}

// endOf says what kind of end it is that a read returned err: EndOpen when the
// end of ctx is the reason, EndComplete when the target closed in order.
func (l *link) endOf(ctx context.Context, err error) EndKind {
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() != nil:
		return EndOpen
	case l.cutOff(err):
		return EndTLSTruncated
	case errors.Is(err, io.EOF):
		return EndComplete
	case isReset(err):
		return EndReset
	default:
		return EndReadError
	}
}

// close closes the connection. Errors have no meaning any more.
func (l *link) close(how CloseKind) {
	raw := l.transport.Conn
	if how == CloseRST {
		if c, ok := raw.(interface{ SetLinger(seconds int) error }); ok {
			_ = c.SetLinger(0)
		}
		_ = raw.Close()
		return
	}
	if c, ok := l.Conn.(*tapped); ok {
		if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
			_ = half.CloseWrite()
		}
	}
	_ = l.Close()
}

// interruptible lets the end of ctx interrupt reads and writes. The function
// that it returns undoes that and waits for what it started.
func (l *link) interruptible(ctx context.Context) (release func()) {
	fired := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(fired)
		_ = l.SetDeadline(time.Unix(1, 0))
	})
	return func() {
		if !stop() {
			<-fired
		}
	}
}

// dialer makes the connections of an Exchange or a Trunk.
type dialer struct {
	Recorder // defaults filled in

	host    string   // of the first URL
	alpn    []string // what is offered, the best first
	now     func() time.Duration
	reached func(contact) // is told of each step
}

// contact is how far the making of a connection has got.
type contact struct {
	connected, secured time.Duration
	tls                *TLSInfo
}

// connect makes a connection for u, with a TLS session for https.
func (d *dialer) connect(ctx context.Context, u *url.URL) (*link, EndKind, error) {
	raw, err := d.dial(ctx, u)
	if err != nil {
		return nil, EndDialError, dialCause(u, d.DialTimeout, err)
	}
	transport := &tapped{Conn: raw}
	c := contact{connected: d.now()}
	d.reached(c)
	if u.Scheme != "https" {
		return &link{Conn: transport, transport: transport}, EndOpen, nil
	}
	conn, err := d.secure(ctx, u, transport)
	if err != nil {
		_ = raw.Close()
		return nil, EndTLSError, handshakeCause(u, d.DialTimeout, err)
	}
	state := conn.ConnectionState()
	c.secured, c.tls = d.now(), tlsInfo(&state, d.serverName(u))
	d.reached(c)
	return &link{Conn: conn, transport: transport}, EndOpen, nil
}

func (d *dialer) dial(ctx context.Context, u *url.URL) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, d.DialTimeout)
	defer cancel()
	raw, err := d.Dial(ctx, "tcp", address(u))
	if err != nil {
		return nil, err
	}
	if c, ok := raw.(interface{ SetReadBuffer(bytes int) error }); ok && d.ReadBuffer > 0 {
		if err := c.SetReadBuffer(d.ReadBuffer); err != nil {
			_ = raw.Close()
			return nil, err
		}
	}
	return raw, nil
}

func (d *dialer) secure(ctx context.Context, u *url.URL, transport net.Conn) (*tls.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, d.DialTimeout)
	defer cancel()
	config := d.TLS.Clone()
	config.NextProtos = d.alpn
	config.ServerName = d.serverName(u)
	conn := tls.Client(transport, config)
	return conn, conn.HandshakeContext(ctx)
}

// serverName returns the name that the certificate of u must hold.
func (d *dialer) serverName(u *url.URL) string {
	if d.TLS.ServerName != "" && u.Hostname() == d.host {
		return d.TLS.ServerName
	}
	return u.Hostname()
}

func tlsInfo(s *tls.ConnectionState, serverName string) *TLSInfo {
	info := &TLSInfo{
		Version:     tls.VersionName(s.Version),
		CipherSuite: tls.CipherSuiteName(s.CipherSuite),
		ALPN:        s.NegotiatedProtocol,
		ServerName:  serverName,
	}
	if len(s.PeerCertificates) > 0 {
		info.Peer = peerName(s.PeerCertificates[0])
	}
	return info
}

func peerName(cert *x509.Certificate) string {
	switch {
	case len(cert.DNSNames) > 0:
		return cert.DNSNames[0]
	case len(cert.IPAddresses) > 0:
		return cert.IPAddresses[0].String()
	default:
		return cert.Subject.CommonName
	}
}

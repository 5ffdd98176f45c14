package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventloop"
	"github.com/ssegauge/ssegauge/loadgen/http1"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/secure"
)

// line is the connection of a carrier: TCP, through a proxy if there is one, under TLS if the
// endpoint is secure.
type line struct {
	conn     eventloop.Conn
	w        *worker
	user     lineUser
	session  *secure.Session // nil without TLS
	cancel   context.CancelFunc
	unsent   []byte
	head     []byte // of the proxy's answer
	since    time.Duration
	left     time.Duration // for TLS, of the time for the connection
	endpoint int
	stage    stage
}

// lineUser is what goes over a line.
type lineUser interface {
	ready()         // the line takes bytes
	data(p []byte)  // bytes have arrived; valid until data returns
	lost(err error) // the line is closed, and not by us
	expired()       // the time of line.conn has passed
}

// stage is how far a line is.
type stage uint8

const (
	dialling stage = iota
	tunnelling
	queueing // until the handshake may begin
	securing
	ready
	hungUp
)

const (
	maxUnsent    = 1 << 20  // bytes that wait for the socket
	maxProxyHead = 64 << 10 // bytes of a proxy's answer
)

// classified is an error whose class is known.
type classified struct {
	error
	class measure.Class
}

func (e *classified) Unwrap() error { return e.error }

// classOf returns the class of an error.
func classOf(err error) measure.Class {
	if known, ok := errors.AsType[*classified](err); ok {
		return known.class
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return measure.Closed
	}
	return measure.ClassOf(err)
}

// open begins to connect.
func (l *line) open(slow bool) error {
	l.since = l.w.elapsed()
	if err := l.w.connect(l.endpoint, slow, &l.conn, l); err != nil {
		return err
	}
	l.conn.SetTimer(l.w.cfg.Limits.Connect)
	return nil
}

// Writable implements eventloop.Handler.
func (l *line) Writable(*eventloop.Conn) {
	if l.stage != dialling {
		l.flush()
		return
	}
	l.w.sheet.Time(l.w.tags[l.endpoint], measure.Connect, l.w.elapsed()-l.since)
	if p := l.w.endpoints[l.endpoint]; p.Proxied && p.Secure {
		l.stage = tunnelling
		l.send(l.w.cfg.Maker.AppendConnect(nil, l.endpoint))
		return
	}
	l.secure()
}

// secure begins TLS, if the endpoint has it.
func (l *line) secure() {
	cfg := l.w.cfg.Maker.TLS(l.endpoint)
	if cfg == nil {
		l.begin()
		return
	}
	l.left = l.w.cfg.Limits.Connect - (l.w.elapsed() - l.since)
	l.conn.SetTimer(0)
	l.stage, l.since = queueing, l.w.elapsed()
	ctx, cancel := context.WithCancel(context.Background())
	l.cancel = cancel
	l.session = l.w.handshakes.Start(ctx, cfg, secure.Hooks{Send: l.record, Done: l.secured})
}

// record sends a record of TLS. The first one shows that the handshake has begun: that others of
// ours were before it, is not the server's time.
func (l *line) record(p []byte) error {
	if l.stage == queueing {
		l.stage = securing
		l.conn.SetTimer(max(l.left, time.Millisecond))
	}
	return l.write(p)
}

// secured is called when the handshake is over.
func (l *line) secured(err error) {
	l.cancel()
	switch {
	case l.stage == hungUp:
	case err != nil:
		class := tlsClass(err)                        // before a text is put in front of it that looks like one of crypto/tls
		if !strings.HasPrefix(err.Error(), "tls: ") { // as those of crypto/tls say themselves
			err = fmt.Errorf("tls: %w", err)
		}
		l.fail(&classified{err, class})
	case !l.conn.Open(): // it has ended meanwhile: its last bytes may say why
		l.fail(l.session.Feed(nil, func([]byte) {}))
	default:
		took := l.w.elapsed() - l.since - l.session.State().Waited
		l.w.sheet.Time(l.w.tags[l.endpoint], measure.TLS, took)
		l.begin()
		l.unseal(nil)
	}
}

// tlsClass returns the class of a failed handshake: that of its connection, if that was what
// failed.
func tlsClass(err error) measure.Class {
	if class := classOf(err); class != measure.Other {
		return class
	}
	return measure.TLSFailed
}

func (l *line) begin() {
	l.stage = ready
	l.user.ready()
}

// Data implements eventloop.Handler.
func (l *line) Data(_ *eventloop.Conn, p []byte) {
	l.w.arrived()
	switch {
	case l.stage == tunnelling:
		l.tunnel(p)
	case l.session != nil:
		l.unseal(p)
	default:
		l.user.data(p)
	}
}

// tunnel takes the answer of a proxy to CONNECT.
func (l *line) tunnel(p []byte) {
	l.head = append(l.head, p...)
	head, size, err := http1.ParseHead(l.head)
	if err == nil && size == 0 && len(l.head) < maxProxyHead {
		return
	}
	if err == nil {
		err = refusal(head.Status, size, len(l.head))
	}
	if err != nil {
		l.fail(&classified{err, measure.Proxy})
		return
	}
	l.head = nil
	l.secure()
}

// refusal returns why a proxy's answer is no tunnel.
func refusal(status, size, all int) error {
	switch {
	case size == 0:
		return errors.New("its answer is too long")
	case status/100 != 2:
		return fmt.Errorf("CONNECT was answered with %d", status)
	case size < all:
		return errors.New("bytes follow its answer to CONNECT")
	}
	return nil
}

// unseal takes bytes of TLS.
func (l *line) unseal(p []byte) {
	err := l.session.Feed(p, l.user.data)
	if err != nil && l.stage != hungUp {
		l.fail(err)
	}
}

// send sends p, which is encrypted if the line is.
func (l *line) send(p []byte) {
	var err error
	if l.session != nil {
		err = l.session.Write(p)
	} else {
		err = l.write(p)
	}
	if err != nil && l.stage != hungUp {
		l.fail(err)
	}
}

// write writes to the socket what it takes, and keeps the rest.
func (l *line) write(p []byte) error {
	if l.stage == hungUp {
		return nil
	}
	if len(l.unsent)+len(p) > maxUnsent {
		return fmt.Errorf("write: the server has not taken %d bytes", len(l.unsent))
	}
	if len(l.unsent) > 0 {
		l.unsent = append(l.unsent, p...)
		return nil
	}
	n, err := l.conn.Write(p)
	if err == nil && n < len(p) {
		l.unsent = append(l.unsent, p[n:]...)
	}
	return err
}

// flush writes what was kept.
func (l *line) flush() {
	p := l.unsent
	l.unsent = nil
	if err := l.write(p); err != nil {
		l.fail(err)
	}
}

// Gone implements eventloop.Handler. What the server has sent before may be an alert, which
// the handshake is still to read: secured is called then.
func (l *line) Gone(_ *eventloop.Conn, err error) {
	if l.session != nil {
		if err = l.session.Lost(err); err == nil {
			return
		}
	}
	if l.stage == dialling {
		err = l.w.proxied(l.endpoint, err)
	}
	l.fail(err)
}

// Expired implements eventloop.Handler.
func (l *line) Expired(*eventloop.Conn) { l.user.expired() }

// fail ends the line by an error, which its user is told.
func (l *line) fail(err error) {
	l.hangUp(FIN)
	l.user.lost(err)
}

// hangUp ends the line; its user is told nothing more.
func (l *line) hangUp(how Manner) {
	if l.stage == hungUp {
		return
	}
	polite := how == FIN || how == HalfClose
	if !polite {
		l.stage = hungUp // so that no close_notify is sent
	}
	if l.session != nil {
		_ = l.session.Close()
		l.cancel()
	}
	l.stage = hungUp
	cutOff(&l.conn, how)
}

package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
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
		_ = l.write(l.w.cfg.Maker.AppendConnect(nil, l.endpoint))
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
	l.stage, l.since = securing, l.w.elapsed()
	ctx, cancel := context.WithCancel(context.Background())
	l.cancel = cancel
	l.session = l.w.handshakes.Start(ctx, cfg, secure.Hooks{Send: l.write, Done: l.secured})
}

// secured is called when the handshake is over.
func (l *line) secured(err error) {
	l.cancel()
	switch {
	case l.stage == hungUp:
	case err != nil:
		l.fail(&classified{fmt.Errorf("tls: %w", err), tlsClass(err)})
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
	switch {
	case err == nil && size == 0 && len(l.head) < maxProxyHead:
	case err == nil && head.Status >= 200 && head.Status < 300 && size == len(l.head):
		l.head = nil
		l.secure()
	case err == nil && size == 0:
		l.fail(&classified{errors.New("proxy: its answer is too long"), measure.Proxy})
	case err == nil:
		l.fail(&classified{fmt.Errorf("proxy: CONNECT was answered with %d", head.Status), measure.Proxy})
	default:
		l.fail(&classified{fmt.Errorf("proxy: %w", err), measure.Proxy})
	}
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

// Gone implements eventloop.Handler.
func (l *line) Gone(_ *eventloop.Conn, err error) { l.fail(err) }

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

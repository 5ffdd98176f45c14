package engine_test

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/engine"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/request"
)

func TestTLS(t *testing.T) {
	a := newAuthority(t)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(tls.VersionName(version), func(t *testing.T) {
			settings := &tls.Config{Certificates: []tls.Certificate{a.issue(t)}, MinVersion: version, MaxVersion: version}
			r := start(t, 50, web(t, events, settings, nil), under(a, request.HTTP1), func(l *load) { l.workers = 2 })
			r.until("100 events", func() bool { return r.live == 50 && r.count(measure.Events) == 100 })
			r.finish()
			r.want(map[measure.Count]int{measure.Started: 50, measure.Opened: 50, measure.Completed: 50, measure.Failed: 0, measure.ClosedByServer: 0})
			if c, s := r.timed(measure.Connect).Count(), r.timed(measure.TLS).Count(); c != 50 || s != 50 {
				t.Errorf("%d connections and %d handshakes were timed", c, s)
			}
		})
	}
}

func TestTLSFails(t *testing.T) {
	a, other := newAuthority(t), newAuthority(t)
	server := func(change func(*tls.Config)) *tls.Config {
		c := &tls.Config{Certificates: []tls.Certificate{a.issue(t)}}
		change(c)
		return c
	}
	for _, tc := range []struct {
		name     string
		settings *tls.Config
		trust    *authority
		text     string
	}{
		{"unknown authority", server(func(*tls.Config) {}), other, "certificate signed by unknown authority"},
		{"no certificate of the client", server(func(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert }), a, "certificate required"},
		{"the same in 1.2", server(func(c *tls.Config) {
			c.ClientAuth, c.MaxVersion = tls.RequireAnyClientCert, tls.VersionTLS12
		}), a, "tls:"},
		{"version", server(func(c *tls.Config) { c.MaxVersion, c.MinVersion = tls.VersionTLS11, tls.VersionTLS10 }), a, "protocol version"},
		{"protocol", server(func(c *tls.Config) { c.NextProtos = []string{"other"} }), a, "no application protocol"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for range 5 { // an alert and the end of the connection race
				r := start(t, 1, web(t, events, tc.settings.Clone(), func(s *http.Server) {
					if len(tc.settings.NextProtos) > 0 {
						s.Protocols = new(http.Protocols)
					}
				}), once, under(tc.trust, request.HTTP1))
				r.failure(measure.TLSFailed, tc.text)
				r.want(map[measure.Count]int{measure.Opened: 0, measure.Failed: 1})
			}
		})
	}
}

func TestClientCertificate(t *testing.T) {
	a := newAuthority(t)
	settings := &tls.Config{Certificates: []tls.Certificate{a.issue(t)}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: a.pool}
	r := start(t, 3, web(t, events, settings, nil), under(a, request.HTTP1), func(l *load) {
		l.spec.TLS.Certificates = []tls.Certificate{a.issue(t)}
	})
	r.until("3 streams", func() bool { return r.live == 3 })
	r.want(map[measure.Count]int{measure.Failed: 0})
}

func TestNoTLS(t *testing.T) {
	a := newAuthority(t)
	for _, tc := range []struct {
		name   string
		handle func(c net.Conn, n int)
		class  measure.Class
	}{
		{"another protocol", func(c net.Conn, _ int) {
			_, _ = io.WriteString(c, "220 mail.example ESMTP\r\n")
			_, _ = io.Copy(io.Discard, c)
		}, measure.TLSFailed},
		{"closed", func(c net.Conn, _ int) { _, _ = c.Read(make([]byte, 4096)) }, measure.Closed},
		{"reset", func(c net.Conn, _ int) { visit{Conn: c}.reset() }, measure.Reset},
		{"silent", func(c net.Conn, _ int) { _, _ = io.Copy(io.Discard, c) }, measure.Timeout},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := start(t, 1, "https://"+listen(t, tc.handle), once, under(a, request.HTTP1), func(l *load) {
				if tc.class == measure.Timeout {
					l.Limits.Connect = 50 * time.Millisecond
				}
			})
			if tc.class == measure.Reset && !epoll { // a write takes the reset, and the read that follows sees an end
				r.atLeast(measure.Failed, 1)
				return
			}
			r.failure(tc.class, "")
			r.want(map[measure.Count]int{measure.Started: 1, measure.Opened: 0, measure.Failed: 1})
		})
	}
}

// secureRaw runs a server of TLS on raw connections.
func secureRaw(t *testing.T, a *authority, handle func(c *tls.Conn)) string {
	t.Helper()
	settings := &tls.Config{Certificates: []tls.Certificate{a.issue(t)}}
	return "https://" + listen(t, func(c net.Conn, _ int) {
		s := tls.Server(c, settings)
		_, _ = s.Read(make([]byte, 4096))
		_, _ = io.WriteString(s, head+"data: x\n\ndata: y\n\n")
		handle(s)
	})
}

// Only close_notify is an end in order: https://www.rfc-editor.org/rfc/rfc8446#section-6.1
func TestEndsUnderTLS(t *testing.T) {
	a := newAuthority(t)
	for _, tc := range []struct {
		name   string
		handle func(c *tls.Conn)
		why    string
	}{
		{"close_notify", func(c *tls.Conn) { _ = c.Close() }, "the response ended"},
		{"FIN", func(*tls.Conn) {}, "the connection was closed in the middle of the response"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := start(t, 1, secureRaw(t, a, tc.handle), once, under(a, request.HTTP1))
			r.atLeast(measure.ClosedByServer, 1)
			r.want(map[measure.Count]int{measure.Events: 2, measure.Failed: 0, measure.ClosedByServer: 1})
			found, err := r.Findings(t.Context())
			if err != nil || len(found.Closed) != 1 || found.Closed[0].Why != tc.why {
				t.Errorf("got %v, %v, want %q", found.Closed, err, tc.why)
			}
		})
	}
}

func TestMannersUnderTLS(t *testing.T) {
	a := newAuthority(t)
	for _, manner := range []engine.Manner{engine.FIN, engine.RST, engine.HalfClose} {
		t.Run(manner.String(), func(t *testing.T) {
			ends := make(chan error, 1)
			url := secureRaw(t, a, func(c *tls.Conn) {
				_, err := io.Copy(io.Discard, c)
				ends <- err
			})
			r := start(t, 1, url, under(a, request.HTTP1), func(l *load) { l.Leave = manner })
			r.atLeast(measure.Events, 2)
			r.finish()
			if err := <-ends; (err == nil) != (manner != engine.RST) || errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("the server saw %v", err)
			}
			r.want(map[measure.Count]int{measure.Completed: 1, measure.Failed: 0, measure.ClosedByServer: 0})
		})
	}
}

func TestSlowReaderUnderTLS(t *testing.T) {
	a := newAuthority(t)
	url := secureRaw(t, a, func(c *tls.Conn) {
		for range 50 {
			_, _ = io.WriteString(c, "data: 0123456789\n\n")
		}
		_, _ = io.Copy(io.Discard, c)
	})
	r := start(t, 1, url, under(a, request.HTTP1), func(l *load) { l.Readers = []engine.Reader{{Share: 1, Rate: 4000}} })
	r.atLeast(measure.Events, 52)
	r.finish()
	r.want(map[measure.Count]int{measure.Events: 52, measure.Completed: 1, measure.Failed: 0})
}

func TestCapsUnderTLS(t *testing.T) {
	a := newAuthority(t)
	url := secureRaw(t, a, func(c *tls.Conn) { _, _ = io.Copy(io.Discard, c) })
	r := start(t, 10, url, under(a, request.HTTP1), func(l *load) { l.Caps.Events = 1 })
	r.atLeast(measure.Completed, 10)
	r.want(map[measure.Count]int{measure.Events: 10, measure.Completed: 10, measure.Failed: 0})
}

// The time that handshakes wait for each other is ours, and no timeout of the server's: when the
// first ones get no answer, the others are not late by that.
func TestHandshakesThatWait(t *testing.T) {
	a := newAuthority(t)
	const atATime = 16
	var hellos atomic.Int32
	settings := &tls.Config{Certificates: []tls.Certificate{a.issue(t)}, GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if hellos.Add(1) <= atATime {
			_, _ = io.Copy(io.Discard, hello.Conn)
		}
		return nil, nil //nolint:nilnil // no other configuration
	}}
	r := start(t, 100, web(t, events, settings, nil), once, under(a, request.HTTP1), func(l *load) { l.Limits.Connect = 2 * time.Second })
	r.until("all", func() bool { return r.live+r.count(measure.Failed) == 100 })
	r.want(map[measure.Count]int{measure.Opened: 100 - atATime, measure.Failed: atATime})
	r.failure(measure.Timeout, "no connection after 2s")
}

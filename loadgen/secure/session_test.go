package secure_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"

	"github.com/ssegauge/ssegauge/loadgen/secure"
)

// echo sends back what comes, until its end, and takes leave.
func echo(c *tls.Conn) {
	_, _ = io.Copy(c, c)
	leave(c)
}

// leave sends close_notify, and closes the socket. The client may be gone already.
func leave(c *tls.Conn) { _ = c.Close() }

func TestEcho(t *testing.T) {
	a := newAuthority(t)
	server := a.server(t)
	server.NextProtos = []string{"h2", "http/1.1"}
	addr := serve(t, server, echo)
	content := bytes.Repeat([]byte("0123456789abcdef"), 1_500)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, chunk := range []int{0, 1, 7, 1_000} {
			t.Run(fmt.Sprintf("%s in pieces of %d", tls.VersionName(version), chunk), func(t *testing.T) {
				cfg := a.client()
				cfg.MinVersion, cfg.MaxVersion = version, version
				cfg.NextProtos = []string{"h2"}
				l := newLoop(t, 1)
				c := l.dial(t.Context(), t, addr, cfg, chunk)
				l.until(t, func() bool { return len(c.done) > 0 })
				if c.done[0] != nil {
					t.Fatal(c.done[0])
				}
				if got := c.State(); got.Version != version || got.ALPN != "h2" || got.Resumed || got.Own <= 0 || got.Server <= 0 {
					t.Errorf("got %+v", got)
				}
				if err := c.Write(content); err != nil {
					t.Fatal(err)
				}
				l.until(t, func() bool { return len(c.plain) >= len(content) })
				if !bytes.Equal(c.plain, content) {
					t.Errorf("got other bytes than were sent")
				}
				if err := c.Close(); err != nil {
					t.Errorf("close: %v", err)
				}
			})
		}
	}
}

func TestEndsOfASession(t *testing.T) {
	a := newAuthority(t)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		tests := []struct {
			name string
			end  func(*tls.Conn)
			want error
		}{
			{"close_notify", leave, io.EOF},
			{"FIN alone", func(c *tls.Conn) { c.NetConn().Close() }, io.ErrUnexpectedEOF},
		}
		for _, tt := range tests {
			t.Run(tls.VersionName(version)+" "+tt.name, func(t *testing.T) {
				addr := serve(t, a.server(t), func(c *tls.Conn) {
					_, _ = io.WriteString(c, "data: last\n\n")
					tt.end(c)
				})
				cfg := a.client()
				cfg.MaxVersion = version
				l := newLoop(t, 1)
				c := l.dial(t.Context(), t, addr, cfg, 0)
				l.until(t, func() bool { return c.end != nil })
				if string(c.plain) != "data: last\n\n" || !errors.Is(c.end, tt.want) {
					t.Errorf("got %q, end %v, want end %v", c.plain, c.end, tt.want)
				}
			})
		}
	}
}

func TestWrongAuthority(t *testing.T) {
	addr := serve(t, newAuthority(t).server(t), echo)
	l := newLoop(t, 1)
	c := l.dial(t.Context(), t, addr, newAuthority(t).client(), 0)
	l.until(t, func() bool { return len(c.done) > 0 })
	var unknown x509.UnknownAuthorityError
	var verify *tls.CertificateVerificationError
	if !errors.As(c.done[0], &unknown) || !errors.As(c.done[0], &verify) {
		t.Errorf("got %v, want an unknown authority", c.done[0])
	}
	if err := c.Write([]byte("x")); err == nil {
		t.Error("a session without a handshake can be written to")
	}
}

func TestClientCertificate(t *testing.T) {
	a := newAuthority(t)
	server := a.server(t)
	server.ClientAuth, server.ClientCAs = tls.RequireAndVerifyClientCert, a.pool
	addr := serve(t, server, echo)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, own := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s %v", tls.VersionName(version), own), func(t *testing.T) {
				cfg := a.client()
				cfg.MaxVersion = version
				if own {
					cfg.Certificates = []tls.Certificate{a.issue(t)}
				}
				l := newLoop(t, 1)
				c := l.dial(t.Context(), t, addr, cfg, 0)
				l.until(t, func() bool { return len(c.done) > 0 })
				if own {
					if err := c.Write([]byte("hello")); err != nil {
						t.Fatal(err)
					}
					l.until(t, func() bool { return c.end != nil || string(c.plain) == "hello" })
				} else if c.done[0] == nil { // TLS 1.3 learns of it after the handshake
					l.until(t, func() bool { return c.end != nil })
				}
				if refused := c.end != nil || c.done[0] != nil; refused == own {
					t.Errorf("got handshake %v, end %v", c.done[0], c.end)
				}
			})
		}
	}
}

func TestHandshakesThatDoNotEnd(t *testing.T) {
	addr := serve(t, nil, func(c *tls.Conn) { // says nothing
		_, _ = io.Copy(io.Discard, c.NetConn())
		c.NetConn().Close()
	})
	t.Run("context", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		l := newLoop(t, 1)
		first := l.dial(ctx, t, addr, newAuthority(t).client(), 0)
		waiting := l.dial(ctx, t, addr, newAuthority(t).client(), 0)
		l.until(t, func() bool { return first.sent > 0 })
		cancel()
		l.until(t, func() bool { return len(first.done)+len(waiting.done) == 2 })
		for _, c := range []*client{first, waiting} {
			if !errors.Is(c.done[0], context.Canceled) {
				t.Errorf("got %v", c.done[0])
			}
		}
	})
	t.Run("close", func(t *testing.T) {
		l := newLoop(t, 1)
		first := l.dial(t.Context(), t, addr, newAuthority(t).client(), 0)
		second := l.dial(t.Context(), t, addr, newAuthority(t).client(), 0)
		l.until(t, func() bool { return first.sent > 0 })
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		l.until(t, func() bool { return second.sent > 0 }) // its slot is free
		if len(first.done) != 0 {
			t.Errorf("got %v after Close", first.done)
		}
	})
	t.Run("lost", func(t *testing.T) {
		l := newLoop(t, 1)
		first := l.dial(t.Context(), t, addr, newAuthority(t).client(), 0)
		waiting := l.dial(t.Context(), t, addr, newAuthority(t).client(), 0)
		l.until(t, func() bool { return first.sent > 0 })
		for _, c := range []*client{waiting, first} {
			_ = c.Lost(nil)
			l.until(t, func() bool { return len(c.done) == 1 })
			if !errors.Is(c.done[0], io.ErrUnexpectedEOF) {
				t.Errorf("got %v", c.done[0])
			}
		}
	})
}

func TestClosedPoolHasNoHandshakes(t *testing.T) {
	l := newLoop(t, 1)
	addr := serve(t, nil, func(c *tls.Conn) {
		_, _ = io.Copy(io.Discard, c.NetConn())
		c.NetConn().Close()
	})
	all := make([]*client, 4)
	for i := range all {
		all[i] = l.dial(t.Context(), t, addr, newAuthority(t).client(), 0)
	}
	_ = all[2].Lost(nil) // waits for a slot
	l.until(t, func() bool { return len(all[2].done) == 1 })
	l.pool.Close()
	l.pool.Wait()
	for len(l.work) > 0 {
		(<-l.work)()
	}
	for i, c := range all {
		if i != 2 && len(c.done) != 0 {
			t.Errorf("session %d got %v", i, c.done)
		}
	}
}

func TestTooMuchDuringTheHandshake(t *testing.T) {
	p := secure.NewPool(1, func(func()) bool { return false })
	s := p.Start(t.Context(), newAuthority(t).client(), secure.Hooks{})
	defer p.Wait()
	defer p.Close()
	var err error
	for range 10 {
		err = s.Feed(make([]byte, 128<<10), nil)
	}
	if err == nil {
		t.Error("the queue has no end")
	}
}

func TestManySessionsShareSlots(t *testing.T) {
	a := newAuthority(t)
	addr := serve(t, a.server(t), echo)
	l := newLoop(t, 3)
	cfg := a.client()
	cfg.ClientSessionCache = tls.NewLRUClientSessionCache(8)
	all := make([]*client, 40)
	for i := range all {
		all[i] = l.dial(t.Context(), t, addr, cfg, i)
	}
	for i, c := range all {
		l.until(t, func() bool { return len(c.done) == 1 })
		if c.done[0] != nil {
			t.Fatal(c.done[0])
		}
		if err := c.Write([]byte("hello")); err != nil {
			t.Fatal(err)
		}
		l.until(t, func() bool { return string(c.plain) == "hello" })
		if waited := c.State().Waited; i >= 10 && waited <= 0 {
			t.Errorf("session %d waited for %v", i, waited)
		}
	}
	last := l.dial(t.Context(), t, addr, cfg, 0)
	l.until(t, func() bool { return len(last.done) == 1 })
	if last.done[0] != nil || !last.State().Resumed {
		t.Errorf("got %v, resumed %v, want a resumed session", last.done[0], last.State().Resumed)
	}
}

func TestSessionsOfAPoolAreNotReadWithinEachOther(t *testing.T) {
	a := newAuthority(t)
	addr := serve(t, a.server(t), echo)
	l := newLoop(t, 2)
	one, two := l.dial(t.Context(), t, addr, a.client(), 0), l.dial(t.Context(), t, addr, a.client(), 0)
	l.until(t, func() bool { return len(one.done)+len(two.done) == 2 })
	var nested error
	one.heard = func() { nested = two.Feed(nil, nil) }
	if err := one.Write([]byte("hello")); err != nil {
		t.Fatal(err)
	}
	l.until(t, func() bool { return len(one.plain) > 0 })
	if nested == nil || two.Write([]byte("hello")) != nil {
		t.Fatalf("got %v", nested)
	}
	l.until(t, func() bool { return len(two.plain) > 0 })
	two.heard = func() { _ = two.Close() }
	if err := two.Write([]byte("more")); err != nil {
		t.Fatal(err)
	}
	l.until(t, func() bool { return two.end != nil })
	if !errors.Is(two.end, net.ErrClosed) {
		t.Errorf("got %v, want net.ErrClosed", two.end)
	}
}

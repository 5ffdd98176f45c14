package secure_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/secure"
)

// authority signs certificates.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pool *x509.CertPool
}

func newAuthority(tb testing.TB) *authority {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	a := &authority{key: key, pool: x509.NewCertPool()}
	a.cert = a.sign(tb, &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, IsCA: true,
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}, key).Leaf
	a.pool.AddCert(a.cert)
	return a
}

// sign returns a certificate for key, signed by the authority, or by itself if it is the first.
func (a *authority) sign(tb testing.TB, c *x509.Certificate, key *ecdsa.PrivateKey) tls.Certificate {
	tb.Helper()
	parent := a.cert
	if parent == nil {
		parent = c
	}
	c.NotBefore, c.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, a.key)
	if err != nil {
		tb.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		tb.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

// issue returns a new certificate for example.org, of more than 4 KB.
func (a *authority) issue(tb testing.TB) tls.Certificate {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	names := []string{"example.org"}
	for i := range 150 { // as large as a usual chain
		names = append(names, fmt.Sprintf("long-name-number-%d.example.org", i))
	}
	return a.sign(tb, &x509.Certificate{
		SerialNumber: big.NewInt(2), DNSNames: names,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}, key)
}

func (a *authority) server(tb testing.TB) *tls.Config {
	tb.Helper()
	return &tls.Config{Certificates: []tls.Certificate{a.issue(tb)}, MinVersion: tls.VersionTLS12}
}

func (a *authority) client() *tls.Config {
	return &tls.Config{RootCAs: a.pool, ServerName: "example.org", MinVersion: tls.VersionTLS12}
}

// loop is an event loop whose turns the test makes.
type loop struct {
	work chan func()
	over chan struct{}
	pool *secure.Pool
}

func newLoop(tb testing.TB, slots int) *loop {
	tb.Helper()
	l := &loop{work: make(chan func(), 1<<14), over: make(chan struct{})}
	l.pool = secure.NewPool(slots, l.post)
	tb.Cleanup(func() {
		close(l.over)
		l.pool.Close()
		l.pool.Wait()
	})
	return l
}

func (l *loop) post(f func()) bool {
	select {
	case <-l.over:
		return false
	default:
	}
	select {
	case l.work <- f:
		return true
	case <-l.over:
		return false
	}
}

// until makes turns until what is wanted is there.
func (l *loop) until(tb testing.TB, wanted func() bool) {
	tb.Helper()
	for !wanted() {
		select {
		case f := <-l.work:
			f()
		case <-tb.Context().Done():
			tb.Fatal("the test is over")
		}
	}
}

// client is a session over a socket.
type client struct {
	*secure.Session
	nc    net.Conn
	chunk int // bytes in a call of Feed; 0 is all
	done  []error
	plain []byte
	end   error // of Feed or Lost
	sent  int   // calls of Send
	heard func()
}

// dial connects a client to addr.
func (l *loop) dial(ctx context.Context, tb testing.TB, addr string, cfg *tls.Config, chunk int) *client {
	tb.Helper()
	nc, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { nc.Close() })
	c := &client{nc: nc, chunk: chunk}
	c.Session = l.pool.Start(ctx, cfg, c.hooks())
	go l.read(c)
	return c
}

// hooks write to the socket, and go on after the handshake.
func (c *client) hooks() secure.Hooks {
	return secure.Hooks{
		Send: func(p []byte) error {
			c.sent++
			_, err := c.nc.Write(p)
			return err
		},
		Done: func(err error) {
			c.done = append(c.done, err)
			if err == nil {
				c.feed(nil)
			}
		},
	}
}

// read reads from the socket until it ends.
func (l *loop) read(c *client) {
	for {
		buf := make([]byte, 32<<10)
		n, err := c.nc.Read(buf)
		posted := l.post(func() {
			c.feed(buf[:n])
			if err != nil && !errors.Is(err, net.ErrClosed) && !errors.Is(err, os.ErrDeadlineExceeded) && c.end == nil {
				c.end = c.Lost(err)
			}
		})
		if err != nil || !posted {
			return
		}
	}
}

// feed feeds p in pieces.
func (c *client) feed(p []byte) {
	for first := true; c.end == nil && (first || len(p) > 0); first = false {
		n := len(p)
		if c.chunk > 0 {
			n = min(n, c.chunk)
		}
		c.end = c.Feed(p[:n], func(p []byte) {
			c.plain = append(c.plain, p...)
			if c.heard != nil {
				c.heard()
			}
		})
		p = p[n:]
	}
}

// serve accepts connections with cfg and gives them to a function, each on a goroutine of its own, and returns the address.
func serve(tb testing.TB, cfg *tls.Config, handle func(*tls.Conn)) string {
	tb.Helper()
	l, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			nc, err := l.Accept()
			if err != nil {
				return
			}
			go handle(tls.Server(nc, cfg))
		}
	}()
	tb.Cleanup(func() {
		if err := l.Close(); err != nil {
			tb.Errorf("close listener: %v", err)
		}
		<-ended
	})
	return l.Addr().String()
}

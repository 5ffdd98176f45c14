package secure_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

// farEnd is set in the environment of a process that is the server of a benchmark.
const farEnd = "SSEGAUGE_TEST_FAR_END"

// TestFarEnd is a server in a process of its own, whose memory is not counted. It is done at the end of its input.
func TestFarEnd(t *testing.T) {
	if os.Getenv(farEnd) == "" {
		return
	}
	a := newAuthority(t)
	addr := serve(t, a.server(t), echo)
	fmt.Printf("%s\n%s", addr, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw}))
	if err := os.Stdout.Close(); err != nil {
		t.Error(err)
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// startFarEnd starts TestFarEnd, and returns its address and a configuration that trusts it.
func startFarEnd(b *testing.B) (string, *tls.Config) {
	b.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(b.Context()), os.Args[0], "-test.run=^TestFarEnd$")
	cmd.Env = append(os.Environ(), farEnd+"=1")
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	text, err := io.ReadAll(bufio.NewReader(out))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = in.Close() // Wait tells if that has not worked
		if err := cmd.Wait(); err != nil {
			b.Errorf("the far end: %v", err)
		}
	})
	addr, cert, _ := strings.Cut(string(text), "\n")
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(cert)) {
		b.Fatalf("no certificate in %q", text)
	}
	return addr, &tls.Config{RootCAs: roots, ServerName: "example.org"}
}

// inUse returns the bytes of heap and stacks that are in use.
func inUse() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapInuse + m.StackInuse)
}

// BenchmarkMemory reports what a session costs beside its socket: after the handshake, after 10 small events, and after a record of 16 KiB.
func BenchmarkMemory(b *testing.B) {
	addr, base := startFarEnd(b)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		b.Run(tls.VersionName(version), func(b *testing.B) {
			const sessions = 2_000
			cfg := base.Clone()
			cfg.MaxVersion = version
			l := newLoop(b, 1)
			all := make([]*client, sessions)
			for i := range all {
				all[i] = &client{nc: connect(b, addr)}
			}
			l.start(b, &client{nc: connect(b, addr)}, cfg)
			before := inUse()
			for _, c := range all {
				l.start(b, c, cfg)
			}
			fresh := inUse()
			exchange(b, all, 10, 110)
			events := inUse()
			exchange(b, all, 1, 16_384)
			large := inUse()
			for b.Loop() {
			}
			b.ReportMetric((fresh-before)/sessions, "B/session")
			b.ReportMetric((events-before)/sessions, "B/session-events")
			b.ReportMetric((large-before)/sessions, "B/session-16KiB")
			for _, c := range all {
				c.nc.Close()
			}
			runtime.KeepAlive(all)
		})
	}
}

func connect(tb testing.TB, addr string) net.Conn {
	tb.Helper()
	nc, err := (&net.Dialer{}).DialContext(tb.Context(), "tcp", addr)
	if err != nil {
		tb.Fatal(err)
	}
	return nc
}

// start has the handshake of a session, whose socket is read by nobody afterwards.
func (l *loop) start(b *testing.B, c *client, cfg *tls.Config) {
	b.Helper()
	c.Session = l.pool.Start(b.Context(), cfg, c.hooks())
	ended := make(chan struct{})
	go func() {
		l.read(c)
		close(ended)
	}()
	l.until(b, func() bool { return len(c.done) > 0 })
	if c.done[0] != nil {
		b.Fatal(c.done[0])
	}
	deadline(b, c.nc, time.Unix(1, 0))
	<-ended
	for len(l.work) > 0 {
		(<-l.work)()
	}
	deadline(b, c.nc, time.Time{})
}

func deadline(b *testing.B, nc net.Conn, t time.Time) {
	b.Helper()
	if err := nc.SetReadDeadline(t); err != nil {
		b.Fatal(err)
	}
}

// exchange has each session send and get back a text of n bytes some times.
func exchange(b *testing.B, all []*client, times, n int) {
	b.Helper()
	text, buf := make([]byte, n), make([]byte, 32<<10)
	for _, c := range all {
		for range times {
			if err := c.Write(text); err != nil {
				b.Fatal(err)
			}
			for c.plain = nil; len(c.plain) < n; {
				got, err := c.nc.Read(buf)
				if err != nil {
					b.Fatal(err)
				}
				c.feed(buf[:got])
			}
		}
		c.plain = nil
	}
}

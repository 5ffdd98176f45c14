package http3_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/quic-go/quic-go"
	qhttp3 "github.com/quic-go/quic-go/http3"

	"github.com/ssegauge/ssegauge/internal/eventloop"
	"github.com/ssegauge/ssegauge/loadgen/http3"
)

// farEnd is set in the environment of a process that is the server of a benchmark.
const farEnd = "SSEGAUGE_TEST_FAR_END"

// TestFarEnd is a server in a process of its own, whose memory is not counted. It is done at the end of its input.
func TestFarEnd(t *testing.T) {
	if os.Getenv(farEnd) == "" {
		return
	}
	forServer, _ := pair(t)
	socket, err := new(net.ListenConfig).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &qhttp3.Server{
		TLSConfig: qhttp3.ConfigureTLSConfig(forServer), QUICConfig: &quic.Config{MaxIncomingStreams: 1000},
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for range 10 {
				stream(w, "data: "+strings.Repeat(".", 100)+"\n\n")
			}
			<-r.Context().Done()
		}),
	}
	go func() { _ = s.Serve(socket) }() // until the process ends
	fmt.Printf("%s\n%s", socket.LocalAddr(), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: forServer.Certificates[0].Certificate[0]}))
	if err := os.Stdout.Close(); err != nil {
		t.Error(err)
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
	_ = s.Close()
}

// startFarEnd starts TestFarEnd.
func startFarEnd(b *testing.B) server {
	b.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(b.Context()), os.Args[0], "-test.run=^TestFarEnd$")
	cmd.Env = append(os.Environ(), farEnd+"=1", "QUIC_GO_DISABLE_RECEIVE_BUFFER_WARNING=true")
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
	config := &tls.Config{RootCAs: roots, ServerName: "example.com", NextProtos: []string{qhttp3.NextProtoH3}, MinVersion: tls.VersionTLS13}
	return server{addr: netip.MustParseAddrPort(addr), tls: config}
}

// inUse returns the bytes of heap and stacks that are in use.
func inUse() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapInuse + m.StackInuse)
}

// BenchmarkMemory reports what a connection, and a stream after 10 events, cost beside the socket.
func BenchmarkMemory(b *testing.B) {
	b.Setenv("QUIC_GO_DISABLE_RECEIVE_BUFFER_WARNING", "true")
	const conns, streams = 40, 100
	far := startFarEnd(b)
	loop, err := eventloop.New()
	if err != nil {
		b.Fatal(err)
	}
	group := http3.NewGroup(4, loop.Post)
	ran := make(chan error, 1) // the goroutine below sends, once
	go func() { ran <- loop.Run() }()
	b.Cleanup(func() {
		loop.Close()
		if err := <-ran; err != nil {
			b.Error(err)
		}
		group.Close()
	})
	all := make([]*http3.Conn, conns)
	told := newTold()
	before := inUse()
	for i := range all {
		loop.Post(func() {
			var err error
			all[i], err = group.Dial(http3.Options{Remote: far.addr, TLS: far.tls, Timeout: patience, MaxHeaderBytes: 4 << 10}, told)
			if err != nil {
				b.Error(err)
			}
		})
	}
	for range all {
		if line := <-told.lines; line != "ready" {
			b.Fatalf("told %q, %v", line, told.err)
		}
	}
	connected := inUse()
	seen := make(chan int, conns*streams*20)
	for _, c := range all {
		for range streams {
			loop.Post(func() { c.Open(sizes(seen), get("/", "")) })
		}
	}
	for n := 0; n < conns*streams*10*108; n += <-seen {
	}
	open := inUse()
	for b.Loop() {
	}
	b.ReportMetric((connected-before)/conns, "B/connection")
	b.ReportMetric((open-connected)/(conns*streams), "B/stream")
}

// sizes is a handler that tells the size of what arrives.
type sizes chan int

func (sizes) Head(http3.Head)          {}
func (s sizes) Data(p []byte, _ int64) { s <- len(p) }
func (sizes) End(err error)            { panic(err) }

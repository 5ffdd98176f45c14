package refserver

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// benchServer serves c on loopback until the benchmark ends.
func benchServer(b *testing.B, c Config) (s *Server, addr string) {
	b.Helper()
	s, err := New(c)
	if err != nil {
		b.Fatal(err)
	}
	var config net.ListenConfig
	l, err := config.Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	served := make(chan error, 1) // sent by the goroutine below
	go func() { served <- s.Serve(ctx, l, patience) }()
	b.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			b.Error(err)
		}
	})
	return s, l.Addr().String()
}

// benchFirstID has all IDs of a benchmark be of the same length, and so its frames.
const benchFirstID = 1_000_000_000

const benchFrame = "id: 1000000000\nevent: tick\ndata: "

func benchEvent() history.Event {
	return history.Event{Topic: defaultTopic, Type: "tick", Data: strings.Repeat("x", 110-len(benchFrame)-2)}
}

// benchStream opens a stream that resumes from the start, and returns its body
// after the first frame.
func benchStream(b *testing.B, addr string) (body io.Reader, conn net.Conn) {
	b.Helper()
	var dialer net.Dialer
	conn, err := dialer.DialContext(b.Context(), "tcp", addr)
	if err != nil {
		b.Fatal(err)
	}
	request := fmt.Sprintf("GET /events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: %d\r\n\r\n", benchFirstID-1)
	if _, err := io.WriteString(conn, request); err != nil {
		b.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReaderSize(conn, 32<<10), nil) //nolint:bodyclose // closed with its connection
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.CopyN(io.Discard, res.Body, int64(len("retry: 2000\n\n"))); err != nil {
		b.Fatal(err)
	}
	return res.Body, conn
}

// BenchmarkFanOut publishes one event and waits until all streams have received
// it. The readers share the machine, so the figure is that of both sides.
func BenchmarkFanOut(b *testing.B) {
	for _, streams := range []int{1, 100, 1000} {
		b.Run(fmt.Sprintf("streams=%d", streams), func(b *testing.B) {
			s, addr := benchServer(b, Config{FirstID: benchFirstID})
			var waiting atomic.Int64
			received := make(chan struct{}, 1) // sent by the last reader
			var readers sync.WaitGroup
			for range streams {
				body, conn := benchStream(b, addr)
				defer func() { _ = conn.Close() }()
				readers.Go(func() { countFrames(body, &waiting, received) })
			}
			b.ReportAllocs()
			for b.Loop() {
				waiting.Store(int64(streams))
				if _, err := s.log().Append(benchEvent()); err != nil {
					b.Fatal(err)
				}
				<-received
			}
			b.ReportMetric(float64(b.N*streams)/b.Elapsed().Seconds(), "deliveries/s")
			s.Drain()
			readers.Wait()
		})
	}
}

// countFrames reads frames to the end, and tells when no stream waits any more.
func countFrames(body io.Reader, waiting *atomic.Int64, received chan<- struct{}) {
	frame := make([]byte, 110)
	for {
		if _, err := io.ReadFull(body, frame); err != nil {
			return
		}
		if waiting.Add(-1) == 0 {
			received <- struct{}{}
		}
	}
}

// BenchmarkReplay resumes from the start of a full history.
func BenchmarkReplay(b *testing.B) {
	const events = 10_000
	s, addr := benchServer(b, Config{FirstID: benchFirstID})
	for range events {
		if _, err := s.log().Append(benchEvent()); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(s.Stats().History.Bytes)
	b.ReportAllocs()
	for b.Loop() {
		body, conn := benchStream(b, addr)
		if _, err := io.CopyN(io.Discard, body, s.Stats().History.Bytes); err != nil {
			b.Fatal(err)
		}
		_ = conn.Close()
	}
	b.ReportMetric(float64(b.N*events)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkOpen opens streams one after the other. The client shares the machine.
func BenchmarkOpen(b *testing.B) {
	for name, c := range bothKinds(Config{}) {
		b.Run(name, func(b *testing.B) {
			_, addr := benchServer(b, c)
			request := []byte("GET /events HTTP/1.1\r\nHost: x\r\n\r\n")
			answer := make([]byte, 4096)
			var dialer net.Dialer
			b.ReportAllocs()
			for b.Loop() {
				conn, err := dialer.DialContext(b.Context(), "tcp", addr)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := conn.Write(request); err != nil {
					b.Fatal(err)
				}
				if _, err := conn.Read(answer); err != nil {
					b.Fatal(err)
				}
				if err := conn.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

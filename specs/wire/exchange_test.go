package wire_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/specs/wire"
)

func TestEnds(t *testing.T) {
	chunked := okHead + "Transfer-Encoding: chunked\r\n\r\n"
	tests := []struct {
		name   string
		handle func(net.Conn)
		kind   wire.EndKind
		detail string
		body   string
	}{
		{"final chunk", answerAndHold(chunked, "9\r\ndata: a\n\n\r\n", "0\r\n\r\n"), wire.EndComplete, "complete", "data: a\n\n"},
		{"content length", answerAndHold(okHead+"Content-Length: 9\r\n\r\n", "data: a\n\n"), wire.EndComplete, "complete", "data: a\n\n"},
		{"close-delimited", answer(okHead+"\r\n", "data: a\n\n"), wire.EndComplete, "complete", "data: a\n\n"},
		{"close-delimited HTTP/1.0", answer("HTTP/1.0 200 OK\r\n\r\nx"), wire.EndComplete, "complete", "x"},
		{"no content", answerAndHold("HTTP/1.1 204 No Content\r\n\r\n"), wire.EndComplete, "complete", ""},
		{"FIN inside a chunk", answer(chunked, "9\r\ndata:"), wire.EndTruncated, "inside a chunk, 4 bytes before its end", "data:"},
		{"FIN between chunks", answer(chunked, "9\r\ndata: a\n\n\r\n"), wire.EndTruncated, "before the final chunk", "data: a\n\n"},
		{"FIN before the last CRLF", answer(chunked, "0\r\n"), wire.EndTruncated, "in the trailer section", ""},
		{"content length short", answer(okHead + "Content-Length: 9\r\n\r\ndata:"), wire.EndTruncated, "after 5 of 9 bytes", "data:"},
		{"FIN inside the head", answer("HTTP/1.1 200 OK\r\nContent-"), wire.EndTruncated, "after 25 bytes of its head", ""},
		{"FIN at once", answer(), wire.EndTruncated, "before its first byte", ""},
		{"FIN after interim", answer("HTTP/1.1 103 Early Hints\r\n\r\n"), wire.EndTruncated, "after an interim response", ""},
		{"chunk size overflows", answerAndHold(chunked, "FFFFFFFFFFFFFFFFF\r\n"), wire.EndMalformed, `"FFFFFFFFFFFFFFFFF" overflows`, ""},
		{"chunk size is none", answerAndHold(chunked, "data: a\n\n"), wire.EndMalformed, `"data: a" is not a chunk size`, ""},
		{"chunk too long", answerAndHold(chunked, "1\r\nab\r\n"), wire.EndMalformed, "'b' follows", "a"},
		{"lengths contradict", answerAndHold(okHead + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"), wire.EndMalformed, "both 1 and 2", ""},
		{"SSH banner", answerAndHold("SSH-2.0-OpenSSH_9.6\r\n"), wire.EndMalformed, `not an HTTP/1 response: "SSH-2.0-OpenSSH_9.6\r\n"`, ""},
		{"binary", answerAndHold("\x15\x03\x01\x00\x02\x02\x50"), wire.EndMalformed, `"\x15\x03\x01\x00\x02\x02P"`, ""},
		{"HTTP/2", answerAndHold("HTTP/2 200\r\n\r\n"), wire.EndMalformed, "not an HTTP/1 response", ""},
		{"long garbage", answerAndHold(strings.Repeat("x", 1000)), wire.EndMalformed, `x"…`, ""},
		{"bad status line", answerAndHold("HTTP/1.1 OK\r\n\r\n"), wire.EndMalformed, `status line "HTTP/1.1 OK" is malformed`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := get(t, &wire.Recorder{}, serve(t, tt.handle))
			wantEnd(t, tr, tt.kind, tt.detail)
			if got := string(tr.Body); got != tt.body {
				t.Errorf("body: got %q, want %q", got, tt.body)
			}
			if failed := tr.Err() != nil; failed == (tt.kind == wire.EndComplete) {
				t.Errorf("Err: got %v", tr.Err())
			}
		})
	}
}

func TestEndReset(t *testing.T) {
	seen := make(chan struct{})
	u := serve(t, func(c net.Conn) {
		answer(okHead + "\r\ndata: a\n\n")(c)
		<-seen
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
	})
	x := new(wire.Recorder).Open(testContext(t), "reset", wire.Request{URL: u})
	if !x.Wait(testContext(t), func(t *wire.Transcript) bool { return len(t.Events) == 1 }) {
		t.Fatal("no event")
	}
	close(seen)
	<-x.Done()
	tr := x.Snapshot()
	wantEnd(t, tr, wire.EndReset, "reset")
	if !errors.Is(tr.Err(), syscall.ECONNRESET) {
		t.Errorf("Err: got %v, want ECONNRESET inside", tr.Err())
	}
}

func TestDialErrors(t *testing.T) {
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refused := l.Addr().String()
	_ = l.Close()

	t.Run("refused", func(t *testing.T) {
		tr := get(t, &wire.Recorder{}, &url.URL{Scheme: "http", Host: refused})
		wantEnd(t, tr, wire.EndDialError, "refused")
		if op := (*net.OpError)(nil); !errors.As(tr.Err(), &op) || !errors.Is(tr.Err(), syscall.ECONNREFUSED) {
			t.Errorf("Err: got %v, want a *net.OpError", tr.Err())
		}
		if tr.Head != nil || tr.Connected != 0 {
			t.Errorf("got a head or a connection: %+v", tr)
		}
	})
	t.Run("unknown host", func(t *testing.T) {
		tr := get(t, &wire.Recorder{}, &url.URL{Scheme: "http", Host: "nowhere.invalid"})
		wantEnd(t, tr, wire.EndDialError, "nowhere.invalid")
		if dns := (*net.DNSError)(nil); !errors.As(tr.Err(), &dns) {
			t.Errorf("Err: got %v, want a *net.DNSError", tr.Err())
		}
	})
}

func TestInvalidRequestIsNotSent(t *testing.T) {
	for _, u := range []*url.URL{nil, {Scheme: "ftp", Host: "localhost"}} {
		x := new(wire.Recorder).Open(t.Context(), "invalid", wire.Request{URL: u})
		tr := x.Close(wire.CloseFIN)
		wantEnd(t, tr, wire.EndInvalidRequest, "make request: ")
		if _, err := x.Head(t.Context()); err == nil {
			t.Error("Head returned no error")
		}
	}
}

func TestCloseEndsALiveExchange(t *testing.T) {
	for name, how := range map[string]wire.CloseKind{"FIN": wire.CloseFIN, "RST": wire.CloseRST} {
		t.Run(name, func(t *testing.T) {
			ends := make(chan error, 1)
			u := serve(t, func(c net.Conn) {
				answer(okHead + "\r\ndata: a\n\n")(c)
				_, err := c.Read(make([]byte, 1))
				ends <- err
			})
			x := new(wire.Recorder).Open(testContext(t), name, wire.Request{URL: u})
			if !x.Wait(testContext(t), func(t *wire.Transcript) bool { return len(t.Events) > 0 }) {
				t.Fatal("no event")
			}
			tr := x.Close(how)
			wantEnd(t, tr, wire.EndClosed, "closed by this side")
			if tr.Err() != nil {
				t.Errorf("Err: got %v, want nil", tr.Err())
			}
			if again := x.Close(wire.CloseFIN); again.End != tr.End {
				t.Errorf("second Close: got %v, want %v", again.End, tr.End)
			}
			err := <-ends
			if reset := errors.Is(err, syscall.ECONNRESET); reset != (how == wire.CloseRST) || !reset && !errors.Is(err, io.EOF) {
				t.Errorf("the server saw %v", err)
			}
		})
	}
}

func TestCloseBeforeConnected(t *testing.T) {
	dialling := make(chan struct{})
	r := &wire.Recorder{Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		close(dialling)
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	x := r.Open(t.Context(), "early", wire.Request{URL: &url.URL{Scheme: "http", Host: "h"}})
	<-dialling
	wantEnd(t, x.Close(wire.CloseRST), wire.EndClosed, "closed by this side")
	if x.Wait(t.Context(), ended) {
		t.Error("Wait: got true after the end")
	}
	var end *wire.EndError
	if _, err := x.Head(t.Context()); !errors.As(err, &end) || end.End.Kind != wire.EndClosed {
		t.Errorf("Head: got %v, want an EndError", err)
	}
}

func TestWriteErrorYieldsToAnEarlyAnswer(t *testing.T) {
	tests := []struct {
		name   string
		answer string
		kind   wire.EndKind
	}{
		{"answered", "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n", wire.EndComplete},
		{"not answered", "", wire.EndWriteError},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			client, server := net.Pipe()
			r := &wire.Recorder{Dial: func(context.Context, string, string) (net.Conn, error) {
				return &brokenWriter{Conn: client}, nil
			}}
			var wg sync.WaitGroup
			defer wg.Wait()
			wg.Go(func() {
				_, _ = io.WriteString(server, tt.answer)
				_ = server.Close()
			})
			tr := record(t, r, wire.Request{Method: "POST", URL: &url.URL{Scheme: "http", Host: "h"}, Body: []byte("x")})
			if tr.End.Kind != tt.kind || tr.Sent != 0 {
				t.Errorf("got %v, sent %v", tr.End, tr.Sent)
			}
		})
	}
}

// brokenWriter is a connection whose peer reads no more.
type brokenWriter struct{ net.Conn }

func (*brokenWriter) Write([]byte) (int, error) { return 0, syscall.EPIPE }

func TestHeadByteByByte(t *testing.T) {
	long := strings.Repeat("v", 1000)
	head := okHead + strings.Repeat("X-Long: "+long+"\r\n", 20)
	u := serve(t, func(c net.Conn) {
		readRequest(c)
		for i := range head {
			_, _ = io.WriteString(c, head[i:i+1])
		}
		_, _ = io.WriteString(c, "Content-Length: 0\r\n\r\n")
	})
	tr := get(t, &wire.Recorder{}, u)
	wantEnd(t, tr, wire.EndComplete, "")
	if got := tr.Head.Values("x-long"); len(got) != 20 || got[19] != long {
		t.Errorf("got %d fields", len(got))
	}
	if tr.Head.FirstByteAt > tr.Head.At || tr.Head.At > tr.End.At {
		t.Errorf("times: %v, %v, %v", tr.Head.FirstByteAt, tr.Head.At, tr.End.At)
	}
}

func TestAgainstNetHTTP(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		if _, err := io.Copy(w, r.Body); err != nil {
			t.Error(err)
		}
		for _, event := range []string{"id: 1\ndata: a\n\n", "retry: 250\ndata: b\n\n"} {
			_, _ = io.WriteString(w, event)
			_ = http.NewResponseController(w).Flush()
		}
	}))
	defer srv.Close()
	u, err := url.Parse(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	tr := record(t, &wire.Recorder{}, wire.Request{Method: "POST", URL: u, Body: []byte("data: 0\n\n")})
	wantEnd(t, tr, wire.EndComplete, "")
	var got []string
	for _, e := range tr.Events {
		got = append(got, e.LastEventID+":"+e.Data)
	}
	if diff := cmp.Diff([]string{":0", "1:a", "1:b"}, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if tr.LastEventID != "1" || tr.Retry == nil || *tr.Retry != 250 || tr.Framing.Kind != wire.FramingChunked {
		t.Errorf("got id %q, retry %v, framing %v", tr.LastEventID, tr.Retry, tr.Framing)
	}
	if len(tr.Framing.Problems)+len(tr.Head.Problems) > 0 {
		t.Errorf("problems: %v %v", tr.Framing.Problems, tr.Head.Problems)
	}
}

func TestInterimResponsesAreKept(t *testing.T) {
	u := serve(t, answer("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", okHead+"\r\nx"))
	tr := get(t, &wire.Recorder{}, u)
	if len(tr.Interim) != 2 || tr.Interim[1].Status != 103 || tr.Head.Status != 200 || string(tr.Body) != "x" {
		t.Errorf("got %+v, %+v, %q", tr.Interim, tr.Head, tr.Body)
	}
	if want := int64(len("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")); tr.Head.Offset != want {
		t.Errorf("head offset: got %d, want %d", tr.Head.Offset, want)
	}
}

func TestHeadRequestHasNoBody(t *testing.T) {
	u := serve(t, answerAndHold(okHead+"Content-Length: 5\r\n\r\n"))
	tr := record(t, &wire.Recorder{}, wire.Request{Method: "HEAD", URL: u})
	wantEnd(t, tr, wire.EndComplete, "")
	if tr.Framing.Kind != wire.FramingNone {
		t.Errorf("framing: got %v", tr.Framing.Kind)
	}
}

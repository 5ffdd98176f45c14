package http3_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/quic-go/quic-go"
	qhttp3 "github.com/quic-go/quic-go/http3"

	"github.com/ssegauge/ssegauge/loadgen/http3"
	"github.com/ssegauge/ssegauge/loadgen/measure"
)

// stream answers with an event stream that begins with text.
func stream(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "text/event-stream")
	_, _ = io.WriteString(w, text)
	_ = http.NewResponseController(w).Flush()
}

func TestRequest(t *testing.T) {
	asked := make(chan string, 1)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		asked <- fmt.Sprint(r.Method, " ", r.Host, " ", r.RequestURI, " ", r.Header, " ", r.ContentLength, " ", string(body), err)
		stream(w, "")
	}, nil)
	c := newClient(t)
	conn, _ := c.dial(s, nil)
	for _, tc := range []struct{ path, body, want string }{
		{"/events?topic=a%20b|c", "", `GET example.com /events?topic=a%20b|c map[Accept:[text/event-stream] X-Twice:[a b]] 0 <nil>`},
		{"//a%2Fb?x", "", `GET example.com //a%2Fb?x map[Accept:[text/event-stream] X-Twice:[a b]] 0 <nil>`},
		{"/p", "content", `POST example.com /p map[Accept:[text/event-stream] Content-Length:[7] X-Twice:[a b]] 7 content<nil>`},
	} {
		_, h := c.open(conn, tc.path, tc.body)
		if got := h.next(t); got != "head 200 text/event-stream" {
			t.Fatalf("%s: told %q, %v", tc.path, got, h.err)
		}
		if got := h.next(t); got != "end" || h.err != nil {
			t.Errorf("%s: told %q, %v", tc.path, got, h.err)
		}
		if diff := cmp.Diff(tc.want, strings.Replace(<-asked, " -1 ", " 0 ", 1)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.path, diff)
		}
	}
}

func TestDataArrivesWithItsTime(t *testing.T) {
	more := make(chan string)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusEarlyHints)
		for stream(w, "begin"); ; {
			select {
			case text := <-more:
				stream(w, text)
			case <-r.Context().Done():
				return
			}
		}
	}, nil)
	c := newClient(t)
	conn, _ := c.dial(s, nil)
	st, h := c.open(conn, "/", "")
	if got := []string{h.next(t), h.next(t)}; got[0] != "head 200 text/event-stream" || got[1] != "begin" {
		t.Fatalf("told %q", got)
	}
	large := strings.Repeat("0123456789abcdef", 1<<15)
	for _, text := range []string{"x", large, "y"} {
		before := time.Now().UnixNano()
		more <- text
		if got := h.text(t, len(text)); got != text {
			t.Fatalf("got %d bytes of %d", len(got), len(text))
		}
		if at := h.unix.Load(); at < before || at > time.Now().UnixNano() {
			t.Errorf("arrived at %d, sent from %d on", at, before)
		}
	}
	c.do(st.Cancel)
	until(t, "the server sees that the stream is cancelled", func() bool { return goroutines("TestDataArrives") == 1 })
	c.do(conn.Close)
	if len(h.lines) > 0 {
		t.Errorf("told %q of a cancelled stream", <-h.lines)
	}
}

// TestPausedReader has the server notice that nobody reads, without harm to the stream beside.
func TestPausedReader(t *testing.T) {
	const all = 1 << 20
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/quick" {
			stream(w, "quick")
			<-r.Context().Done()
			return
		}
		for range all / 1024 {
			stream(w, strings.Repeat(".", 1024))
		}
	}, nil)
	c := newClient(t)
	conn, _ := c.dial(s, func(o *http3.Options) { o.Window, o.Streams = 4<<10, 10 })
	h := &pausing{told: newTold()}
	c.do(func() { h.stream = conn.Open(h, get("/slow", "")) })
	if got := h.next(t); got != "head 200 text/event-stream" {
		t.Fatalf("told %q", got)
	}
	got := 0
	for range 10 {
		c.do(func() { h.stream.Grant(100) })
		got += len(h.text(t, 100))
	}
	if got != 1000 || len(h.lines) > 0 {
		t.Errorf("got %d bytes and %d pieces of data more for 1000", got, len(h.lines))
	}
	quick, beside := c.open(conn, "/quick", "")
	if got := []string{beside.next(t), beside.next(t)}; got[1] != "quick" {
		t.Errorf("beside: told %q", got)
	}
	c.do(quick.Cancel)
	c.do(func() { h.stream.Grant(all) })
	if rest := h.text(t, all-got); len(rest) != all-got {
		t.Errorf("got %d bytes more, want %d", len(rest), all-got)
	}
	if end := h.next(t); end != "end" || h.err != nil {
		t.Errorf("told %q, %v", end, h.err)
	}
}

// pausing pauses its stream.
type pausing struct {
	*told

	stream *http3.Stream
}

func (h *pausing) Head(head http3.Head) {
	h.stream.Pause()
	h.told.Head(head)
}

func TestEnds(t *testing.T) {
	taken := make(chan struct{}, 10)
	for _, tc := range []struct {
		name   string
		answer http.HandlerFunc
		told   []string
		class  measure.Class
		text   string
	}{
		{
			"in order", func(w http.ResponseWriter, _ *http.Request) { stream(w, "y") },
			[]string{"head 200 text/event-stream", "y", "end"},
			measure.Other, "",
		},
		{
			"status", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) },
			[]string{"head 418 ", "end"},
			measure.Other, "",
		},
		{
			"reset", func(w http.ResponseWriter, _ *http.Request) {
				stream(w, "x")
				<-taken // since a reset may overtake it
				panic(http.ErrAbortHandler)
			},
			[]string{"head 200 text/event-stream", "x", "end"},
			measure.Reset, "H3_INTERNAL_ERROR",
		},
		{
			"long head", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("X-Long", strings.Repeat("x", 5<<10))
				stream(w, "x")
			},
			[]string{"end"},
			measure.Limit, "http3: HEADERS frame too large: ",
		},
		{
			"longer than announced", func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Length", "2")
				stream(w, "")
				st, err := w.(qhttp3.HTTPStreamer).HTTPStream() //nolint:errcheck // a panic shows
				if err != nil {
					return
				}
				_, _ = st.Write([]byte("xyz"))
				_ = st.Close()
				<-r.Context().Done()
			},
			[]string{"head 200 text/event-stream", "xy", "end"},
			measure.Framing, "peer sent too much data",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := newClient(t)
			conn, _ := c.dial(serve(t, tc.answer, nil), nil)
			_, h := c.open(conn, "/", "")
			var got []string
			for len(got) < len(tc.told) {
				got = append(got, h.next(t))
				if got[len(got)-1] == "x" {
					taken <- struct{}{}
				}
			}
			if diff := cmp.Diff(tc.told, got); diff != "" {
				t.Fatalf("told (-want +got):\n%s", diff)
			}
			if tc.text == "" {
				if h.err != nil {
					t.Errorf("ended by %v", h.err)
				}
				return
			}
			if h.err == nil || !strings.HasPrefix(h.err.Error(), tc.text) || http3.ClassOf(h.err) != tc.class {
				t.Errorf("ended by %v", h.err)
			}
		})
	}
}

func TestServerThatEndsItsConnections(t *testing.T) {
	release := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		stream(w, "x")
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}, nil)
	c := newClient(t)
	conn, of := c.dial(s, nil)
	_, h := c.open(conn, "/", "")
	if got := []string{h.next(t), h.next(t)}; got[1] != "x" {
		t.Fatalf("told %q", got)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); s.end() }()
	// The server takes nothing more on this connection, and finishes what it has.
	until(t, "streams are told that the server goes away", func() bool {
		st, late := c.open(conn, "/", "")
		told := late.next(t)
		c.do(st.Cancel)
		return told == "end" && errors.Is(late.err, http3.ErrGoingAway)
	})
	close(release)
	if got := h.next(t); got != "end" || h.err != nil {
		t.Errorf("told %q, %v", got, h.err)
	}
	<-ended
	if got := of.next(t); got != "lost" {
		t.Errorf("told %q of the connection", got)
	}
}

func TestServerThatLetsFewStreamsBeOpened(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		stream(w, "x")
		<-r.Context().Done()
	}, &quic.Config{MaxIncomingStreams: 3})
	c := newClient(t)
	conn, _ := c.dial(s, nil)
	var first *http3.Stream
	for i := range 3 {
		st, h := c.open(conn, "/", "")
		if i == 0 {
			first = st
		}
		if got := h.next(t); got != "head 200 text/event-stream" {
			t.Fatalf("told %q", got)
		}
	}
	for _, body := range []string{"", "with a body"} {
		_, busy := c.open(conn, "/", body)
		if got := busy.next(t); got != "end" || !errors.Is(busy.err, http3.ErrBusy) {
			t.Errorf("told %q, %v", got, busy.err)
		}
	}
	c.do(first.Cancel)
	until(t, "its place is free", func() bool {
		_, h := c.open(conn, "/", "")
		return h.next(t) == "head 200 text/event-stream"
	})
}

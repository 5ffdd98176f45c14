package refserver

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

func TestShutdownEndsStreamsWithTheFinalChunk(t *testing.T) {
	s := start(t, Config{})
	conn := dial(t, s)
	conn.send(t, getEvents)
	head := conn.head(t)
	if !strings.Contains(head, "Transfer-Encoding: chunked\r\n") {
		t.Errorf("head is %q", head)
	}
	s.publish(t, "", "one")
	s.publish(t, "", "two")
	until(t, "both are delivered", func() bool { return s.Stats().Delivered == 2 })
	s.stop()
	got := conn.rest(t)
	if !strings.HasSuffix(got, "data: two\n\n\r\n0\r\n\r\n") {
		t.Errorf("the stream's last bytes are %q", got[max(0, len(got)-60):])
	}
	if err := s.end(); err != nil {
		t.Errorf("serve: %v", err)
	}
	if got := s.Stats(); got.Streams != 0 || !got.Draining {
		t.Errorf("afterwards: %+v", got)
	}
}

func TestPublishInFlightIsRefusedWhileDraining(t *testing.T) {
	s := start(t, Config{})
	conn := dial(t, s)
	conn.send(t, "POST /publish HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n")
	if head := conn.head(t); head != "HTTP/1.1 100 Continue\r\n\r\n" { // sent when the handler reads the body
		t.Fatalf("head is %q", head)
	}
	s.stop()
	until(t, "the server drains", func() bool { return s.Stats().Draining })
	conn.send(t, "x")
	res := conn.response(t)
	if res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" {
		t.Errorf("status %d, headers %v", res.StatusCode, res.Header)
	}
	if got := s.Stats().History.Published; got != 0 {
		t.Errorf("%d events published", got)
	}
}

func TestDrain(t *testing.T) {
	s := start(t, Config{})
	st := s.open(t, "")
	s.publish(t, "", "x")
	s.Drain()
	s.Drain()
	if got := st.rest(t); len(got) != 1 {
		t.Errorf("the open stream ended with %v", got)
	}
	tests := []struct {
		method, path string
		want         map[string]any
	}{
		{"GET", "/events", map[string]any{"error": "the server is shutting down", "hint": "retry after the time given"}},
		{"POST", "/publish", map[string]any{"error": "the server is shutting down", "hint": "retry after the time given"}},
		{"GET", "/healthz", map[string]any{
			"status": "draining", "streams": 0.0, "topics": 1.0, "lastEventId": "1", "published": 1.0, "delivered": 1.0, "slow": 0.0,
			"history": map[string]any{"events": 1.0, "bytes": 15.0},
		}},
	}
	until(t, "the stream is gone", func() bool { return s.Stats().Streams == 0 })
	for _, test := range tests {
		t.Run(test.path, func(t *testing.T) {
			res := s.request(t, test.method, test.path, "")
			if res.StatusCode != http.StatusServiceUnavailable {
				t.Errorf("status %d", res.StatusCode)
			}
			if diff := cmp.Diff(test.want, answer(t, res)); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
		})
	}
}

func TestShutdownDeliversWhatWasPublished(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := startPipe(t, Config{})
		st := newStream(t, l.connect(t, getEvents).response(t))
		for i := range 1000 {
			s.publish(t, "", strconv.Itoa(i))
		}
		s.stop()
		synctest.Wait()
		events := st.rest(t)
		if len(events) != 1000 || events[999].Data != "999" {
			t.Errorf("got %d of 1000 events", len(events))
		}
	})
}

// readSlowly takes at most 8 KiB a second.
type readSlowly struct{ io.ReadCloser }

func (r readSlowly) Read(p []byte) (int, error) {
	<-time.After(time.Second)
	return r.ReadCloser.Read(p[:min(len(p), 8<<10)])
}

func TestShutdownHurriesSlowReaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := startPipe(t, Config{})
		for i := range 2000 {
			s.publish(t, "", strconv.Itoa(i)+strings.Repeat(".", 1000))
		}
		conn := l.connect(t, "GET /events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 0\r\n\r\n")
		res := conn.response(t)
		s.stop()
		since := time.Now()
		res.Body = readSlowly{res.Body}
		events := newStream(t, res).rest(t)
		if err := s.end(); err != nil {
			t.Errorf("serve: %v", err)
		}
		took := time.Since(since)
		if len(events) == 0 || len(events) == 2000 || took < patience/2 || took > patience {
			t.Errorf("got %d of 2000 events in %s", len(events), took)
		}
	})
}

func TestShutdownCutsStoppedReaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newPipeListener()
		s := startOn(t, Config{}, l, &http.Transport{DialContext: l.dial}, 4*time.Second)
		conn := l.connect(t, getEvents)
		conn.response(t)
		s.publish(t, "", "never read")
		s.stop()
		since := time.Now()
		err := s.end()
		want := "end streams within 4s: context deadline exceeded"
		if err == nil || err.Error() != want || time.Since(since) != 4*time.Second {
			t.Errorf("after %s: error %v, want %s", time.Since(since), err, want)
		}
		synctest.Wait()
		if got := s.Stats().Streams; got != 0 {
			t.Errorf("%d streams are left", got)
		}
	})
}

func TestServeReportsABrokenListener(t *testing.T) {
	s, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	l := newPipeListener()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	err = s.Serve(t.Context(), l, patience)
	if !errors.Is(err, net.ErrClosed) || !strings.HasPrefix(err.Error(), "serve pipe: ") {
		t.Errorf("error is %v", err)
	}
	if !s.Stats().Draining {
		t.Error("the server goes on without its listener")
	}
}

// bothKinds are configurations whose streams are carried in either way.
func bothKinds(c Config) map[string]Config {
	wrapped := c
	wrapped.Wrap = func(h http.Handler) http.Handler { return h }
	return map[string]Config{"plain": c, "by goroutine": wrapped}
}

func TestStreamsGoOnWhileTheyDrain(t *testing.T) {
	for name, c := range bothKinds(Config{Drain: time.Hour}) {
		t.Run(name, func(t *testing.T) {
			s := start(t, c)
			var open []*stream
			for range 20 {
				open = append(open, s.open(t, ""))
			}
			s.Drain()
			if res := s.request(t, http.MethodGet, "/events", ""); res.StatusCode != http.StatusServiceUnavailable {
				t.Errorf("a new stream got status %d", res.StatusCode)
			}
			if _, err := s.log().Append(history.Event{Topic: defaultTopic, Data: "late"}); err != nil {
				t.Errorf("an event during the drain: %v", err)
			}
			for _, st := range open {
				if got := st.next(t); got.Data != "late" {
					t.Errorf("got %+v", got)
				}
			}
			s.log().Close()
			for _, st := range open {
				st.rest(t)
			}
		})
	}
}

func TestDrainEndsEveryStreamAsComplete(t *testing.T) {
	for name, c := range bothKinds(Config{Drain: 500 * time.Millisecond}) {
		t.Run(name, func(t *testing.T) {
			s := start(t, c)
			var open []*stream
			for range 20 {
				open = append(open, s.open(t, ""))
			}
			s.stop()
			for _, st := range open {
				st.rest(t)
			}
			if err := s.end(); err != nil {
				t.Errorf("serve: %v", err)
			}
		})
	}
}

package refserver

import (
	"bufio"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// offer mounts the feed at /feed.
func (s *running) offer(f Feed) {
	s.Mount("/feed", []string{http.MethodGet, http.MethodHead}, func(w http.ResponseWriter, r *http.Request) { s.Open(w, r, f) })
}

// feed opens the stream at /feed.
func (s *running) feed(t *testing.T, headers ...string) *stream {
	t.Helper()
	res := s.request(t, http.MethodGet, "/feed", "", headers...)
	if res.StatusCode != http.StatusOK {
		t.Fatalf("status %d", res.StatusCode)
	}
	return newStream(t, res)
}

func TestFeed(t *testing.T) {
	for _, carrier := range []struct {
		name string
		feed Feed
	}{{"plain", Feed{}}, {"flow", Feed{Ping: "ping", PingEvery: time.Hour}}} {
		t.Run(carrier.name, func(t *testing.T) {
			opened, left := make(chan struct{}, 1), make(chan string, 1)
			f := carrier.feed
			f.Topics = []string{"demo"}
			f.Opened, f.Left = func() { opened <- struct{}{} }, func(cause string) { left <- cause }
			f.Begin = func(h Hello) []byte {
				h.Retry = 3 * time.Second
				return append(h.Frames(), "event: connected\ndata: hi\n\n"...)
			}
			s := start(t, Config{FirstID: 10})
			s.offer(f)
			s.publish(t, "?topic=demo", "missed")
			st := s.feed(t, "Last-Event-ID: 9")
			<-opened
			s.publish(t, "?topic=demo", "live")
			var got []string
			for range 3 {
				e := st.next(t)
				got = append(got, e.Type+" "+e.Data)
			}
			if want := []string{"connected hi", "message missed", "message live"}; !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
			if retry, ok := st.decoder.Retry(); !ok || retry != 3000 {
				t.Errorf("retry %v, %t", retry, ok)
			}
			_ = st.Body.Close()
			if cause := <-left; cause != "left" {
				t.Errorf("cause %q", cause)
			}
		})
	}
}

func TestFeedIsRefusedAsOthers(t *testing.T) {
	s := start(t, Config{Tokens: []string{"reader"}})
	s.offer(Feed{Topics: []string{"demo"}})
	for _, tt := range []struct {
		name, method string
		headers      []string
		want         int
	}{
		{"no token", http.MethodGet, nil, 401},
		{"another media type", http.MethodGet, []string{readerToken, "Accept: text/html"}, 406},
		{"a POST", http.MethodPost, []string{readerToken}, 405},
		{"a HEAD", http.MethodHead, []string{readerToken}, 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if res := s.request(t, tt.method, "/feed", "", tt.headers...); res.StatusCode != tt.want {
				t.Errorf("status %d, want %d", res.StatusCode, tt.want)
			}
		})
	}
}

func TestFeedRewrites(t *testing.T) {
	s := start(t, Config{FirstID: 100, Heartbeat: time.Millisecond})
	s.Mount("/feed", []string{http.MethodGet}, func(w http.ResponseWriter, r *http.Request) {
		n := 0
		s.Open(w, r, Feed{
			Topics:      []string{"demo"},
			Begin:       func(Hello) []byte { return []byte(":\n\n") },
			Resume:      func(string) string { return "99" },
			NoHeartbeat: true,
			Frame: func(e *history.Entry) []byte {
				n++
				return fmt.Appendf(nil, "id: %d\ndata: %s!\n\n", n, e.Event().Data)
			},
		})
	})
	s.publish(t, "?topic=demo", "one")
	s.publish(t, "?topic=demo", "two")
	for range 2 { // each stream counts for itself
		st := s.feed(t, "Last-Event-ID: 100")
		got := []string{st.next(t).Data, st.next(t).Data, st.decoder.LastEventID()}
		if diff := cmp.Diff([]string{"one!", "two!", "2"}, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestFeedEndsAfterABurst(t *testing.T) {
	s := start(t, Config{})
	s.offer(Feed{Topics: []string{"demo"}, EndAfter: 10 * time.Millisecond})
	st := s.feed(t)
	s.publish(t, "?topic=demo", "one")
	s.publish(t, "?topic=demo", "two")
	if rest := st.rest(t); len(rest) == 0 || rest[0].Data != "one" {
		t.Errorf("got %+v", rest)
	}
}

// TestFeedEndsABurstWithoutEnd: others who come and go keep nobody's response open.
func TestFeedEndsABurstWithoutEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := startPipe(t, Config{})
		s.offer(Feed{Topics: []string{"demo"}, EndAfter: time.Second})
		st := s.feed(t)
		begin := time.Now()
		ended := make(chan int)
		go func() { ended <- len(st.rest(t)) }()
		for {
			select {
			case n := <-ended:
				if took := time.Since(begin); n != 17 || took != 10600*time.Millisecond {
					t.Errorf("%d events in %v, want 17 in 10.6s", n, took)
				}
				return
			case <-time.After(600 * time.Millisecond):
			}
			s.publish(t, "?topic=demo", "more")
		}
	})
}

func TestFeedPings(t *testing.T) {
	s := start(t, Config{})
	s.offer(Feed{Topics: []string{"demo"}, Begin: func(Hello) []byte { return nil }, Ping: "ping", PingEvery: time.Millisecond})
	res := s.request(t, http.MethodGet, "/feed", "")
	begins(t, res.Body, ": ping\n\n: ping\n\n")
}

// TestFeedSkips: an event that is not sent is not counted, and breaks no silence.
func TestFeedSkips(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := startPipe(t, Config{Heartbeat: 10 * time.Second})
		s.offer(Feed{
			Topics: []string{"demo"},
			Begin:  func(Hello) []byte { return nil },
			Frame: func(e *history.Entry) []byte {
				if e.Event().Data == "skipped" {
					return nil
				}
				return e.Frame()
			},
		})
		res := s.request(t, http.MethodGet, "/feed", "")
		<-time.After(9 * time.Second)
		s.publish(t, "?topic=demo", "skipped")
		s.publish(t, "?topic=demo", "skipped")
		since := time.Now()
		got := arrivals(t, bufio.NewReader(res.Body), since, 1)
		if diff := cmp.Diff([]arrival{{time.Second, ": heartbeat\n"}}, got); diff != "" {
			t.Error(diff)
		}
		if n := s.Stats().Delivered; n != 0 {
			t.Errorf("%d events are counted as delivered", n)
		}
	})
}

// TestFeedEnds: by every flavour, and however a stream ends, its feed hears of it once.
func TestFeedEnds(t *testing.T) {
	endings := []struct {
		name, cause string
		token       string
		end         func(*testing.T, *running, *stream)
	}{
		{"client", "left", "a", func(_ *testing.T, _ *running, st *stream) { _ = st.Body.Close() }},
		{"restart", "drained", "a", func(_ *testing.T, s *running, _ *stream) { s.Restart() }},
		{"revoke", "revoked", "b", func(t *testing.T, s *running, _ *stream) {
			t.Helper()
			s.request(t, http.MethodPost, "/control/revoke?token=b", "")
		}},
		{"drop", "dropped", "a", func(t *testing.T, s *running, _ *stream) {
			t.Helper()
			s.request(t, http.MethodPost, "/control/streams/drop", `{"all":true}`)
		}},
		{"drain", "drained", "a", func(_ *testing.T, s *running, _ *stream) { s.Drain() }}, // the last
	}
	for _, f := range flavours() {
		t.Run(f.name, func(t *testing.T) {
			s := f.start(t, Config{SubscribeTokens: []string{"a", "b"}, Control: true})
			calls := make(chan string, 9)
			s.offer(Feed{
				Topics: []string{"demo"},
				Opened: func() { calls <- "opened" },
				Left:   func(cause string) { calls <- cause },
			})
			for _, e := range endings {
				t.Run(e.name, func(t *testing.T) {
					st := s.feed(t, "Authorization: Bearer "+e.token)
					s.publish(t, "?topic=demo", e.name)
					if got := st.next(t); got.Data != e.name {
						t.Errorf("got %+v", got)
					}
					e.end(t, s, st)
					if got := []string{<-calls, <-calls}; !slices.Equal(got, []string{"opened", e.cause}) {
						t.Errorf("heard %q, want opened and %s", got, e.cause)
					}
					until(t, "nothing is open", func() bool { return s.Stats().Streams == 0 })
				})
			}
			if len(calls) > 0 {
				t.Errorf("heard of %d calls more", len(calls))
			}
		})
	}
}

// TestFeedIsCompressed: what a feed rewrites passes the coding as all else does.
func TestFeedIsCompressed(t *testing.T) {
	s := start(t, Config{Compress: []string{"gzip"}})
	s.offer(Feed{Topics: []string{"demo"}, Frame: func(e *history.Entry) []byte {
		return fmt.Appendf(nil, "data: %s!\n\n", e.Event().Data)
	}})
	st := s.feed(t)
	for _, text := range []string{"one", "two"} {
		s.publish(t, "?topic=demo", text)
		if got := st.next(t); got.Data != text+"!" || !st.Uncompressed {
			t.Errorf("got %+v, uncompressed by the client: %t", got, st.Uncompressed)
		}
	}
}

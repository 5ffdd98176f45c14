package refserver

import (
	"compress/gzip"
	"crypto/tls"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// decoded has the body read without its coding.
func decoded(t *testing.T, res reply) reply {
	t.Helper()
	switch name := res.Header.Get("Content-Encoding"); name {
	case "gzip":
		d, err := gzip.NewReader(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		res.Body = d
	case "zstd":
		d, err := zstd.NewReader(res.Body, zstd.WithDecoderConcurrency(1))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(d.Close)
		res.Body = io.NopCloser(d)
	default:
		t.Fatalf("Content-Encoding is %q", name)
	}
	return res
}

// openCoded opens a stream that is coded.
func (s *running) openCoded(t *testing.T, coding string, headers ...string) *stream {
	t.Helper()
	headers = append(headers, "Accept-Encoding: "+coding)
	return newStream(t, decoded(t, s.request(t, http.MethodGet, "/events", "", headers...)))
}

func TestCodingIsNegotiated(t *testing.T) {
	tests := []struct {
		name, method, path, accept string
		compress                   []string
		status                     int
		coding                     string
	}{
		{"the one accepted", "GET", "/events", "zstd", []string{"gzip", "zstd"}, 200, "zstd"},
		{"the one preferred", "GET", "/events", "gzip, zstd", []string{"gzip", "zstd"}, 200, "gzip"},
		{"the head alone", "HEAD", "/events", "gzip", []string{"gzip", "zstd"}, 200, "gzip"},
		{"none accepted", "GET", "/events", "identity", []string{"gzip"}, 200, ""},
		{"none known", "GET", "/events", "br", []string{"gzip"}, 200, ""},
		{"none possible", "GET", "/events", "br, identity;q=0", []string{"gzip"}, 406, ""},
		{"none configured", "GET", "/events", "gzip", nil, 200, ""},
		{"none configured, none possible", "GET", "/events", "gzip, identity;q=0", nil, 200, ""},
		{"a bad request", "GET", "/events?topic=%ff", "gzip", []string{"gzip"}, 400, ""},
		{"another path", "GET", "/nowhere", "gzip", []string{"gzip"}, 404, ""},
		{"another answer", "GET", "/healthz", "gzip", []string{"gzip"}, 200, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := start(t, Config{Compress: test.compress, AllowOrigin: "https://app.example"})
			res := s.request(t, test.method, test.path, "", "Accept-Encoding: "+test.accept)
			vary := []string{"Accept-Encoding", "Origin"}
			if test.compress == nil {
				vary = vary[1:]
			}
			if res.StatusCode != test.status || res.Header.Get("Content-Encoding") != test.coding {
				t.Errorf("status %d, Content-Encoding %q", res.StatusCode, res.Header.Get("Content-Encoding"))
			}
			if diff := cmp.Diff(vary, res.Header.Values("Vary")); diff != "" {
				t.Errorf("Vary (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRefusedCodingIsNamed(t *testing.T) {
	s := start(t, Config{Compress: []string{"zstd", "gzip"}})
	got := answer(t, s.request(t, http.MethodGet, "/events", "", "Accept-Encoding: *;q=0"))
	want := map[string]any{
		"error": "Accept-Encoding: excludes every coding that streams have", "field": "Accept-Encoding",
		"hint": "send Accept-Encoding: zstd, gzip, or none",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
}

// TestCodedEventsComeAtOnce publishes an event only after the one before it was
// read, over HTTP/1.1 and HTTP/2.
func TestCodedEventsComeAtOnce(t *testing.T) {
	for _, coding := range []string{"gzip", "zstd"} {
		for _, protocol := range []string{"http/1.1", "h2"} {
			t.Run(coding+" "+protocol, func(t *testing.T) {
				s := startTLS(t, Config{Compress: []string{coding}}, protocol)
				st := s.openCoded(t, coding)
				texts := []string{"x", "", "two\nlines", strings.Repeat("a large one. ", 60<<10), "y"}
				for _, text := range texts {
					s.publish(t, "", text)
					if got := st.next(t); got.Data != text {
						t.Fatalf("got %.20q, want %.20q", got.Data, text)
					}
				}
				again := s.openCoded(t, coding, "Last-Event-ID: 3")
				if diff := cmp.Diff([]string{"4", "5"}, again.ids(t, 2)); diff != "" {
					t.Errorf("resumed (-want +got):\n%s", diff)
				}
				s.stop()
				for _, one := range []*stream{st, again} {
					if got := one.rest(t); len(got) != 0 {
						t.Errorf("ended with %v", got)
					}
				}
			})
		}
	}
}

// TestGoClientSeesNoCoding leaves Accept-Encoding to http.Transport.
func TestGoClientSeesNoCoding(t *testing.T) {
	s := start(t, Config{Compress: []string{"zstd", "gzip"}})
	st := s.open(t, "")
	s.publish(t, "", "x")
	if got := st.next(t).Data; got != "x" || !st.Uncompressed {
		t.Errorf("got %q, uncompressed %t", got, st.Uncompressed)
	}
	s.stop()
	st.rest(t)
}

func TestCodedHeartbeats(t *testing.T) {
	for _, coding := range []string{"gzip", "zstd"} {
		synctest.Test(t, func(t *testing.T) {
			s, _ := startPipe(t, Config{Compress: []string{coding}})
			res := decoded(t, s.request(t, http.MethodGet, "/events", "", "Accept-Encoding: "+coding))
			since := time.Now()
			begins(t, res.Body, "retry: 2000\nid: 0\n\n"+strings.Repeat(": heartbeat\n\n", 100))
			if took := time.Since(since); took != 100*15*time.Second {
				t.Errorf("%s: after %s", coding, took)
			}
		})
	}
}

func TestCodedReaderThatStops(t *testing.T) {
	for _, coding := range []string{"gzip", "zstd"} {
		synctest.Test(t, func(t *testing.T) {
			s, l := startPipe(t, Config{Compress: []string{coding}})
			conn := l.connect(t, "GET /events HTTP/1.1\r\nHost: x\r\nAccept-Encoding: "+coding+"\r\n\r\n")
			begins(t, conn.reader, "HTTP/1.1 200 OK\r\n")
			s.publish(t, "", "x")
			<-time.After(time.Hour)
			synctest.Wait()
			if got := s.Stats(); got.Streams != 0 || got.Slow != 1 {
				t.Errorf("%s: after the timeout: %+v", coding, got)
			}
		})
	}
}

// TestCodedEndHasADeadline has a stream end that nobody reads.
func TestCodedEndHasADeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := startPipe(t, Config{Compress: []string{"gzip"}, Tokens: []string{"abc"}, WriteTimeout: time.Second})
		conn := l.connect(t, "GET /events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer abc\r\nAccept-Encoding: gzip\r\n\r\n")
		res := decoded(t, conn.response(t))
		begins(t, res.Body, "retry: 2000\nid: 0\n\n")
		s.tokens.revoke("abc")
		<-time.After(2 * time.Second)
		synctest.Wait()
		if got, err := io.ReadAll(res.Body); err == nil {
			t.Errorf("the end was written nevertheless: %q", got)
		}
	})
}

// TestWrapSeesPlainText has a layer as Defects are look at what is written.
func TestWrapSeesPlainText(t *testing.T) {
	seen := make(chan string, 1)
	s := start(t, Config{
		Compress: []string{"gzip"},
		Wrap: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				next.ServeHTTP(&firstWrite{ResponseWriter: w, seen: seen}, r)
			})
		},
	})
	st := s.openCoded(t, "gzip")
	s.publish(t, "", "x")
	want := eventstream.Event{Type: "message", Data: "x", LastEventID: "1"}
	if diff := cmp.Diff(want, st.next(t)); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
	if got := <-seen; got != "retry: 2000\nid: 0\n\n" {
		t.Errorf("wrapped: %q", got)
	}
}

// firstWrite tells of the first write.
type firstWrite struct {
	http.ResponseWriter
	seen chan<- string
}

func (w *firstWrite) Write(p []byte) (int, error) {
	select {
	case w.seen <- string(p):
	default:
	}
	return w.ResponseWriter.Write(p)
}

func (w *firstWrite) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func TestCodedStreamCannotBeHijacked(t *testing.T) {
	refused := make(chan error, 1)
	s := start(t, Config{
		Compress: []string{"gzip"},
		Wrap: func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				_, _, err := http.NewResponseController(w).Hijack()
				refused <- err
			})
		},
	})
	s.request(t, http.MethodGet, "/events", "", "Accept-Encoding: gzip")
	if err := <-refused; err == nil {
		t.Error("hijacked")
	}
}

func TestCompressIsValidated(t *testing.T) {
	tests := []struct {
		compress []string
		want     string
	}{
		{[]string{"gzip", "zstd"}, ""},
		{[]string{"br"}, `Compress: "br" is none of gzip, zstd`},
		{[]string{""}, `Compress: "" is none of gzip, zstd`},
		{[]string{"zstd", "gzip", "zstd"}, "Compress: zstd is there twice"},
	}
	for _, test := range tests {
		got := ""
		if err := (Config{Compress: test.compress, TLS: &tls.Config{MinVersion: tls.VersionTLS12}}).Validate(); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%q: %q, want %q", test.compress, got, test.want)
		}
	}
}

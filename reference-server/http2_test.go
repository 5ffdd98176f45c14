package refserver

import (
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// tlsPair returns the configurations of a server and of a client that trusts it.
func tlsPair(t *testing.T, protocols ...string) (server, client *tls.Config) {
	t.Helper()
	borrowed := httptest.NewUnstartedServer(nil) // for its certificate
	borrowed.StartTLS()
	defer borrowed.Close()
	transport, ok := borrowed.Client().Transport.(*http.Transport)
	if !ok {
		t.Fatal("no transport to take the trust from")
	}
	server = &tls.Config{Certificates: borrowed.TLS.Certificates, NextProtos: protocols, MinVersion: tls.VersionTLS12}
	client = transport.TLSClientConfig.Clone()
	client.NextProtos = nil
	client.ServerName = "example.com"
	return server, client
}

// startTLS serves c over TLS on a free loopback port.
func startTLS(t *testing.T, c Config, protocol string) *running {
	t.Helper()
	l := listen(t)
	server, client := tlsPair(t, protocol)
	transport := &http.Transport{TLSClientConfig: client, ForceAttemptHTTP2: true}
	s := startOn(t, c, tls.NewListener(l, server), transport, patience)
	s.url = "https://" + s.addr
	return s
}

// startPipeTLS serves c by HTTP/2 in memory.
func startPipeTLS(t *testing.T, c Config, server, client *tls.Config) *running {
	t.Helper()
	l := newPipeListener()
	transport := &http.Transport{DialContext: l.dial, TLSClientConfig: client, ForceAttemptHTTP2: true}
	s := startOn(t, c, tls.NewListener(l, server), transport, patience)
	s.url = "https://pipe"
	s.requestTimeout = 1000 * time.Hour
	return s
}

func TestHTTP2Head(t *testing.T) {
	s := startTLS(t, Config{}, "h2")
	for _, method := range []string{http.MethodHead, http.MethodGet} {
		res := s.request(t, method, "/events", "")
		want := http.Header{
			"Content-Type":                {"text/event-stream"},
			"Cache-Control":               {"no-cache, no-store, no-transform"},
			"X-Accel-Buffering":           {"no"},
			"Access-Control-Allow-Origin": {"*"},
		}
		res.Header.Del("Date")
		if diff := cmp.Diff(want, res.Header); diff != "" || res.ProtoMajor != 2 {
			t.Errorf("%s by %s, headers (-want +got):\n%s", method, res.Proto, diff)
		}
	}
}

func TestHTTP2StreamsShareAConnection(t *testing.T) {
	s := startTLS(t, Config{}, "h2")
	var streams []*stream
	for i := range 20 {
		streams = append(streams, s.open(t, fmt.Sprintf("?topic=t%d", i%2)))
	}
	for i := range 100 {
		s.publish(t, fmt.Sprintf("?topic=t%d", i%2), strconv.Itoa(i))
	}
	s.Drain()
	for i, st := range streams {
		var want []eventstream.Event
		for k := i % 2; k < 100; k += 2 {
			want = append(want, eventstream.Event{Type: "message", Data: strconv.Itoa(k), LastEventID: strconv.Itoa(k + 1)})
		}
		if diff := cmp.Diff(want, st.rest(t)); diff != "" {
			t.Errorf("stream %d (-want +got):\n%s", i, diff)
		}
	}
}

// TestHTTP2StreamOutlivesItsDeadlines has the write timeout pass between two
// writes: on HTTP/2 a deadline left behind would reset the stream.
func TestHTTP2StreamOutlivesItsDeadlines(t *testing.T) {
	server, client := tlsPair(t, "h2")
	synctest.Test(t, func(t *testing.T) {
		s := startPipeTLS(t, Config{}, server, client)
		res := s.request(t, http.MethodGet, "/events", "")
		if res.ProtoMajor != 2 {
			t.Errorf("answered by %s", res.Proto)
		}
		begins(t, res.Body, "retry: 2000\nid: 0\n\n"+strings.Repeat(": heartbeat\n\n", 100))
	})
}

// TestHTTP2ReaderThatStops fills one stream's flow-control window. The streams
// beside it on the same connection must go on.
func TestHTTP2ReaderThatStops(t *testing.T) {
	server, client := tlsPair(t, "h2")
	synctest.Test(t, func(t *testing.T) {
		s := startPipeTLS(t, Config{}, server, client)
		stopped := s.open(t, "")
		healthy := s.open(t, "")
		padding := strings.Repeat(".", 256<<10)
		for i := range 40 {
			s.publish(t, "", strconv.Itoa(i)+padding)
			if got := healthy.next(t); got.Data != strconv.Itoa(i)+padding {
				t.Fatalf("event %d begins with %.10s", i, got.Data)
			}
		}
		<-time.After(10 * time.Second)
		synctest.Wait()
		if got := s.Stats(); got.Streams != 1 || got.Slow != 1 {
			t.Errorf("after the timeout: %+v", got)
		}
		if _, err := io.Copy(io.Discard, stopped.Body); err == nil {
			t.Error("the aborted stream looks complete")
		}
		s.publish(t, "", "still here")
		if got := healthy.next(t).Data; got != "still here" {
			t.Errorf("healthy stream got %q", got)
		}
	})
}

func TestServeOverTLS(t *testing.T) {
	for _, protocol := range []string{"h2", "http/1.1"} {
		t.Run(protocol, func(t *testing.T) {
			s := startTLS(t, Config{}, protocol)
			st := s.open(t, "")
			s.publish(t, "", "x")
			if got := st.next(t).Data; got != "x" || (st.ProtoMajor == 2) != (protocol == "h2") {
				t.Errorf("got %q by %s", got, st.Proto)
			}
			s.stop()
			if got := st.rest(t); len(got) != 0 {
				t.Errorf("ended with %v", got)
			}
			if err := s.end(); err != nil {
				t.Errorf("serve: %v", err)
			}
		})
	}
}

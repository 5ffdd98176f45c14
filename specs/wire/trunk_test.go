package wire_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/http2"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// schemes says over what HTTP/2 is spoken: TLS, and h2c.
func schemes() []string { return []string{"https", "http"} }

// serveHTTP2 returns handler on Go's own server.
func serveHTTP2(t *testing.T, scheme string, handler http.HandlerFunc) (*wire.Recorder, *url.URL) {
	t.Helper()
	srv := httptest.NewUnstartedServer(handler)
	r := &wire.Recorder{HeadTimeout: 20 * time.Second}
	if scheme == "https" {
		srv.EnableHTTP2 = true
		srv.StartTLS()
		_, r.TLS = certificate(t)
	} else {
		srv.Config.Protocols = new(http.Protocols)
		srv.Config.Protocols.SetUnencryptedHTTP2(true)
		srv.Start()
	}
	t.Cleanup(srv.Close)
	u, err := url.Parse(srv.URL + "/events")
	if err != nil {
		t.Fatal(err)
	}
	return r, u
}

// stream is an event stream that stays open: an event at once, named after the
// query.
func stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	_, _ = fmt.Fprintf(w, "id: %s\ndata: %s\n\n", r.URL.RawQuery, r.Header.Get("Last-Event-ID"))
	_ = http.NewResponseController(w).Flush()
	<-r.Context().Done()
}

func hasEvent(t *wire.Transcript) bool { return len(t.Events) > 0 }

func at(u *url.URL, query string) *url.URL {
	c := *u
	c.RawQuery = query
	return &c
}

func TestTrunkCarriesSeveralStreams(t *testing.T) {
	gone := make(chan string, 3)
	handler := func(w http.ResponseWriter, r *http.Request) {
		stream(w, r)
		gone <- r.URL.RawQuery
	}
	for _, scheme := range schemes() {
		t.Run(scheme, func(t *testing.T) {
			r, u := serveHTTP2(t, scheme, handler)
			ctx := testContext(t)
			k := r.OpenTrunk(ctx, "trunk", u)
			var exchanges []*wire.Exchange
			for i := range 3 {
				q := strconv.Itoa(i)
				exchanges = append(exchanges, k.Open(ctx, q, wire.Request{URL: at(u, q), Header: []wire.Field{{Name: "Last-Event-ID", Value: "x" + q}}}))
			}
			for i, x := range exchanges {
				if !x.Wait(ctx, hasEvent) {
					t.Fatalf("no event on %d: %+v", i, x.Snapshot().End)
				}
			}
			second := exchanges[1].Close(wire.CloseFIN)
			wantEnd(t, second, wire.EndClosed, "closed by this side")
			if q := <-gone; q != "1" {
				t.Errorf("the server saw the end of %s", q)
			}
			got := k.Close(wire.CloseFIN)
			checkTrunk(t, got, u)
			if streams, ok := got.Setting(http2.SettingMaxConcurrentStreams); !ok || streams == 0 || !got.Settings() {
				t.Errorf("settings: got %d, %v", streams, ok)
			}
			<-gone
			<-gone
		})
	}
}

func checkTrunk(t *testing.T, got *wire.TrunkTranscript, u *url.URL) {
	t.Helper()
	if got.End.Kind != wire.EndClosed || got.Err() != nil || got.URL != u.String() || len(got.Streams) != 3 {
		t.Fatalf("got %+v", got.End)
	}
	ids := map[uint32]bool{}
	for i, s := range got.Streams {
		name := strconv.Itoa(i)
		if s != got.Stream(name) {
			t.Errorf("stream %d is not %q", i, name)
		}
		checkStream(t, s, name)
		ids[s.Stream] = true
	}
	if diff := cmp.Diff(map[uint32]bool{1: true, 3: true, 5: true}, ids); diff != "" {
		t.Error(diff)
	}
	checkFrames(t, got.Frames, 3)
	if (got.TLS != nil) != (u.Scheme == "https") || got.TLS != nil && got.TLS.ALPN != "h2" {
		t.Errorf("TLS: got %+v", got.TLS)
	}
}

func checkStream(t *testing.T, s *wire.Transcript, name string) {
	t.Helper()
	if s.Head.Proto != wire.HTTP2 || len(s.Events) != 1 || s.LastEventID != name || s.Events[0].Data != "x"+name {
		t.Errorf("%s: got %+v", name, s.Events)
	}
	if s.End.Kind != wire.EndClosed || s.Sent == 0 || s.Connected == 0 || s.Head.At < s.Sent {
		t.Errorf("%s: ended %s; sent %v, head %v", name, s.End.Kind, s.Sent, s.Head.At)
	}
}

// checkFrames wants the frames of a client that opens streams and cancels them.
func checkFrames(t *testing.T, frames []wire.HTTPFrame, streams int) {
	t.Helper()
	var kinds []string
	for _, f := range frames {
		if f.Problem != "" {
			t.Errorf("%+v", f)
		}
		if f.Sent {
			kinds = append(kinds, f.Type.String()+" "+f.Code.String())
		}
	}
	all := strings.Join(kinds, ",")
	if strings.Count(all, "RST_STREAM CANCEL") != streams || !strings.HasPrefix(all, "SETTINGS ") || !strings.HasSuffix(all, "GOAWAY NO_ERROR") {
		t.Errorf("sent: %s", all)
	}
}

// A stream that is paused leaves the others alone, and reads on after that.
func TestTrunkPause(t *testing.T) {
	const size = 1 << 20
	handler := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for range size / 1024 {
			_, _ = io.WriteString(w, ":"+strings.Repeat("x", 1022)+"\n")
		}
	}
	for _, scheme := range schemes() {
		t.Run(scheme, func(t *testing.T) {
			r, u := serveHTTP2(t, scheme, handler)
			ctx := testContext(t)
			k := r.OpenTrunk(ctx, "trunk", u)
			defer k.Close(wire.CloseRST)
			paused := k.Open(ctx, "paused", wire.Request{})
			paused.Pause()
			other := k.Open(ctx, "other", wire.Request{})
			<-other.Done()
			wantEnd(t, other.Snapshot(), wire.EndComplete, "")
			if got := paused.Snapshot(); len(got.Body) > wire.DefaultStreamWindow || got.End.Kind != wire.EndOpen {
				t.Errorf("paused: got %d bytes, %s", len(got.Body), got.End.Kind)
			}
			paused.Resume()
			<-paused.Done()
			wantEnd(t, paused.Snapshot(), wire.EndComplete, "")
			if n := len(paused.Snapshot().Body); n != size {
				t.Errorf("got %d bytes", n)
			}
		})
	}
}

func TestTrunkSendsBodies(t *testing.T) {
	body := strings.Repeat("0123456789", 30_000) // more than the first window
	handler := func(w http.ResponseWriter, r *http.Request) {
		got, _ := io.ReadAll(r.Body)
		if string(got) != body || len(r.Header.Get("X-Long")) != 50_000 || r.ContentLength != int64(len(body)) {
			w.WriteHeader(http.StatusBadRequest)
		}
	}
	for _, scheme := range schemes() {
		t.Run(scheme, func(t *testing.T) {
			r, u := serveHTTP2(t, scheme, handler)
			ctx := testContext(t)
			k := r.OpenTrunk(ctx, "trunk", u)
			defer k.Close(wire.CloseFIN)
			for _, name := range []string{"one", "two"} {
				long := []wire.Field{{Name: "X-Long", Value: strings.Repeat("~", 50_000)}} // and so a CONTINUATION
				x := k.Open(ctx, name, wire.Request{Method: "POST", Header: long, Body: []byte(body)})
				<-x.Done()
				if got := x.Snapshot(); got.Head == nil || got.Head.Status != 200 || got.Sent == 0 {
					t.Errorf("%s: got %+v, %+v", name, got.Head, got.End)
				}
			}
		})
	}
}

func TestTrunkShutdown(t *testing.T) {
	ctx := testContext(t)
	srv := &http.Server{Protocols: new(http.Protocols)}
	srv.Protocols.SetUnencryptedHTTP2(true)
	release := make(chan struct{})
	srv.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).Flush()
		<-release
	})
	hs := httptest.NewUnstartedServer(nil)
	hs.Config = srv
	hs.Start()
	defer hs.Close()
	u, _ := url.Parse(hs.URL)

	k := new(wire.Recorder).OpenTrunk(ctx, "trunk", u)
	x := k.Open(ctx, "first", wire.Request{})
	if _, err := x.Head(ctx); err != nil {
		t.Fatal(err)
	}
	down := make(chan error, 1)
	go func() { down <- srv.Shutdown(context.WithoutCancel(ctx)) }()
	if !k.Wait(ctx, func(t *wire.TrunkTranscript) bool { return t.Received(http2.FrameGoAway) != nil }) {
		t.Fatal("no GOAWAY")
	}
	late := k.Open(ctx, "late", wire.Request{})
	<-late.Done()
	wantEnd(t, late.Snapshot(), wire.EndGoAway, "GOAWAY with NO_ERROR")
	close(release)
	<-x.Done()
	wantEnd(t, x.Snapshot(), wire.EndComplete, "")
	if x.Snapshot().Framing.GoAway == nil {
		t.Error("the stream does not know of GOAWAY")
	}
	<-k.Done()
	if end := k.Snapshot().End; end.Kind != wire.EndComplete {
		t.Errorf("got %+v", end)
	}
	if err := <-down; err != nil {
		t.Error(err)
	}
	after := k.Open(ctx, "after", wire.Request{})
	<-after.Done()
	wantEnd(t, after.Snapshot(), wire.EndTruncated, "send request: the connection has ended: the target closed")
}

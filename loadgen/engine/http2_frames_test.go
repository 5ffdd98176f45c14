package engine_test

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/request"
)

// frames runs a server of HTTP/2 by hand, in the clear.
func frames(t *testing.T, settings []http2.Setting, handle func(f *http2.Framer, n int)) string {
	t.Helper()
	return "http://" + listen(t, func(c net.Conn, n int) {
		if _, err := io.ReadFull(c, make([]byte, len(http2.ClientPreface))); err != nil {
			return
		}
		f := http2.NewFramer(c, c)
		if f.WriteSettings(settings...) == nil {
			handle(f, n)
		}
		for err := error(nil); err == nil; {
			_, err = f.ReadFrame()
		}
	})
}

// requests reads until n requests are there.
func requests(f *http2.Framer, n int) {
	for n > 0 {
		frame, err := f.ReadFrame()
		if err != nil {
			return
		}
		if frame.Header().Type == http2.FrameHeaders {
			n--
		}
	}
}

func TestRejectedByGoAway(t *testing.T) {
	url := frames(t, nil, func(f *http2.Framer, _ int) {
		requests(f, 4)
		_ = f.WriteGoAway(3, http2.ErrCodeNo, []byte("later"))
		_ = f.WriteRSTStream(1, http2.ErrCodeEnhanceYourCalm)
		_ = f.WriteRSTStream(3, http2.ErrCodeRefusedStream)
	})
	r := start(t, 4, url, once, under(nil, request.H2C))
	r.until("4 failures", func() bool { return r.count(measure.Failed) == 4 })
	if away, reset := r.errors(measure.Closed), r.errors(measure.Reset); away != 2 || reset != 2 {
		t.Errorf("%d were sent away and %d reset, want 2 and 2\n%s", away, reset, r)
	}
	r.finish()
}

// A server that allows nothing is no reason to try for ever.
func TestNoStreamsAllowed(t *testing.T) {
	var accepted atomic.Int32
	url := frames(t, []http2.Setting{{ID: http2.SettingMaxConcurrentStreams}}, func(*http2.Framer, int) { accepted.Add(1) })
	r := start(t, 10, url, once, under(nil, request.H2C))
	r.failure(measure.Other, "the server allows no streams")
	r.until("10 failures", func() bool { return r.count(measure.Failed) == 10 })
	if n := accepted.Load(); n != 1 {
		t.Errorf("%d connections", n)
	}
	r.finish()
}

func TestGoAwayAtOnce(t *testing.T) {
	url := frames(t, nil, func(f *http2.Framer, _ int) { _ = f.WriteGoAway(0, http2.ErrCodeNo, nil) })
	r := start(t, 10, url, under(nil, request.H2C), func(l *load) { l.Resume.MaxAttempts = 2 })
	r.until("20 failures", func() bool { return r.count(measure.Failed) == 20 })
	r.finish()
	r.want(map[measure.Count]int{measure.Opened: 0})
}

func TestNoHTTP2(t *testing.T) {
	a := newAuthority(t)
	plain := func(s *http.Server) {
		s.Protocols = new(http.Protocols)
		s.Protocols.SetHTTP1(true)
	}
	for _, tc := range []struct {
		name  string
		url   func(t *testing.T) string
		over  func(*load)
		class measure.Class
		text  string
	}{
		{"of HTTP/1 alone", func(t *testing.T) string { //nolint:thelper // a row of a table
			return web(t, events, &tls.Config{Certificates: []tls.Certificate{a.issue(t)}, NextProtos: []string{"http/1.1"}}, plain)
		}, under(a, request.HTTP2), measure.TLSFailed, ""},
		{"in the clear", func(t *testing.T) string { //nolint:thelper // a row of a table
			return web(t, http.NotFound, nil, plain)
		}, under(nil, request.H2C), measure.Framing, "the server answers in HTTP/1"},
		{"silent", func(t *testing.T) string { //nolint:thelper // a row of a table
			return "http://" + listen(t, func(c net.Conn, _ int) { _, _ = io.Copy(io.Discard, c) })
		}, under(nil, request.H2C), measure.Timeout, "no SETTINGS of HTTP/2 after"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := start(t, 7, tc.url(t), once, tc.over, func(l *load) {
				if tc.class == measure.Timeout {
					l.Limits.Connect = 50 * time.Millisecond
				}
			})
			r.failure(tc.class, tc.text)
			r.until("7 failures", func() bool { return r.count(measure.Failed) == 7 })
			r.finish()
		})
	}
}

// respond writes the head of a stream.
func respond(f *http2.Framer, id uint32) {
	var block lines
	e := hpack.NewEncoder(&block)
	_ = e.WriteField(hpack.HeaderField{Name: ":status", Value: strconv.Itoa(http.StatusOK)})
	_ = e.WriteField(hpack.HeaderField{Name: "content-type", Value: "text/event-stream"})
	_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: block, EndHeaders: true})
}

type lines []byte

func (l *lines) Write(p []byte) (int, error) {
	*l = append(*l, p...)
	return len(p), nil
}

// A cap is reached in the middle of a frame, and more comes on the stream and on others.
func TestCapsOverHTTP2(t *testing.T) {
	url := frames(t, nil, func(f *http2.Framer, _ int) {
		requests(f, 3)
		for _, id := range []uint32{1, 3, 5} {
			respond(f, id)
			_ = f.WriteData(id, false, []byte("data: a\n\ndata: b\n\ndata: c\n\nda"))
			_ = f.WriteData(id, false, []byte("ta: d\n\n"))
		}
	})
	r := start(t, 3, url, under(nil, request.H2C), func(l *load) { l.Caps.Events = 2 })
	r.atLeast(measure.Completed, 3)
	r.finish()
	r.want(map[measure.Count]int{measure.Events: 6, measure.Completed: 3, measure.Failed: 0})
}

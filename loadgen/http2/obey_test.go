package http2_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/ssegauge/ssegauge/loadgen/http2"
)

// feed feeds frames that must be right.
func (k *talk) feed(t *testing.T, in ...[]byte) {
	t.Helper()
	if err := k.c.Feed(bytes.Join(in, nil)); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsRightIsTaken(t *testing.T) {
	k := begin(t, http2.Options{})
	head := block(":status", "200", "content-type", "text/event-stream", "x", "y")
	k.feed(t, fr(settings, 0, 0, set(99, 7)), fr(99, 0xff, 77, []byte("unknown")),
		fr(priority, 0, 1, make([]byte, 5)),
		fr(headers, endHeaders, 1, block(":status", "103")),
		fr(headers, padded|prioritised, 1, []byte{2}, make([]byte, 5), head[:4], []byte{0, 0}),
		fr(continuation, 0, 1, head[4:9]), fr(continuation, 0, 1), fr(continuation, endHeaders, 1, head[9:]),
		fr(data, padded, 1, []byte{3}, []byte("data: 1"), make([]byte, 3)), fr(data, 0, 1), fr(data, padded, 1, []byte{0}),
		fr(data, 0, 1, []byte("\n\n")),
		fr(headers, endHeaders|endStream, 1, block("trailer", "z")))
	if k.one.status != 200 || k.one.heads != 1 || strings.Join(k.one.fields, ", ") != "content-type: text/event-stream, x: y" {
		t.Errorf("got %d, %d heads, %v", k.one.status, k.one.heads, k.one.fields)
	}
	if k.one.data.String() != "data: 1\n\n" || len(k.one.ends) != 1 || k.one.ends[0] != nil {
		t.Errorf("got %q, ends %v", k.one.data.String(), k.one.ends)
	}
	if got := frames(t, k.out.Bytes()).find(settings, 0); len(got) != 2 || len(got[1]) != 0 {
		t.Errorf("got %q, want SETTINGS and an acknowledgement", got)
	}
}

func TestHeadWithoutContent(t *testing.T) {
	k := &talk{}
	k.c = http2.New(http2.Options{}, func(p []byte) { k.out.Write(p) })
	if _, err := k.c.Open(&k.one, ask("HEAD", "/", nil)); err != nil {
		t.Fatal(err)
	}
	k.feed(t, fr(settings, 0, 0), fr(headers, endHeaders|endStream, 1, block(":status", "200", "content-length", "9")))
	if len(k.one.ends) != 1 || k.one.ends[0] != nil {
		t.Errorf("got %v", k.one.ends)
	}
}

func TestPing(t *testing.T) {
	var answers []uint64
	k := begin(t, http2.Options{Pong: func(data uint64) { answers = append(answers, data) }})
	k.c.Ping(7)
	question := []byte("question")
	k.feed(t, fr(settings, 0, 0), fr(ping, 0, 0, question), fr(ping, ack, 0, []byte{7: 7}))
	said := frames(t, k.out.Bytes())
	if got := said.find(ping, 0); len(got) != 2 || !bytes.Equal(got[1], question) {
		t.Errorf("got %q", got)
	}
	if !slices.Equal(answers, []uint64{7}) {
		t.Errorf("got %v, want [7]", answers)
	}
}

func TestGoAwayEndsWhatIsNotProcessed(t *testing.T) {
	k := begin(t, http2.Options{})
	k.feed(t, fr(settings, 0, 0), ok(1), fr(goAway, 0, 0, u32(1, 0), []byte("restart")))
	var away *http2.GoAwayError
	if len(k.two.ends) != 1 || !errors.As(k.two.ends[0], &away) || away.LastID != 1 || away.Debug != "restart" {
		t.Fatalf("got %v", k.two.ends)
	}
	if _, err := k.c.Open(&k.two, ask("GET", "/", nil)); !errors.Is(err, http2.ErrGoingAway) {
		t.Errorf("got %v, want ErrGoingAway", err)
	}
	if k.c.GoingAway() == nil || k.c.Capacity() != 0 || k.c.Streams() != 1 {
		t.Errorf("got %v, capacity %d, %d streams", k.c.GoingAway(), k.c.Capacity(), k.c.Streams())
	}
	k.feed(t, fr(data, endStream, 1, []byte("to the end")))
	if k.one.data.String() != "to the end" || k.one.ends[0] != nil {
		t.Errorf("got %q, ends %v", k.one.data.String(), k.one.ends)
	}
}

func TestServerResets(t *testing.T) {
	k := begin(t, http2.Options{})
	k.feed(t, fr(settings, 0, 0), fr(rstStream, 0, 1, u32(uint32(http2.RefusedStream))))
	var reset *http2.StreamError
	if len(k.one.ends) != 1 || !errors.As(k.one.ends[0], &reset) || reset.Code != http2.RefusedStream || reset.Local {
		t.Errorf("got %v", k.one.ends)
	}
	if want := "read stream: reset by the server (REFUSED_STREAM)"; reset.Error() != want {
		t.Errorf("got %q, want %q", reset, want)
	}
}

func TestLost(t *testing.T) {
	for _, tt := range []struct{ err, want error }{{nil, io.ErrUnexpectedEOF}, {syscall.ECONNRESET, syscall.ECONNRESET}} {
		k := begin(t, http2.Options{})
		k.c.Lost(tt.err)
		k.c.Lost(io.EOF)
		for _, h := range []*heard{&k.one, &k.two} {
			if len(h.ends) != 1 || !errors.Is(h.ends[0], tt.want) {
				t.Errorf("got %v, want %v", h.ends, tt.want)
			}
		}
		if _, err := k.c.Open(&k.one, ask("GET", "/", nil)); !errors.Is(err, tt.want) {
			t.Errorf("got %v, want %v", err, tt.want)
		}
	}
}

func TestNumberOfStreams(t *testing.T) {
	k := begin(t, http2.Options{})
	for range 98 {
		if _, err := k.c.Open(&heard{}, ask("GET", "/", nil)); err != nil {
			t.Fatal(err)
		}
	}
	open := func(want error, capacity int) {
		t.Helper()
		if got := k.c.Capacity(); got != capacity {
			t.Errorf("got capacity %d, want %d", got, capacity)
		}
		if _, err := k.c.Open(&heard{}, ask("GET", "/", nil)); !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
	open(http2.ErrBusy, 0)
	k.feed(t, fr(settings, 0, 0))
	open(nil, 1<<30-100)
	k.feed(t, fr(settings, 0, 0, set(3, 50)))
	open(http2.ErrBusy, 0)
	k.feed(t, fr(settings, 0, 0, set(3, 102)))
	open(nil, 1)
	open(http2.ErrBusy, 0)
	k.c.Reset(1, http2.Cancel)
	open(nil, 1)
	k.feed(t, fr(settings, 0, 0, set(3, 1000), set(6, 60)))
	open(http2.ErrFieldsTooLarge, 898)
}

func TestHandlersMayEndStreams(t *testing.T) {
	k := begin(t, http2.Options{})
	k.one.onData = func() { k.c.Reset(1, http2.Cancel); k.c.Reset(3, http2.Cancel) }
	k.feed(t, fr(settings, 0, 0), ok(1), ok(3), fr(data, endStream, 1, []byte("a")), fr(data, endStream, 3, []byte("b")))
	if len(k.one.ends)+len(k.two.ends) != 0 || k.two.data.Len() != 0 || k.c.Streams() != 0 {
		t.Errorf("got ends %v and %v, data %q", k.one.ends, k.two.ends, k.two.data.String())
	}
	k = begin(t, http2.Options{})
	k.one.onData = func() { k.c.Lost(nil) }
	in := bytes.Join([][]byte{fr(settings, 0, 0), ok(1), fr(data, 0, 1, []byte("a")), fr(data, 0, 1, []byte("b"))}, nil)
	if err := k.c.Feed(in); !errors.Is(err, io.ErrUnexpectedEOF) || k.one.data.String() != "a" || len(k.one.ends) != 1 {
		t.Errorf("got %v, %q, ends %v", err, k.one.data.String(), k.one.ends)
	}
	k = begin(t, http2.Options{})
	k.one.onHead = k.c.Close
	if err := k.c.Feed(in); !errors.Is(err, io.ErrClosedPipe) || k.one.data.Len() != 0 || len(k.one.ends)+len(k.two.ends) != 0 {
		t.Errorf("got %v, %q, ends %v", err, k.one.data.String(), k.one.ends)
	}
}

// windows returns the sum of a stream's WINDOW_UPDATEs, and their number.
func (k *talk) windows(t *testing.T, id uint32) (sum, n int) {
	t.Helper()
	all := frames(t, k.out.Bytes()).find(windowUpdate, id)
	for _, p := range all {
		sum += int(binary.BigEndian.Uint32(p))
	}
	return sum, len(all)
}

func TestWindowsAreGivenBack(t *testing.T) {
	k := begin(t, http2.Options{StreamWindow: 1_000, ConnWindow: 70_000})
	k.feed(t, fr(settings, 0, 0), ok(1))
	for range 300 { // 90,000 bytes in all, padding included
		k.feed(t, fr(data, padded, 1, []byte{99}, make([]byte, 200), make([]byte, 99)))
	}
	if sum, n := k.windows(t, 1); sum != 90_000 || n != 150 {
		t.Errorf("got %d bytes in %d updates of the stream", sum, n)
	}
	if sum, n := k.windows(t, 0); sum != 70_000-65_535+2*35_100 || n != 3 {
		t.Errorf("got %d bytes in %d updates of the connection", sum, n)
	}
}

func TestPauseGrantResume(t *testing.T) {
	k := begin(t, http2.Options{StreamWindow: 1_000})
	k.c.Pause(1)
	k.feed(t, fr(settings, 0, 0), ok(1), fr(data, 0, 1, make([]byte, 1_000)))
	if k.one.data.Len() != 1_000 {
		t.Errorf("got %d bytes", k.one.data.Len())
	}
	if sum, _ := k.windows(t, 1); sum != 0 {
		t.Errorf("got %d bytes while paused", sum)
	}
	if got := k.c.Grant(1, 64); got != 64 {
		t.Errorf("got %d", got)
	}
	k.feed(t, fr(data, 0, 1, make([]byte, 64)))
	k.c.Resume(1)
	if sum, n := k.windows(t, 1); sum != 1_064 || n != 2 {
		t.Errorf("got %d bytes in %d updates", sum, n)
	}
	k.feed(t, fr(data, 0, 1, make([]byte, 1_001)))
	if len(k.one.ends) != 1 {
		t.Error("more than the window is not noticed")
	}
}

func TestContentOfARequestObeysWindows(t *testing.T) {
	k := &talk{}
	k.c = http2.New(http2.Options{}, func(p []byte) { k.out.Write(p) })
	content := bytes.Repeat([]byte("0123456789"), 10_000)
	for _, h := range []*heard{&k.one, &k.two} {
		if _, err := k.c.Open(h, ask("POST", "/", content)); err != nil {
			t.Fatal(err)
		}
	}
	sent := func(id uint32) []byte { return bytes.Join(frames(t, k.out.Bytes()).find(data, id), nil) }
	for _, step := range []struct {
		in       []byte
		one, two int
	}{
		{nil, 65_535, 0},
		{fr(windowUpdate, 0, 0, u32(10_000)), 65_535, 10_000},
		{fr(settings, 0, 0, set(4, 20_000)), 65_535, 10_000},
		{fr(windowUpdate, 0, 0, u32(100_000)), 65_535, 20_000},
		{fr(windowUpdate, 0, 1, u32(50_000)), 70_000, 20_000},
		{fr(settings, 0, 0, set(4, 60_000)), 100_000, 60_000},
		{fr(headers, endHeaders|endStream, 3, block(":status", "413")), 100_000, 60_000},
	} {
		k.feed(t, step.in)
		if step.in == nil {
			k.feed(t, fr(settings, 0, 0))
		}
		if one, two := len(sent(1)), len(sent(3)); one != step.one || two != step.two {
			t.Errorf("after %.20q: got %d and %d bytes, want %d and %d", step.in, one, two, step.one, step.two)
		}
	}
	if !bytes.Equal(sent(1), content) {
		t.Error("got other bytes than were asked for")
	}
	if got := frames(t, k.out.Bytes()).find(rstStream, 3); len(got) != 1 || len(k.two.ends) != 1 || k.two.ends[0] != nil {
		t.Errorf("got RST_STREAM %q, ends %v", got, k.two.ends)
	}
}

func TestLargeRequestHead(t *testing.T) {
	k := &talk{}
	k.c = http2.New(http2.Options{}, func(p []byte) { k.out.Write(p) })
	if _, err := k.c.Open(&k.one, ask("GET", "/", nil, "cookie", strings.Repeat("~", 40_000))); err != nil {
		t.Fatal(err)
	}
	said := frames(t, k.out.Bytes())
	if h, more := said.find(headers, 1), said.find(continuation, 1); len(h) != 1 || len(more) < 2 || len(h[0]) != 16_384 {
		t.Errorf("got %d HEADERS, %d CONTINUATION", len(h), len(more))
	}
	if last := said[len(said)-1]; last.flags != endHeaders {
		t.Errorf("got flags %x on the last", last.flags)
	}
}

func TestOptions(t *testing.T) {
	if err := (http2.Options{}).Validate().Err(); err != nil {
		t.Error(err)
	}
	bad := http2.Options{StreamWindow: -1, ConnWindow: 1, MaxHeaderBytes: 1, HeaderTableBytes: 1 << 20}
	if got := bad.Validate(); len(got) != 4 {
		t.Errorf("got %v, want 4 problems", got)
	}
}

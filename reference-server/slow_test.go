package refserver

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

const getEvents = "GET /events HTTP/1.1\r\nHost: x\r\n\r\n"

// TestReaderThatStopsIsDisconnected has a client that takes a small part of a
// stream and then nothing more, beside two that read.
func TestReaderThatStopsIsDisconnected(t *testing.T) {
	const events = 300
	s := start(t, Config{WriteTimeout: time.Second})
	stopped := dial(t, s)
	if err := stopped.SetReadBuffer(4096); err != nil {
		t.Fatal(err)
	}
	stopped.send(t, getEvents)
	stopped.head(t)
	readers := []*stream{s.open(t, ""), s.open(t, "")}
	padding := strings.Repeat(".", 64<<10)
	for i := range events {
		s.publish(t, "", strconv.Itoa(i)+padding)
		for _, reader := range readers {
			if got := reader.next(t); got.Data != strconv.Itoa(i)+padding {
				t.Fatalf("event %d begins with %.10s", i, got.Data)
			}
		}
	}
	until(t, "the slow stream is gone", func() bool { return s.Stats().Streams == 2 })
	if got := s.Stats().Slow; got != 1 {
		t.Errorf("%d streams counted as slow, want 1", got)
	}
}

// TestSlowReadersAreEndedAndMissNothing has a reader that rests fall out of each
// bound. Its stream must break, not end as if it were complete, and when it comes
// back it must get everything that it has not seen.
func TestSlowReadersAreEndedAndMissNothing(t *testing.T) {
	const events = 200
	tests := []struct {
		name   string
		config Config
	}{
		{"too much waits", Config{QueueBytes: 300 << 10}},
		{"something waits for too long", Config{QueueBytes: 1 << 30, QueueAge: 100 * time.Millisecond}},
		{"it takes nothing", Config{QueueBytes: 1 << 30, WriteTimeout: 100 * time.Millisecond}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := start(t, test.config)
			conn := dial(t, s)
			if err := conn.SetReadBuffer(4096); err != nil {
				t.Fatal(err)
			}
			conn.send(t, getEvents)
			resting := newStream(t, conn.response(t))
			padding := strings.Repeat(".", 64<<10) // in all more than any kernel keeps
			for i := range events {
				s.publish(t, "", strconv.Itoa(i)+padding)
			}
			until(t, "the slow stream is gone", func() bool { return s.Stats().Streams == 0 })
			if got := s.Stats().Slow; got != 1 {
				t.Errorf("%d streams counted as slow, want 1", got)
			}
			seen, err := readOn(resting, 0, events, padding)
			if err == nil {
				t.Fatal("the broken stream looks complete")
			}
			last := cmp.Or(resting.decoder.LastEventID(), "0")
			for visits := 0; seen < events && visits < 100; visits++ { // a busy machine makes slow readers
				back := s.open(t, "", "Last-Event-ID: "+last)
				seen, err = readOn(back, seen, events, padding)
				last = back.decoder.LastEventID()
			}
			if seen != events {
				t.Errorf("got %d of %d events; after %s: %v", seen, events, last, err)
			}
		})
	}
}

// readOn reads numbered events until it has them all or the stream ends, and
// returns how many there are then. The error is that of an event out of turn, or
// of a stream that breaks.
func readOn(st *stream, seen, all int, padding string) (int, error) {
	for seen < all {
		e, err, ok := st.pull()
		if err != nil || !ok {
			return seen, err
		}
		if want := strconv.Itoa(seen) + padding; e.Data != want {
			return seen, fmt.Errorf("event %d begins with %.10s", seen, e.Data)
		}
		seen++
	}
	return seen, nil
}

// TestStoppedReadersDelayNobody publishes the next event only when two readers
// have the last one, beside a thousand readers whose sockets are full. If anything
// waited for one of those, no event would follow.
func TestStoppedReadersDelayNobody(t *testing.T) {
	const stopped = 1000
	s := start(t, Config{WriteTimeout: time.Hour, QueueAge: time.Hour, QueueBytes: 1 << 30})
	for range stopped {
		conn := dial(t, s)
		if err := conn.SetReadBuffer(4096); err != nil {
			t.Fatal(err)
		}
		conn.send(t, getEvents)
	}
	until(t, "all are in", func() bool { return s.Stats().Streams == stopped })
	readers := []*stream{s.open(t, ""), s.open(t, "")}
	padding := strings.Repeat(".", 32<<10)
	slow := func() int {
		n := 0
		_, all := s.Connections(2 * stopped)
		for _, c := range all {
			if c.Queued > 0 { // whether it came in time for the first event or not
				n++
			}
		}
		return n
	}
	for i := 0; i < 30 || slow() < stopped; i++ {
		s.publish(t, "", strconv.Itoa(i)+padding)
		for _, reader := range readers {
			if got := reader.next(t); got.Data != strconv.Itoa(i)+padding {
				t.Fatalf("event %d begins with %.10s", i, got.Data)
			}
		}
		if i == 1000 {
			t.Fatalf("only %d sockets are full after %d events", slow(), i)
		}
	}
}

func TestWriteTimeoutIsExact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := startPipe(t, Config{WriteTimeout: 7 * time.Second})
		stopped := l.connect(t, getEvents)
		res := stopped.response(t)
		begins(t, res.Body, "retry: 2000\nid: 0\n\n")
		healthy := s.open(t, "")
		s.publish(t, "", "a")
		if got := healthy.next(t).Data; got != "a" {
			t.Errorf("healthy reader got %q", got)
		}
		<-time.After(7*time.Second - 1)
		synctest.Wait()
		if got := s.Stats().Streams; got != 2 {
			t.Errorf("%d streams just before the timeout, want 2", got)
		}
		<-time.After(1)
		synctest.Wait()
		if got := s.Stats(); got.Streams != 1 || got.Slow != 1 {
			t.Errorf("after the timeout: %+v", got)
		}
		if _, err := io.ReadAll(res.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("the aborted stream ends with error %v, want unexpected EOF", err)
		}
		s.publish(t, "", "b")
		if got := healthy.next(t).Data; got != "b" {
			t.Errorf("healthy reader got %q", got)
		}
	})
}

func TestSlowIsNotStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := startPipe(t, Config{})
		conn := l.connect(t, getEvents)
		body := conn.response(t).Body
		since := time.Now()
		data := strings.Repeat("x", 512<<10)
		s.publish(t, "", data)
		decoder := eventstream.NewDecoder(eventstream.Options{})
		got, buf := "", make([]byte, 4<<10)
		for got == "" {
			n, err := body.Read(buf)
			if err != nil {
				t.Fatalf("after %s: %v", time.Since(since), err)
			}
			if err := decoder.Feed(buf[:n], func(v eventstream.View) { got = v.Event().Data }); err != nil {
				t.Fatal(err)
			}
			<-time.After(time.Second)
		}
		if took := time.Since(since); got != data || took < 2*time.Minute {
			t.Errorf("got %d bytes after %s", len(got), took)
		}
	})
}

// TestReaderThatFallsBehindIsEnded has a reader rest while the history moves on
// past what it has not read. Its stream must end, at an event border, and tell
// it on return that events are missing.
func TestReaderThatFallsBehindIsEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := startPipe(t, Config{HistoryCount: 5})
		resting := newStream(t, l.connect(t, getEvents).response(t))
		for i := range 20 {
			s.publish(t, "", strconv.Itoa(i))
			synctest.Wait()
		}
		events := resting.rest(t)
		for i, e := range events {
			if e.Data != strconv.Itoa(i) {
				t.Errorf("event %d is %+v", i, e)
			}
		}
		last := resting.decoder.LastEventID()
		if len(events) == 0 || len(events) == 20 || last != strconv.Itoa(len(events)) {
			t.Fatalf("read %d events, last ID %q", len(events), last)
		}
		if got := s.Stats(); got.Streams != 0 || got.Slow != 1 {
			t.Errorf("state is %+v", got)
		}
		back := s.open(t, "", "Last-Event-ID: "+last)
		if got := back.next(t); got != resetOf("evicted", last, "20") {
			t.Errorf("on return got %+v", got)
		}
	})
}

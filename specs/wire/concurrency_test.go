package wire_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// TestWatchersSeeAConsistentTranscript lets many goroutines look at an Exchange
// while it grows.
func TestWatchersSeeAConsistentTranscript(t *testing.T) {
	const events = 500
	u := serve(t, func(c net.Conn) {
		answer(okHead + "Transfer-Encoding: chunked\r\n\r\n")(c)
		for i := range events {
			event := fmt.Sprintf("id: %d\ndata: x\n\n", i)
			_, _ = fmt.Fprintf(c, "%x\r\n%s\r\n", len(event), event)
		}
		_, _ = io.WriteString(c, "0\r\n\r\n")
	})
	ctx := testContext(t)
	x := new(wire.Recorder).Open(ctx, "watched", wire.Request{URL: u})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for n := 1; n <= events; n += 7 {
				if !x.Wait(ctx, func(t *wire.Transcript) bool { return len(t.Events) >= n }) {
					t.Errorf("event %d did not come", n)
					return
				}
				checkConsistent(t, x.Snapshot(), n)
			}
		})
	}
	wg.Wait()
	<-x.Done()
	tr := x.Snapshot()
	wantEnd(t, tr, wire.EndComplete, "")
	if len(tr.Events) != events || len(tr.Framing.HTTPChunks) != events+1 {
		t.Errorf("got %d events in %d chunks", len(tr.Events), len(tr.Framing.HTTPChunks))
	}
}

func checkConsistent(t *testing.T, s *wire.Transcript, n int) {
	t.Helper()
	last := s.Events[len(s.Events)-1]
	if len(s.Events) < n || last.EndOffset > int64(len(s.Body)) || s.TimeOf(last.EndOffset-1) != last.At {
		t.Errorf("after %d events: %+v of %d bytes", len(s.Events), last, len(s.Body))
	}
	if want := strconv.Itoa(len(s.Events) - 1); last.LastEventID != want || s.LastEventID != want {
		t.Errorf("ids: got %s, %s, want %s", last.LastEventID, s.LastEventID, want)
	}
}

func TestSnapshotDoesNotChange(t *testing.T) {
	next := make(chan struct{})
	u := serve(t, func(c net.Conn) {
		answer(okHead + "\r\ndata: a\n\ndata: un")(c)
		<-next
		_, _ = io.WriteString(c, "finished\n\n:")
	})
	x := new(wire.Recorder).Open(testContext(t), "snapshot", wire.Request{URL: u})
	x.Wait(testContext(t), func(t *wire.Transcript) bool { return strings.HasSuffix(string(t.Body), "un") })
	before := x.Snapshot()
	if len(before.Events) != 1 || len(before.Frames) != 1 || before.End.Kind != wire.EndOpen {
		t.Errorf("live: got %d events, %d frames, %v", len(before.Events), len(before.Frames), before.End)
	}
	close(next)
	<-x.Done()
	after := x.Snapshot()
	if len(before.Events) != 1 || string(before.Body) != "data: a\n\ndata: un" {
		t.Errorf("the snapshot changed: %q", before.Body)
	}
	if len(after.Events) != 2 || len(after.Frames) != 3 || after.Frames[2].Complete {
		t.Errorf("ended: got %d events, frames %+v", len(after.Events), after.Frames)
	}
}

func TestPanickingConditionLeavesTheExchangeUsable(t *testing.T) {
	u := serve(t, answerAndHold(okHead+"\r\n"))
	x := new(wire.Recorder).Open(testContext(t), "panic", wire.Request{URL: u})
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		x.Wait(t.Context(), func(*wire.Transcript) bool { panic("from the condition") })
	}()
	wantEnd(t, x.Close(wire.CloseFIN), wire.EndClosed, "")
}

func TestReceiveBuffer(t *testing.T) {
	t.Run("set", func(t *testing.T) {
		u := serve(t, answer(okHead+"\r\n", strings.Repeat("data: a\n\n", 2000)))
		tr := get(t, &wire.Recorder{ReadBuffer: 4096}, u)
		if wantEnd(t, tr, wire.EndComplete, ""); len(tr.Events) != 2000 {
			t.Errorf("got %d events", len(tr.Events))
		}
	})
	t.Run("refused", func(t *testing.T) {
		client, server := net.Pipe()
		defer func() { _ = server.Close() }()
		r := &wire.Recorder{ReadBuffer: 4096, Dial: func(context.Context, string, string) (net.Conn, error) {
			return noBuffer{client}, nil
		}}
		wantEnd(t, record(t, r, pipeRequest()), wire.EndDialError, "no buffer here")
	})
}

type noBuffer struct{ net.Conn }

func (noBuffer) SetReadBuffer(int) error { return errors.New("no buffer here") }

func TestOtherReadErrors(t *testing.T) {
	client, server := net.Pipe()
	_ = server.Close()
	r := &wire.Recorder{Dial: func(context.Context, string, string) (net.Conn, error) { return badReader{client}, nil }}
	tr := record(t, r, pipeRequest())
	if wantEnd(t, tr, wire.EndReadError, "no bytes here"); tr.Err() == nil {
		t.Error("Err: got nil")
	}
}

type badReader struct{ net.Conn }

func (badReader) Write(p []byte) (int, error) { return len(p), nil }
func (badReader) Read([]byte) (int, error)    { return 0, errors.New("no bytes here") }

package wire_test

import (
	"context"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// step is what the scripted server of piped does: wait, then write.
type step struct {
	after time.Duration
	text  string
}

// piped returns a Recorder whose target reads the request, then follows the
// script and holds the connection until the client closes it. The test waits
// for it.
func piped(t *testing.T, r wire.Recorder, script ...step) *wire.Recorder {
	t.Helper()
	var wg sync.WaitGroup
	t.Cleanup(wg.Wait)
	r.Dial = func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		wg.Go(func() {
			defer func() { _ = server.Close() }()
			readRequest(server)
			for _, s := range script {
				<-time.After(s.after)
				if _, err := io.WriteString(server, s.text); err != nil {
					return
				}
			}
			_, _ = io.Copy(io.Discard, server)
		})
		return client, nil
	}
	return &r
}

func pipeRequest() wire.Request {
	return wire.Request{URL: &url.URL{Scheme: "http", Host: "target.example"}}
}

func TestTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := piped(
			t,
			wire.Recorder{},
			step{time.Second, "HTTP/1.1 200 OK\r\n"}, step{time.Second, "\r\ndata: a\n"},
			step{3 * time.Second, "\ndata: b\r"}, step{2 * time.Second, "\n\r"}, step{4 * time.Second, ":x\n\n"},
		)
		x := r.Open(t.Context(), "times", pipeRequest())
		if !x.Wait(t.Context(), func(t *wire.Transcript) bool { return len(t.Frames) == 3 }) {
			t.Fatal("no third frame")
		}
		<-time.After(10 * time.Second)
		tr := x.Close(wire.CloseFIN)

		if tr.Head.FirstByteAt != time.Second || tr.Head.At != 2*time.Second {
			t.Errorf("head: got %v, %v", tr.Head.FirstByteAt, tr.Head.At)
		}
		var at []time.Duration
		for _, e := range tr.Events {
			at = append(at, e.At)
		}
		if diff := cmp.Diff([]time.Duration{5 * time.Second, 7 * time.Second}, at); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
		for offset, want := range map[int64]time.Duration{
			0: 2 * time.Second, 7: 2 * time.Second, 8: 5 * time.Second, 16: 5 * time.Second,
			17: 7 * time.Second, 19: 11 * time.Second, 22: 11 * time.Second, 23: 21 * time.Second,
		} {
			if got := tr.TimeOf(offset); got != want {
				t.Errorf("TimeOf(%d): got %v, want %v", offset, got, want)
			}
		}
		if got := tr.TimeOfRaw(17); got != 2*time.Second {
			t.Errorf("TimeOfRaw(17): got %v", got)
		}
		if got := tr.TimeOfRaw(1000); got != tr.End.At {
			t.Errorf("TimeOfRaw past the end: got %v", got)
		}
		if want := (wire.End{Kind: wire.EndClosed, At: 21 * time.Second, Detail: "closed by this side"}); tr.End != want {
			t.Errorf("end: got %v, want %v", tr.End, want)
		}
	})
}

func TestTimeouts(t *testing.T) {
	withDeadline := func(d time.Duration) func(*testing.T) context.Context {
		return func(t *testing.T) context.Context {
			t.Helper()
			ctx, cancel := context.WithTimeout(t.Context(), d)
			t.Cleanup(cancel)
			return ctx
		}
	}
	tests := []struct {
		name   string
		ctx    func(*testing.T) context.Context
		script []step
		kind   wire.EndKind
		at     time.Duration
		detail string
	}{
		{"no head", withDeadline(time.Hour), nil, wire.EndTimeout, 30 * time.Second, "no complete head within 30s"},
		{"half a head", withDeadline(time.Hour), []step{{time.Second, "HTTP/1.1 200"}}, wire.EndTimeout, 30 * time.Second, "no complete head"},
		{"deadline before the head", withDeadline(20 * time.Second), nil, wire.EndTimeout, 20 * time.Second, "deadline"},
		{"deadline in the body", withDeadline(time.Hour), []step{{time.Second, okHead + "\r\n"}}, wire.EndTimeout, time.Hour, "deadline"},
		{"cancelled", func(t *testing.T) context.Context {
			t.Helper()
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Minute, cancel)
			return ctx
		}, []step{{time.Second, okHead + "\r\n"}}, wire.EndClosed, time.Minute, "canceled"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				x := piped(t, wire.Recorder{}, tt.script...).Open(tt.ctx(t), tt.name, pipeRequest())
				<-x.Done()
				tr := x.Snapshot()
				wantEnd(t, tr, tt.kind, tt.detail)
				if tr.End.At != tt.at {
					t.Errorf("at: got %v, want %v", tr.End.At, tt.at)
				}
			})
		})
	}
}

func TestDialTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &wire.Recorder{DialTimeout: 3 * time.Second, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}}
		x := r.Open(t.Context(), "dial", pipeRequest())
		<-x.Done()
		tr := x.Snapshot()
		wantEnd(t, tr, wire.EndDialError, "connect to target.example:80: no answer within 3s")
		if tr.End.At != 3*time.Second {
			t.Errorf("at: got %v", tr.End.At)
		}
	})
}

func TestHandshakeTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		req := pipeRequest()
		req.URL.Scheme = "https"
		x := piped(t, wire.Recorder{}).Open(t.Context(), "handshake", req)
		<-x.Done()
		tr := x.Snapshot()
		wantEnd(t, tr, wire.EndTLSError, "secure connection to target.example:443: the TLS handshake was not complete within 10s")
		if tr.End.At != wire.DefaultDialTimeout {
			t.Errorf("at: got %v", tr.End.At)
		}
	})
}

func TestWaitGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := piped(t, wire.Recorder{}).Open(t.Context(), "wait", pipeRequest())
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if x.Wait(ctx, ended) {
			t.Error("Wait: got true")
		}
		if _, err := x.Head(ctx); err == nil {
			t.Error("Head: got no error")
		}
		x.Close(wire.CloseRST)
	})
}

func TestWaitersLearnOfTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		x := piped(t, wire.Recorder{}).Open(ctx, "end", pipeRequest())
		if x.Wait(t.Context(), ended) {
			t.Error("Wait: got true")
		}
		if end := x.Snapshot().End; end.Kind != wire.EndTimeout || end.At != wire.DefaultHeadTimeout {
			t.Errorf("got %v", end)
		}
		if !x.Wait(t.Context(), func(t *wire.Transcript) bool { return t.End.Kind == wire.EndTimeout }) {
			t.Error("Wait: a condition that holds at the end does not hold after it")
		}
		<-x.Done()
	})
}

func TestLinger(t *testing.T) {
	whole := okHead + "Content-Length: 1\r\n\r\nx"
	tests := []struct {
		name     string
		script   []step
		problems int
		done     time.Duration
	}{
		{"nothing follows", []step{{0, whole}}, 0, 2 * time.Second},
		{"bytes follow", []step{{0, whole}, {time.Second, "y"}}, 1, time.Second},
		{"bytes follow at once", []step{{0, whole + "y"}}, 1, 2 * time.Second},
		{"bytes follow too late", []step{{0, whole}, {3 * time.Second, "y"}}, 0, 2 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				x := piped(t, wire.Recorder{Linger: 2 * time.Second}, tt.script...).Open(t.Context(), tt.name, pipeRequest())
				start := time.Now()
				<-x.Done()
				tr := x.Snapshot()
				wantEnd(t, tr, wire.EndComplete, "")
				if done := time.Since(start); tr.End.At != 0 || done != tt.done {
					t.Errorf("ended at %v, done at %v", tr.End.At, done)
				}
				if len(tr.Framing.Problems) != tt.problems || string(tr.Body) != "x" {
					t.Errorf("got problems %v, body %q", tr.Framing.Problems, tr.Body)
				}
			})
		})
	}
}

func TestPauseLeavesBytesInTheSocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := piped(t, wire.Recorder{}, step{0, okHead + "\r\n"}, step{time.Second, "a"}, step{time.Second, "b"}).Open(t.Context(), "pause", pipeRequest())
		if _, err := x.Head(t.Context()); err != nil {
			t.Fatal(err)
		}
		x.Pause()
		x.Pause()
		<-time.After(time.Minute)
		if got := string(x.Snapshot().Body); got != "a" {
			t.Errorf("paused: got %q, want the read that was under way", got)
		}
		x.Resume()
		x.Resume()
		synctest.Wait()
		if got := string(x.Snapshot().Body); got != "ab" {
			t.Errorf("resumed: got %q", got)
		}
		x.Pause()
		wantEnd(t, x.Close(wire.CloseFIN), wire.EndClosed, "")
	})
}

func TestMaxSilence(t *testing.T) {
	s := time.Second
	tr := wire.FromText("silence", okHead+"\r\n", wire.Piece{At: 2 * s, Text: "a"}, wire.Piece{At: 3 * s, Text: "b"},
		wire.Piece{At: 8 * s, Text: "c"}, wire.Piece{At: 10 * s, End: wire.EndClosed})
	tests := []struct {
		name              string
		from, to, gap, at time.Duration
	}{
		{"all", 0, 10 * s, 5 * s, 3 * s},
		{"beyond the end", 0, 100 * s, 5 * s, 3 * s},
		{"before the first byte", 0, 3 * s, 2 * s, 0},
		{"after the last byte", 8 * s, 10 * s, 2 * s, 8 * s},
		{"within a gap", 4 * s, 7 * s, 3 * s, 4 * s},
		{"nothing left", 10 * s, 10 * s, 0, 0},
		{"backwards", 7 * s, 4 * s, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if gap, at := tr.MaxSilence(tt.from, tt.to); gap != tt.gap || at != tt.at {
				t.Errorf("got %v at %v, want %v at %v", gap, at, tt.gap, tt.at)
			}
		})
	}
}

package wire_test

import (
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// endless answers with begin and then repeats text until the client is gone.
func endless(begin, text string) func(net.Conn) {
	return func(c net.Conn) {
		answer(begin)(c)
		for block := strings.Repeat(text, 1+4096/len(text)); ; {
			if _, err := io.WriteString(c, block); err != nil {
				return
			}
		}
	}
}

func TestEndlessResponsesEnd(t *testing.T) {
	const chunked = okHead + "Transfer-Encoding: chunked\r\n\r\n"
	tests := []struct {
		name   string
		r      wire.Recorder
		handle func(net.Conn)
		limit  string
	}{
		{"head line", wire.Recorder{}, endless("HTTP/1.1 200 ", "x"), "head is longer than 64 KiB"},
		{"head fields", wire.Recorder{MaxHeadBytes: 100}, endless("HTTP/1.1 200 OK\r\n", "A: b\r\n"), "head is longer than 100 bytes"},
		{"interim responses", wire.Recorder{}, endless("", "HTTP/1.1 100 Continue\r\n\r\n"), "head is longer than 64 KiB"},
		{"body", wire.Recorder{MaxBodyBytes: 100_000}, endless(okHead+"\r\n", "data: a\n\n"), "body: more than 100000 bytes: not read further"},
		{"tiny chunks", wire.Recorder{MaxBodyBytes: 100_000}, endless(chunked, "1\r\n:\r\n"), "body: more than 100000 bytes: not read further"},
		{"size line", wire.Recorder{}, endless(chunked, "0"), "line of a chunk size is longer than 64 KiB"},
		{"chunk extension", wire.Recorder{}, endless(chunked+"1;", "x"), "line of a chunk size is longer than 64 KiB"},
		{"trailer", wire.Recorder{}, endless(chunked+"0\r\n", "A: b\r\n"), "trailer section is longer than 64 KiB"},
		{"blank lines", wire.Recorder{MaxLines: 10_000}, endless(okHead+"\r\n", "\n"), "more than 10000 line ends"},
		{"one line", wire.Recorder{}, endless(okHead+"\r\ndata: ", "x"), "line at byte 0 is longer than 1048576 bytes"},
		{
			"one event",
			wire.Recorder{Stream: eventstream.Options{MaxEventBytes: 1000}},
			endless(okHead+"\r\n", "data: 123456789\n"), "event at byte 0 is longer than 1000 bytes",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := get(t, &tt.r, serve(t, tt.handle))
			wantEnd(t, tr, wire.EndLimit, tt.limit)
			if limit, line := (*wire.LimitError)(nil), (*eventstream.LimitError)(nil); !errors.As(tr.Err(), &limit) && !errors.As(tr.Err(), &line) {
				t.Errorf("Err: got %v", tr.Err())
			}
			if !tr.End.Kind.Ours() {
				t.Error("our limit is not ours")
			}
		})
	}
}

func TestLimitsAreExact(t *testing.T) {
	head := okHead + "\r\n"
	tests := []struct {
		name string
		r    wire.Recorder
		body string
		kind wire.EndKind
		kept string
	}{
		{"head fits", wire.Recorder{MaxHeadBytes: len(head)}, "x", wire.EndComplete, "x"},
		{"head too long", wire.Recorder{MaxHeadBytes: len(head) - 1}, "x", wire.EndLimit, ""},
		{"body fits", wire.Recorder{MaxBodyBytes: 3}, "xyz", wire.EndComplete, "xyz"},
		{"body too long", wire.Recorder{MaxBodyBytes: 3}, "xyz!", wire.EndLimit, "xyz"},
		{"lines fit", wire.Recorder{MaxLines: 3}, "\n\n\n", wire.EndComplete, "\n\n\n"},
		{"text is no line", wire.Recorder{MaxLines: 3}, "data: abc\r\n\n: and so on", wire.EndComplete, "data: abc\r\n\n: and so on"},
		{"lines too many", wire.Recorder{MaxLines: 3}, "\n\n\n\n\n", wire.EndLimit, "\n\n\n\n\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := get(t, &tt.r, serve(t, answer(head+tt.body)))
			if tr.End.Kind != tt.kind || string(tr.Body) != tt.kept {
				t.Errorf("got %v, %q", tr.End, tr.Body)
			}
		})
	}
}

func TestStreamErrStopsFramesAndEvents(t *testing.T) {
	r := &wire.Recorder{Stream: eventstream.Options{MaxLineBytes: 20}}
	tr := get(t, r, serve(t, answer(okHead+"\r\ndata: a\n\ndata: "+strings.Repeat("x", 30)+"\n\n")))
	if limit := (*eventstream.LimitError)(nil); !errors.As(tr.StreamErr, &limit) || limit.Offset != 9 {
		t.Errorf("got %v", tr.StreamErr)
	}
	if len(tr.Events) != 1 || len(tr.Frames) != 1 || len(tr.Body) != 9+6+30+2 {
		t.Errorf("got %d events, %d frames, %d bytes", len(tr.Events), len(tr.Frames), len(tr.Body))
	}
}

func TestLastEventIDSeedsTheDecoder(t *testing.T) {
	tr := get(t, &wire.Recorder{}, serve(t, answer(okHead+"\r\ndata: a\n\nid: 8\ndata: b\n\n")), wire.Field{Name: "last-event-id", Value: "7"})
	if len(tr.Events) != 2 || tr.Events[0].LastEventID != "7" || tr.Events[1].LastEventID != "8" {
		t.Errorf("got %+v", tr.Events)
	}
}

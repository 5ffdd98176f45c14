package http2_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/loadgen/http2"
)

// breaks are frames after SETTINGS that end the connection, and the code that they must end it with. The last of
// them is the one that does.
var breaks = []struct {
	name   string
	frames [][]byte
	want   http2.ErrCode
}{
	{"frame too large", [][]byte{fr(data, 0, 1, make([]byte, 16_385))}, http2.FrameSizeError},
	{"unknown frame too large", [][]byte{fr(99, 0, 1, make([]byte, 16_385))}, http2.FrameSizeError},
	{"DATA on stream 0", [][]byte{fr(data, 0, 0)}, http2.ProtocolError},
	{"DATA on an idle stream", [][]byte{fr(data, 0, 5)}, http2.ProtocolError},
	{"DATA on a stream of the server", [][]byte{fr(data, 0, 2)}, http2.ProtocolError},
	{"DATA padded without a length", [][]byte{ok(1), fr(data, padded, 1)}, http2.FrameSizeError},
	{"DATA with too much padding", [][]byte{ok(1), fr(data, padded, 1, []byte{3, 0, 0})}, http2.ProtocolError},
	{"DATA after END_STREAM", [][]byte{ok(1), fr(data, endStream, 1), fr(data, 0, 1)}, http2.StreamClosed},
	{"HEADERS on stream 0", [][]byte{ok(0)}, http2.ProtocolError},
	{"HEADERS on an idle stream", [][]byte{ok(5)}, http2.ProtocolError},
	{"HEADERS on a stream of the server", [][]byte{ok(2)}, http2.ProtocolError},
	{"HEADERS after END_STREAM", [][]byte{ok(1), fr(data, endStream, 1), ok(1)}, http2.StreamClosed},
	{"HEADERS padded without a length", [][]byte{fr(headers, padded|endHeaders, 1)}, http2.FrameSizeError},
	{"HEADERS with too much padding", [][]byte{fr(headers, padded|endHeaders, 1, []byte{9}, block(":status", "200"))}, http2.ProtocolError},
	{"HEADERS without room for its priority", [][]byte{fr(headers, prioritised|endHeaders, 1, []byte{0, 0, 0, 0})}, http2.FrameSizeError},
	{"HEADERS with a bad index", [][]byte{fr(headers, endHeaders, 1, []byte{0xff, 0x7f})}, http2.CompressionError},
	{"HEADERS cut short", [][]byte{fr(headers, endHeaders, 1, []byte{0x48, 0x03, '2'})}, http2.CompressionError},
	{"a table larger than allowed", [][]byte{fr(settings, ack, 0), fr(headers, endHeaders, 1, []byte{0x3f, 0xe2, 0x1f})}, http2.CompressionError},
	{"PRIORITY on stream 0", [][]byte{fr(priority, 0, 0, make([]byte, 5))}, http2.ProtocolError},
	{"PRIORITY of 4 bytes on an idle stream", [][]byte{fr(priority, 0, 9, make([]byte, 4))}, http2.FrameSizeError},
	{"RST_STREAM on stream 0", [][]byte{fr(rstStream, 0, 0, u32(0))}, http2.ProtocolError},
	{"RST_STREAM on an idle stream", [][]byte{fr(rstStream, 0, 7, u32(0))}, http2.ProtocolError},
	{"RST_STREAM of 3 bytes", [][]byte{fr(rstStream, 0, 1, make([]byte, 3))}, http2.FrameSizeError},
	{"SETTINGS on a stream", [][]byte{fr(settings, 0, 1)}, http2.ProtocolError},
	{"SETTINGS of 5 bytes", [][]byte{fr(settings, 0, 0, make([]byte, 5))}, http2.FrameSizeError},
	{"an acknowledgement with a payload", [][]byte{fr(settings, ack, 0, set(3, 1))}, http2.FrameSizeError},
	{"ENABLE_PUSH 1", [][]byte{fr(settings, 0, 0, set(2, 1))}, http2.ProtocolError},
	{"INITIAL_WINDOW_SIZE too large", [][]byte{fr(settings, 0, 0, set(4, 1<<31))}, http2.FlowControlError},
	{"INITIAL_WINDOW_SIZE after WINDOW_UPDATE", [][]byte{fr(windowUpdate, 0, 1, u32(1<<31-1-65_535)), fr(settings, 0, 0, set(4, 65_536))}, http2.FlowControlError},
	{"MAX_FRAME_SIZE too small", [][]byte{fr(settings, 0, 0, set(5, 16_383))}, http2.ProtocolError},
	{"MAX_FRAME_SIZE too large", [][]byte{fr(settings, 0, 0, set(5, 1<<24))}, http2.ProtocolError},
	{"PUSH_PROMISE", [][]byte{fr(pushPromise, endHeaders, 1, u32(2), block(":method", "GET"))}, http2.ProtocolError},
	{"PING on a stream", [][]byte{fr(ping, 0, 1, make([]byte, 8))}, http2.ProtocolError},
	{"PING of 7 bytes", [][]byte{fr(ping, 0, 0, make([]byte, 7))}, http2.FrameSizeError},
	{"GOAWAY on a stream", [][]byte{fr(goAway, 0, 1, u32(0, 0))}, http2.ProtocolError},
	{"GOAWAY of 7 bytes", [][]byte{fr(goAway, 0, 0, make([]byte, 7))}, http2.FrameSizeError},
	{"GOAWAY with a later stream than before", [][]byte{fr(goAway, 0, 0, u32(3, 0)), fr(goAway, 0, 0, u32(5, 0))}, http2.ProtocolError},
	{"WINDOW_UPDATE of 5 bytes", [][]byte{fr(windowUpdate, 0, 0, make([]byte, 5))}, http2.FrameSizeError},
	{"WINDOW_UPDATE of 0", [][]byte{fr(windowUpdate, 0, 0, u32(0))}, http2.ProtocolError},
	{"WINDOW_UPDATE too large", [][]byte{fr(windowUpdate, 0, 0, u32(1<<31-1))}, http2.FlowControlError},
	{"WINDOW_UPDATE on an idle stream", [][]byte{fr(windowUpdate, 0, 5, u32(1))}, http2.ProtocolError},
	{"CONTINUATION alone", [][]byte{fr(continuation, endHeaders, 1, block(":status", "200"))}, http2.ProtocolError},
	{"CONTINUATION after a whole head", [][]byte{ok(1), fr(continuation, endHeaders, 1)}, http2.ProtocolError},
	{"CONTINUATION of another stream", [][]byte{fr(headers, 0, 1), fr(continuation, endHeaders, 3)}, http2.ProtocolError},
	{"a head interrupted by PING", [][]byte{fr(headers, 0, 1), fr(ping, 0, 0, make([]byte, 8))}, http2.ProtocolError},
	{"a head interrupted by an unknown frame", [][]byte{fr(headers, 0, 1), fr(99, 0, 1)}, http2.ProtocolError},
	{"CONTINUATION without end", append([][]byte{fr(headers, 0, 1)}, many(fr(continuation, 0, 1))...), http2.EnhanceYourCalm},
	{"a field too large", [][]byte{ok(1, "a", strings.Repeat("x", 1_100))}, http2.EnhanceYourCalm},
}

// many is a frame 64 times.
func many(f []byte) [][]byte {
	all := make([][]byte, 64)
	for i := range all {
		all[i] = f
	}
	return all
}

// strict are options with small limits.
func strict() http2.Options {
	return http2.Options{ConnWindow: 65_535, MaxHeaderBytes: 1_000}
}

func TestFramesThatEndTheConnection(t *testing.T) {
	for _, tt := range breaks {
		t.Run(tt.name, func(t *testing.T) {
			k := begin(t, strict())
			in := append([][]byte{fr(settings, 0, 0)}, tt.frames...)
			offset := int64(len(bytes.Join(in[:len(in)-1], nil)))
			err := k.c.Feed(bytes.Join(in, nil))
			var broken *http2.ConnError
			if !errors.As(err, &broken) || broken.Code != tt.want || broken.Offset != offset {
				t.Fatalf("got %v, want %v at byte %d", err, tt.want, offset)
			}
			said := frames(t, k.out.Bytes()).find(goAway, 0)
			if len(said) != 1 || http2.ErrCode(binary.BigEndian.Uint32(said[0][4:])) != tt.want {
				t.Errorf("got GOAWAY %q, want %v", said, tt.want)
			}
			if len(k.one.ends) != 1 || len(k.two.ends) != 1 || k.c.Streams() != 0 {
				t.Errorf("got ends %v and %v, %d streams", k.one.ends, k.two.ends, k.c.Streams())
			}
			if again := k.c.Feed([]byte("x")); !errors.Is(again, err) {
				t.Errorf("got %v after %v", again, err)
			}
		})
	}
}

func TestFirstFrameMustBeSettings(t *testing.T) {
	for _, first := range [][]byte{fr(ping, 0, 0, make([]byte, 8)), fr(settings, ack, 0), []byte("HTTP/1.1 400 Bad Request\r\n\r\n")} {
		k := begin(t, http2.Options{})
		var broken *http2.ConnError
		if err := k.c.Feed(first); !errors.As(err, &broken) {
			t.Errorf("%q: got %v", first, err)
		}
	}
}

// resets are frames after SETTINGS that end stream 1 alone.
var resets = []struct {
	name   string
	frames [][]byte
	want   http2.ErrCode
}{
	{"DATA before the head", [][]byte{fr(data, 0, 1, []byte("x"))}, http2.ProtocolError},
	{"DATA beyond the window", [][]byte{ok(1), fr(data, 0, 1, make([]byte, 10_001))}, http2.FlowControlError},
	{"PRIORITY of 4 bytes", [][]byte{fr(priority, 0, 1, make([]byte, 4))}, http2.FrameSizeError},
	{"WINDOW_UPDATE of 0", [][]byte{fr(windowUpdate, 0, 1, u32(0))}, http2.ProtocolError},
	{"WINDOW_UPDATE too large", [][]byte{fr(windowUpdate, 0, 1, u32(1<<31-1))}, http2.FlowControlError},
	{"no status", [][]byte{fr(headers, endHeaders, 1, block("a", "b"))}, http2.ProtocolError},
	{"status twice", [][]byte{ok(1, ":status", "200")}, http2.ProtocolError},
	{"status after a field", [][]byte{fr(headers, endHeaders, 1, block("a", "b", ":status", "200"))}, http2.ProtocolError},
	{"status of 4 digits", [][]byte{fr(headers, endHeaders, 1, block(":status", "2000"))}, http2.ProtocolError},
	{"status 099", [][]byte{fr(headers, endHeaders, 1, block(":status", "099"))}, http2.ProtocolError},
	{"status 101", [][]byte{fr(headers, endHeaders, 1, block(":status", "101"))}, http2.ProtocolError},
	{"a request's pseudo-header", [][]byte{fr(headers, endHeaders, 1, block(":status", "200", ":path", "/"))}, http2.ProtocolError},
	{"upper case", [][]byte{ok(1, "Content-Type", "text/event-stream")}, http2.ProtocolError},
	{"space in a name", [][]byte{ok(1, "a b", "c")}, http2.ProtocolError},
	{"no name", [][]byte{ok(1, "", "c")}, http2.ProtocolError},
	{"LF in a value", [][]byte{ok(1, "a", "b\nc")}, http2.ProtocolError},
	{"space around a value", [][]byte{ok(1, "a", " b")}, http2.ProtocolError},
	{"connection", [][]byte{ok(1, "connection", "keep-alive")}, http2.ProtocolError},
	{"transfer-encoding", [][]byte{ok(1, "transfer-encoding", "chunked")}, http2.ProtocolError},
	{"head too large", [][]byte{ok(1, "a", strings.Repeat("x", 500), "b", strings.Repeat("x", 500))}, http2.EnhanceYourCalm},
	{"informational at the end", [][]byte{fr(headers, endHeaders|endStream, 1, block(":status", "103"))}, http2.ProtocolError},
	{"second head", [][]byte{ok(1), ok(1)}, http2.ProtocolError},
	{"trailers without end", [][]byte{ok(1), fr(headers, endHeaders, 1, block("a", "b"))}, http2.ProtocolError},
	{"trailers with a status", [][]byte{ok(1), fr(headers, endHeaders|endStream, 1, block(":status", "200"))}, http2.ProtocolError},
	{"content-length twice", [][]byte{ok(1, "content-length", "1", "content-length", "2")}, http2.ProtocolError},
	{"content-length not a number", [][]byte{ok(1, "content-length", "-1")}, http2.ProtocolError},
	{"content too long", [][]byte{ok(1, "content-length", "1"), fr(data, 0, 1, []byte("ab"))}, http2.ProtocolError},
	{"content too short", [][]byte{ok(1, "content-length", "3"), fr(data, endStream, 1, []byte("ab"))}, http2.ProtocolError},
}

func TestFramesThatEndOneStream(t *testing.T) {
	for _, tt := range resets {
		t.Run(tt.name, func(t *testing.T) {
			o := strict()
			o.StreamWindow = 10_000
			k := begin(t, o)
			in := append([][]byte{fr(settings, 0, 0)}, tt.frames...)
			if err := k.c.Feed(bytes.Join(in, nil)); err != nil {
				t.Fatal(err)
			}
			k.wantReset(t, tt.want)
			// The other stream, the tables and the windows are as they were.
			if err := k.c.Feed(bytes.Join([][]byte{fr(data, 0, 1, []byte("late")), ok(3), fr(data, endStream, 3, []byte("well"))}, nil)); err != nil {
				t.Fatal(err)
			}
			if k.two.data.String() != "well" || len(k.two.ends) != 1 || k.two.ends[0] != nil {
				t.Errorf("got %q, ends %v on the other stream", k.two.data.String(), k.two.ends)
			}
		})
	}
}

// wantReset checks that stream 1 has been reset by the client.
func (k *talk) wantReset(t *testing.T, want http2.ErrCode) {
	t.Helper()
	var broken *http2.StreamError
	if len(k.one.ends) != 1 || !errors.As(k.one.ends[0], &broken) || broken.Code != want || !broken.Local || broken.Text == "" {
		t.Fatalf("got %v, want %v", k.one.ends, want)
	}
	said := frames(t, k.out.Bytes()).find(rstStream, 1)
	if len(said) != 1 || http2.ErrCode(binary.BigEndian.Uint32(said[0])) != want {
		t.Errorf("got RST_STREAM %q, want %v", said, want)
	}
}

package eventstream_test

import (
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// framed is all that a Framer shows of a stream.
type framed struct {
	Frames []eventstream.Frame
	Err    *eventstream.LimitError
}

// cutFrames feeds chunks to one framer and closes it. It fails the test if a
// frame is handed out before its last byte is fed, or more than one byte late,
// or if the framer recovers from an error.
func cutFrames(tb testing.TB, o eventstream.Options, chunks ...[]byte) framed {
	tb.Helper()
	f := eventstream.NewFramer(o)
	var got framed
	before, fed := int64(0), int64(0)
	for _, chunk := range chunks {
		before, fed = fed, fed+int64(len(chunk))
		failed := got.Err
		err := lend(chunk, func(lent []byte) error {
			return f.Feed(lent, func(frame eventstream.Frame) {
				if end := frame.End(); failed != nil || end < before || end > fed || !frame.Complete {
					tb.Errorf("bytes %d to %d gave the frame that ends at %d, complete: %t", before, fed, end, frame.Complete)
				}
				got.Frames = append(got.Frames, frame)
			})
		})
		got.Err = limitError(tb, err)
		if failed != nil && got.Err != failed {
			tb.Errorf("Feed after the error %v = %v", failed, err)
		}
	}
	f.Close(func(frame eventstream.Frame) { got.Frames = append(got.Frames, frame) })
	f.Close(func(eventstream.Frame) { tb.Error("second Close gave a frame") })
	return got
}

// frameEveryCut cuts the frames of stream whole and requires the same of every cut.
func frameEveryCut(t *testing.T, o eventstream.Options, stream []byte) framed {
	t.Helper()
	want := cutFrames(t, o, stream)
	for name, chunks := range cuts(stream) {
		if diff := compare(want, cutFrames(t, o, chunks...)); diff != "" {
			t.Errorf("%s, not as whole (-whole +cut):\n%s", name, diff)
		}
	}
	return want
}

// A frame whose blank line is a CR at the end of a chunk must wait for the next
// byte, and for nothing more.
func TestFrameAfterCarriageReturn(t *testing.T) {
	var got []string
	emit := func(f eventstream.Frame) { got = append(got, string(joinRaw([]eventstream.Frame{f}))) }
	f := eventstream.NewFramer(eventstream.Options{})
	for _, step := range []struct {
		chunk string
		want  []string
	}{
		{"a\n\r", nil},
		{"", nil},
		{"\n", []string{"a\n\r\n"}},
		{"b\r", nil},
		{"\r", nil},
		{"c", []string{"b\r\r"}},
		{"\n\r", nil},
		{"\r", []string{"c\n\r"}},
		{"\r\n\n", []string{"\r", "\r\n", "\n"}},
		{"\r", nil},
	} {
		got = nil
		if err := f.Feed([]byte(step.chunk), emit); err != nil {
			t.Fatal(err)
		}
		if diff := compare(step.want, got); diff != "" {
			t.Errorf("Feed(%q) (-want +got):\n%s", step.chunk, diff)
		}
	}
	got = nil
	f.Close(emit)
	if diff := compare([]string{"\r"}, got); diff != "" {
		t.Errorf("Close (-want +got):\n%s", diff)
	}
}

func TestFramesOwnTheirMemory(t *testing.T) {
	stream := "data: a\n\ndata: b\r\n\r\nid: 1\n\n"
	var got []eventstream.Frame
	f := eventstream.NewFramer(eventstream.Options{})
	for _, chunk := range []string{stream[:4], stream[4:18], stream[18:]} {
		err := lend([]byte(chunk), func(lent []byte) error {
			return f.Feed(lent, func(frame eventstream.Frame) { got = append(got, frame) })
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if raw := string(joinRaw(got)); raw != stream {
		t.Errorf("raw lines joined = %q, want %q", raw, stream)
	}
}

func TestFramerLimits(t *testing.T) {
	line := eventstream.Options{MaxLineBytes: 10}
	frame := eventstream.Options{MaxEventBytes: 200}
	first := "data: a\n\n"
	x70 := strings.Repeat("x", 70)
	for _, tt := range []struct {
		name, stream string
		opts         eventstream.Options
		limit        string // "" where the stream keeps to the limits
		frames       int    // handed out, an unfinished one included
	}{
		{"line of max", first + "data: 6789\r\n\r\n", line, "", 2},
		{"line of max+1", first + "a\n∑data: 67890\n\n", line, "line", 2},
		{"unfinished line of max+1", first + "∑data: 67890", line, "line", 1},
		{"frame of max", first + x70 + "\n" + x70[:66] + "\n\n" + first, frame, "", 3},
		{"frame of max, CRLF", first + x70 + "\r\n" + x70[:66] + "\r\n\r\n" + first, frame, "", 3},
		{"frame of max+1", first + "∑" + x70 + "\n" + x70[:67] + "\n\n", frame, "event", 2},
		{"frame of max+1, CRLF", first + "∑" + x70 + "\r\n" + x70[:67] + "\r\n\r\n", frame, "event", 2},
		{"comments count", "∑:" + x70 + "\n:" + x70 + "\n:" + x70 + "\n\n", frame, "event", 1},
		{"short lines count 64", "a\nb\n\n" + "a\r\nb\r\n\r\n", frame, "", 2},
		{"short lines count 64, max+1", "a\nb\n\n" + "∑a\nb\nc\n\n", frame, "event", 2},
		{"one line too long for a frame", first + "∑:" + strings.Repeat(x70, 3) + "\n\n", frame, "event", 1},
		{"blank lines count for themselves", strings.Repeat("\n", 10), frame, "", 10},
		{"unfinished line is bounded as a line only", first + "a\nb\nc\n" + x70, frame, "", 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stream, _, offset := unmark(t, tt.stream)
			var want *eventstream.LimitError
			if tt.limit != "" {
				want = &eventstream.LimitError{Limit: tt.limit, Offset: offset}
				want.Max = map[string]int{"line": tt.opts.MaxLineBytes, "event": tt.opts.MaxEventBytes}[tt.limit]
			}
			got := frameEveryCut(t, tt.opts, stream)
			requireFrameLaws(t, stream, got)
			if diff := compare(want, got.Err); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
			if len(got.Frames) != tt.frames {
				t.Errorf("got %d frames, want %d: %q", len(got.Frames), tt.frames, joinRaw(got.Frames))
			}
		})
	}
}

package eventstream_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// requireFrameLaws checks what holds for the frames of any stream. After an
// error got need only cover the beginning of the stream.
func requireFrameLaws(t *testing.T, stream []byte, got framed) {
	t.Helper()
	place := int64(0)
	for i, f := range got.Frames {
		if f.Offset != place {
			t.Errorf("frame %d: Offset = %d, want %d", i, f.Offset, place)
		}
		if !f.Complete && i < len(got.Frames)-1 {
			t.Errorf("frame %d is not the last, and not complete", i)
		}
		place = requireLinesOf(t, f, place)
		if f.End() != place {
			t.Errorf("frame %d: End = %d, want %d", i, f.End(), place)
		}
	}
	if raw := joinRaw(got.Frames); !bytes.HasPrefix(stream, raw) || got.Err == nil && len(raw) != len(stream) {
		t.Errorf("raw lines joined = %q, want %q", raw, stream)
	}
}

// requireLinesOf checks the lines of f, which begins at place, and returns the
// place where they end. A blank line is the last of a complete frame and stands
// nowhere else.
func requireLinesOf(t *testing.T, f eventstream.Frame, place int64) int64 {
	t.Helper()
	for i, l := range f.Lines {
		last := f.Complete && i == len(f.Lines)-1
		if ends := l.Kind == eventstream.KindBlank && l.EOL != ""; ends != last {
			t.Errorf("frame at %d, line %d of %d: %q, complete: %t", f.Offset, i, len(f.Lines), l.Raw, f.Complete)
		}
		requireLineLaws(t, l, place)
		place += int64(len(l.Raw))
	}
	return place
}

// requireLineLaws checks a line, which begins at place, against the grammar.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
func requireLineLaws(t *testing.T, l eventstream.Line, place int64) {
	t.Helper()
	text, ended := bytes.CutSuffix(l.Raw, []byte(l.EOL))
	if !ended || bytes.ContainsAny(text, "\r\n") || !slices.Contains([]string{"\n", "\r\n", "\r", ""}, l.EOL) {
		t.Errorf("line %q: EOL = %q", l.Raw, l.EOL)
	}
	if place == 0 {
		text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	}
	want := eventstream.Line{Offset: place, Raw: l.Raw, EOL: l.EOL}
	switch name, value, _ := bytes.Cut(decodeUTF8(t, text), []byte(":")); {
	case len(text) == 0:
		want.Kind = eventstream.KindBlank
	case text[0] == ':':
		want.Kind, want.Value = eventstream.KindComment, string(value)
	default:
		want.Kind, want.Name, want.Value = eventstream.KindField, string(name), string(bytes.TrimPrefix(value, []byte(" ")))
	}
	if diff := compare(want, l); diff != "" {
		t.Errorf("line %q (-want +got):\n%s", l.Raw, diff)
	}
}

func joinRaw(frames []eventstream.Frame) []byte {
	var raw []byte
	for _, f := range frames {
		for _, l := range f.Lines {
			raw = append(raw, l.Raw...)
		}
	}
	return raw
}

// dispatchFrames interprets frames as a client does, by the names and values of
// their lines.
func dispatchFrames(frames []eventstream.Frame, lastEventID string) outcome {
	in := interpreter{id: lastEventID}
	in.LastEventID = lastEventID
	for _, f := range frames {
		for _, l := range f.Lines {
			switch {
			case l.Kind == eventstream.KindField && l.EOL != "":
				in.field(l.Name, l.Value)
			case l.Kind == eventstream.KindBlank && l.EOL != "":
				before := len(in.Events)
				in.dispatch()
				for i := range in.Events[before:] {
					e := &in.Events[before+i]
					e.Offset, e.End = f.Offset, l.Offset+1
				}
			}
		}
	}
	return in.outcome
}

// FuzzFrames holds Framer and Decoder to the same reading of any stream: places,
// events and state.
func FuzzFrames(f *testing.F) {
	addStreams(f)
	f.Fuzz(func(t *testing.T, stream []byte) {
		frames := cutFrames(t, eventstream.Options{}, stream)
		requireFrameLaws(t, stream, frames)
		want := dispatchFrames(frames.Frames, "")
		if diff := compare(want, decode(t, eventstream.Options{}, stream)); diff != "" {
			t.Errorf("decoded %q (-from frames +decoder):\n%s", stream, diff)
		}
	})
}

package eventstream_test

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// collect ranges over seq to its end. It fails the test if anything follows an
// error.
func collect[T any](t *testing.T, seq iter.Seq2[T, error]) (values []T, last error) {
	t.Helper()
	for v, err := range seq {
		if last != nil {
			t.Errorf("after the error %v came %v, %v", last, v, err)
		}
		if last = err; err == nil {
			values = append(values, v)
		}
	}
	return values, last
}

// readers are the ways in which an io.Reader may hand out what it has.
func readers(stream string) map[string]io.Reader {
	return map[string]io.Reader{
		"whole":           strings.NewReader(stream),
		"one byte":        iotest.OneByteReader(strings.NewReader(stream)),
		"half":            iotest.HalfReader(strings.NewReader(stream)),
		"data with error": iotest.DataErrReader(strings.NewReader(stream)),
		"one, with error": iotest.DataErrReader(iotest.OneByteReader(strings.NewReader(stream))),
	}
}

const pulled = "\uFEFFid: 1\ndata: a\r\n\r\n: c\n\nevent: t\rdata: b\r\rdata: unfinished\n"

func TestEvents(t *testing.T) {
	want := []eventstream.Event{{Type: "message", Data: "a", LastEventID: "1"}, {Type: "t", Data: "b", LastEventID: "1"}}
	for name, r := range readers(pulled) {
		t.Run(name, func(t *testing.T) {
			got, err := collect(t, eventstream.Events(r))
			if diff := compare(want, got); diff != "" || err != nil {
				t.Errorf("error %v, events (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestFrames(t *testing.T) {
	want := cutFrames(t, eventstream.Options{}, []byte(pulled)).Frames
	for name, r := range readers(pulled) {
		t.Run(name, func(t *testing.T) {
			got, err := collect(t, eventstream.Frames(r))
			if diff := compare(want, got); diff != "" || err != nil {
				t.Errorf("error %v, frames (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestLargeStream(t *testing.T) {
	data := strings.Repeat("0123456789\n", 20_000)
	frame, err := eventstream.AppendEvent(nil, eventstream.Event{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	got, err := collect(t, eventstream.Events(strings.NewReader(strings.Repeat(string(frame), 3))))
	if want := slices.Repeat([]eventstream.Event{message(data)}, 3); !slices.Equal(got, want) || err != nil {
		t.Errorf("got %d events, %v, want 3 of %d bytes", len(got), err, len(data))
	}
}

// What was read before an error counts, and the error comes last.
func TestReadErrors(t *testing.T) {
	broken := errors.New("connection reset")
	for _, tt := range []struct {
		name string
		err  error
		want error
	}{
		{"any", broken, broken},
		{"unexpected end", io.ErrUnexpectedEOF, io.ErrUnexpectedEOF},
		{"end of another stream", fmt.Errorf("dial: %w", io.EOF), io.EOF},
	} {
		t.Run(tt.name, func(t *testing.T) {
			reader := func() io.Reader { return io.MultiReader(strings.NewReader(pulled), iotest.ErrReader(tt.err)) }
			events, err := collect(t, eventstream.Events(reader()))
			if len(events) != 2 || !errors.Is(err, tt.want) {
				t.Errorf("got %d events, %v, want 2 and %v", len(events), err, tt.err)
			}
			if want := "read stream: " + tt.err.Error(); err != nil && err.Error() != want {
				t.Errorf("error = %q, want %q", err, want)
			}
			frames, err := collect(t, eventstream.Frames(reader()))
			if string(joinRaw(frames)) != pulled || !errors.Is(err, tt.want) {
				t.Errorf("got frames %q, %v, want %q and %v", joinRaw(frames), err, pulled, tt.err)
			}
		})
	}
}

func TestPullLimits(t *testing.T) {
	o := eventstream.Options{MaxLineBytes: 10}
	limited := "data: a\n\nb\ndata: too long\n\ndata: c\n\n"
	want := &eventstream.LimitError{Limit: "line", Max: 10, Offset: 11}
	for name, r := range readers(limited) {
		d := eventstream.NewDecoder(o)
		events, err := collect(t, d.Events(r))
		if diff := compare(want, limitError(t, err)); diff != "" || len(events) != 1 {
			t.Errorf("%s: %d events, error (-want +got):\n%s", name, len(events), diff)
		}
		if _, again := collect(t, d.Events(strings.NewReader("data: c\n\n"))); !errors.Is(again, err) {
			t.Errorf("%s: Events of a decoder that has failed = %v, want %v", name, again, err)
		}
	}
	for name, r := range readers(limited) {
		frames, err := collect(t, eventstream.NewFramer(o).Frames(r))
		if diff := compare(want, limitError(t, err)); diff != "" || len(frames) != 1 {
			t.Errorf("%s: %d frames, error (-want +got):\n%s", name, len(frames), diff)
		}
	}
}

func TestDecoderEvents(t *testing.T) {
	d := eventstream.NewDecoder(eventstream.Options{LastEventID: "seed"})
	got, err := collect(t, d.Events(strings.NewReader("data: a\n\nid: 1\nretry: 5\ndata: b")))
	if diff := compare([]eventstream.Event{{Type: "message", Data: "a", LastEventID: "seed"}}, got); diff != "" || err != nil {
		t.Errorf("error %v, events (-want +got):\n%s", err, diff)
	}
	if ms, ok := d.Retry(); d.LastEventID() != "seed" || ms != 5 || !ok {
		t.Errorf("LastEventID, Retry = %q, %d, %t", d.LastEventID(), ms, ok)
	}
	got, err = collect(t, d.Events(strings.NewReader("c\n\n")))
	if diff := compare([]eventstream.Event{{Type: "message", Data: "bc", LastEventID: "1"}}, got); diff != "" || err != nil {
		t.Errorf("going on: error %v, events (-want +got):\n%s", err, diff)
	}
}

// scriptReader hands out one chunk for each Read and writes down that it did.
type scriptReader struct {
	chunks []string
	log    *[]string
}

func (r *scriptReader) Read(p []byte) (int, error) {
	if len(r.chunks) == 0 {
		*r.log = append(*r.log, "read EOF")
		return 0, io.EOF
	}
	n := copy(p, r.chunks[0])
	*r.log = append(*r.log, "read "+r.chunks[0])
	r.chunks = r.chunks[1:]
	return n, nil
}

// An event must not wait for the bytes that follow it.
func TestEventsComeBeforeTheNextRead(t *testing.T) {
	var log []string
	chunks := []string{"data: a\n\ndata: b\n\r", "", "\ndata: c", "\n", "\n"}
	for e, err := range eventstream.Events(&scriptReader{chunks, &log}) {
		if err != nil {
			t.Fatal(err)
		}
		log = append(log, "event "+e.Data)
	}
	want := []string{
		"read data: a\n\ndata: b\n\r", "event a", "event b",
		"read ", "read \ndata: c", "read \n", "read \n", "event c",
		"read EOF",
	}
	if diff := compare(want, log); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestFramesComeBeforeTheNextRead(t *testing.T) {
	var log []string
	chunks := []string{"a\n\n", "b\n\r", "", "\nc\n\r", "d"}
	for f, err := range eventstream.Frames(&scriptReader{chunks, &log}) {
		if err != nil {
			t.Fatal(err)
		}
		log = append(log, "frame "+string(joinRaw([]eventstream.Frame{f})))
	}
	want := []string{
		"read a\n\n", "frame a\n\n", "read b\n\r", "read ", "read \nc\n\r", "frame b\n\r\n",
		"read d", "frame c\n\r", "read EOF", "frame d",
	}
	if diff := compare(want, log); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

// takeOne ends its loop at the first value of seq, which must come with want.
func takeOne[T any](t *testing.T, seq iter.Seq2[T, error], want error) {
	t.Helper()
	for v, err := range seq {
		if !errors.Is(err, want) {
			t.Errorf("first value %v came with %v, want %v", v, err, want)
		}
		break
	}
}

// A loop that ends early must not read on.
func TestEarlyBreak(t *testing.T) {
	var log []string
	takeOne(t, eventstream.Events(&scriptReader{[]string{"data: a\n\ndata: b\n\n", "data: c\n\n"}, &log}), nil)
	takeOne(t, eventstream.Frames(&scriptReader{[]string{"a\n\nb\n\n", "c\n\n"}, &log}), nil)
	takeOne(t, eventstream.Events(iotest.ErrReader(io.ErrClosedPipe)), io.ErrClosedPipe)
	if diff := compare([]string{"read data: a\n\ndata: b\n\n", "read a\n\nb\n\n"}, log); diff != "" {
		t.Errorf("reads (-want +got):\n%s", diff)
	}
}

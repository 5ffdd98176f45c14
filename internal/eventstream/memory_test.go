package eventstream

import (
	"bytes"
	"runtime"
	"strings"
	"testing"
)

// allocated returns the bytes that f allocates, freed or not.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// feeder is a Decoder or a Framer that drops what it is told.
type feeder func(chunk []byte) error

func feeders(o Options) map[string]feeder {
	d, f := NewDecoder(o), NewFramer(o)
	return map[string]feeder{
		"Decoder": func(chunk []byte) error { return d.Feed(chunk, func(View) {}) },
		"Framer":  func(chunk []byte) error { return f.Feed(chunk, func(Frame) {}) },
	}
}

// A hostile line without an end, in small chunks, may neither take more memory
// than a few times its limit nor be copied once for each chunk.
func TestEndlessLine(t *testing.T) {
	const limit = 1 << 18
	for _, prefix := range []string{"", "data: ", ":", "id: ", "x"} {
		for name, feed := range feeders(Options{MaxLineBytes: limit}) {
			fed := len(prefix)
			total := allocated(func() {
				err := feed([]byte(prefix))
				for chunk := []byte("\xF0\x9F\x92\xA9"); err == nil && fed < 2*limit; fed += len(chunk) {
					err = feed(chunk)
				}
			})
			if fed > limit+4 {
				t.Errorf("%s took %d bytes of a line of at most %d", name, fed, limit)
			}
			if total > 8*limit {
				t.Errorf("%s allocated %d bytes for a line of at most %d", name, total, limit)
			}
		}
	}
}

// Nothing may be kept of lines that have been read and ignored.
func TestEndlessIgnoredLines(t *testing.T) {
	chunk := bytes.Repeat([]byte(": keep-alive\nunknown: field\nretry: 5\nid: 1\nevent: x\n"), 1000)
	d := NewDecoder(Options{})
	feed := func() {
		if err := d.Feed(chunk[:len(chunk)-7], func(View) {}); err != nil {
			t.Fatal(err)
		}
		if err := d.Feed(chunk[len(chunk)-7:], func(View) {}); err != nil {
			t.Fatal(err)
		}
	}
	feed()
	if total := allocated(func() {
		for range 100 {
			feed()
		}
	}); total > uint64(len(chunk)) {
		t.Errorf("decoding a frame of %d bytes without data allocated %d", 100*len(chunk), total)
	}
}

// The data of an event that never ends may grow to its limit, not beyond, and
// each byte is copied a bounded number of times.
func TestEndlessEvent(t *testing.T) {
	const limit = 1 << 20
	d := NewDecoder(Options{MaxEventBytes: limit})
	chunks := [][]byte{[]byte("data: x\nda"), []byte("ta\n")}
	var err error
	total := allocated(func() {
		for i := 0; i < limit && err == nil; i++ {
			err = d.Feed(chunks[i%2], func(View) {})
		}
	})
	if err == nil {
		t.Error("took an event without an end")
	}
	if total > 8*limit {
		t.Errorf("allocated %d bytes for an event of at most %d", total, limit)
	}
	if got := cap(d.data.buf); got > 2*limit {
		t.Errorf("holds %d bytes for an event of at most %d", got, limit)
	}
}

func TestIllFormedLineGrowsLinearly(t *testing.T) {
	const size = 1 << 16
	line := "data: " + strings.Repeat("\xFF", size) + "\n"
	d := NewDecoder(Options{})
	var err error
	total := allocated(func() { err = d.Feed([]byte(line), func(View) {}) })
	if err != nil || len(d.data.b) != 3*size {
		t.Fatalf("data of %d bytes, %v", len(d.data.b), err)
	}
	if total > 20*size {
		t.Errorf("allocated %d bytes to decode %d", total, size)
	}
}

// Very many tiny lines cost the framer more than their bytes, so they count
// for more.
func TestEndlessTinyLines(t *testing.T) {
	const limit = 1 << 20
	for _, line := range []string{":\n", "a\r\n", "a:b\r"} {
		f := NewFramer(Options{MaxEventBytes: limit})
		chunk := bytes.Repeat([]byte(line), 100)
		var err error
		lines := 0
		total := allocated(func() {
			for ; err == nil && lines < limit; lines += 100 {
				err = f.Feed(chunk, func(Frame) {})
			}
		})
		if most := limit/minLineCost + 100; lines > most {
			t.Errorf("took %d lines %q, want %d at the most", lines, line, most)
		}
		if total > 32*limit {
			t.Errorf("allocated %d bytes for a frame of at most %d", total, limit)
		}
	}
}

func TestEndlessTinyFrames(t *testing.T) {
	frames := 0
	f := NewFramer(Options{MaxEventBytes: minLineCost})
	chunk := bytes.Repeat([]byte("\n\r\r\n"), 1000)
	for range 100 {
		if err := f.Feed(chunk, func(Frame) { frames++ }); err != nil {
			t.Fatal(err)
		}
		if len(f.frame.Lines) > 1 || cap(f.scan.partial) > 0 {
			t.Fatalf("keeps %d lines and %d bytes", len(f.frame.Lines), cap(f.scan.partial))
		}
	}
	if frames != 300_000 {
		t.Errorf("got %d frames, want 300000", frames)
	}
}

// A decoder that waits for the next chunk must not keep the last one alive.
func TestChunkIsLetGo(t *testing.T) {
	for name, stream := range map[string]string{
		"finished":   "id: 1\nevent: a\ndata: a\n\n",
		"unfinished": "id: 1\nevent: a\ndata: a\n\nid: 2\nevent: b\ndata: b\ndata",
		"limit":      "data: 0123456789\n",
	} {
		d, f := NewDecoder(Options{MaxEventBytes: 5}), NewFramer(Options{MaxEventBytes: 5})
		_ = d.Feed([]byte(stream), func(View) {})
		_ = f.Feed([]byte(stream), func(Frame) {})
		if d.scan.chunk != nil || f.scan.chunk != nil {
			t.Errorf("%s: the scanner keeps the chunk", name)
		}
		for field, h := range map[string]*held{"data": &d.data, "type": &d.typ, "first id": &d.ids[0], "second id": &d.ids[1]} {
			if h.borrowed {
				t.Errorf("%s: the %s borrows the chunk", name, field)
			}
		}
	}
}

// Feed must not allocate for an event once its buffers have grown.
func TestFeedDoesNotAllocate(t *testing.T) {
	for _, s := range benchmarkStreams() {
		t.Run(s.name, func(t *testing.T) {
			d, n := NewDecoder(Options{}), 0
			emit := func(View) { n++ }
			feed := func() { feedAll(t, d, s.stream, emit) }
			feed()
			if got := testing.AllocsPerRun(2, feed); got != 0 {
				t.Errorf("%v allocations for %d events", got, s.events)
			}
			if n%s.events != 0 {
				t.Errorf("dispatched %d events, want a multiple of %d", n, s.events)
			}
		})
	}
}

func TestFeedInPiecesDoesNotAllocate(t *testing.T) {
	stream := []byte("id: 00000001\nevent: update\r\ndata: {\"text\":\"é€𝄞\"}\ndata: more\n\r\n: ping\n\nretry: 5000\n\n")
	d := NewDecoder(Options{})
	feed := func() {
		for i := range stream {
			if err := d.Feed(stream[i:i+1], func(View) {}); err != nil {
				t.Fatal(err)
			}
		}
	}
	feed()
	if got := testing.AllocsPerRun(10, feed); got != 0 {
		t.Errorf("%v allocations for the stream byte by byte", got)
	}
}

func TestAppendEventDoesNotAllocate(t *testing.T) {
	e := Event{Type: "update", Data: "{\"text\":\"é€𝄞\"}\r\nmore", LastEventID: "00000001"}
	buf := make([]byte, 0, 256)
	if got := testing.AllocsPerRun(10, func() {
		if _, err := AppendEvent(buf, e); err != nil {
			t.Fatal(err)
		}
	}); got != 0 {
		t.Errorf("%v allocations to append an event to a buffer with room", got)
	}
}

// An ID may be long, and lasts: the events of one read must share it.
func TestEventsShareTheirID(t *testing.T) {
	stream := "id:" + strings.Repeat("i", DefaultMaxIDBytes) + "\n" + strings.Repeat("data\n\n", 5000)
	n := 0
	total := allocated(func() {
		for _, err := range Events(strings.NewReader(stream)) {
			if n++; err != nil {
				t.Fatal(err)
			}
		}
	})
	if n != 5000 || total > 8<<20 {
		t.Errorf("%d events with an ID of %d bytes allocated %d", n, DefaultMaxIDBytes, total)
	}
}

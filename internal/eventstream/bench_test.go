package eventstream

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// benchmarkStreams are about 1 MiB each; events is what each must dispatch.
func benchmarkStreams() []struct {
	name   string
	stream []byte
	events int
} {
	typical := func(i int) string {
		return fmt.Sprintf("id: %08d\nevent: update\ndata: {\"seq\":%08d,\"user\":\"u-4711\",\"price\":101.25,\"text\":\"a typical one\"}\n\n", i, i)
	}
	many := strings.Repeat("data: "+strings.Repeat("m", 60)+"\n", 50) + "\n"
	long := "data: " + strings.Repeat("l", 64<<10-len("data: \n")) + "\n\n"
	repeat := func(n int, frame func(int) string) []byte {
		var b bytes.Buffer
		for i := range n {
			b.WriteString(frame(i))
		}
		return b.Bytes()
	}
	crlf := func(i int) string { return strings.ReplaceAll(typical(i), "\n", "\r\n") }
	return []struct {
		name   string
		stream []byte
		events int
	}{
		{"typical", repeat(9000, typical), 9000},
		{"typical-crlf", repeat(9000, crlf), 9000},
		{"many-lines", repeat(300, func(int) string { return many }), 300},
		{"tiny", repeat(100_000, func(int) string { return "data: x\n\n" }), 100_000},
		{"64KiB-lines", repeat(16, func(int) string { return long }), 16},
	}
}

func BenchmarkFeed(b *testing.B) {
	for _, bm := range benchmarkStreams() {
		b.Run(bm.name, func(b *testing.B) {
			d, n := NewDecoder(Options{}), 0
			emit := func(View) { n++ }
			b.SetBytes(int64(len(bm.stream)))
			b.ReportAllocs()
			for b.Loop() {
				feedAll(b, d, bm.stream, emit)
			}
			if n != b.N*bm.events {
				b.Fatalf("dispatched %d events, want %d", n, b.N*bm.events)
			}
		})
	}
}

// feedAll feeds stream in chunks of the size of an event loop's read buffer.
func feedAll(tb testing.TB, d *Decoder, stream []byte, emit func(View)) {
	tb.Helper()
	for len(stream) > 0 {
		n := min(readSize, len(stream))
		if err := d.Feed(stream[:n], emit); err != nil {
			tb.Fatal(err)
		}
		stream = stream[n:]
	}
}

func BenchmarkEvents(b *testing.B) {
	for _, bm := range benchmarkStreams() {
		b.Run(bm.name, func(b *testing.B) {
			b.SetBytes(int64(len(bm.stream)))
			b.ReportAllocs()
			for b.Loop() {
				for _, err := range Events(bytes.NewReader(bm.stream)) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

// BenchmarkNewlineScan is the floor: what it costs only to find the line ends.
func BenchmarkNewlineScan(b *testing.B) {
	for _, bm := range benchmarkStreams() {
		b.Run(bm.name, func(b *testing.B) {
			lines := 0
			b.SetBytes(int64(len(bm.stream)))
			for b.Loop() {
				for rest := bm.stream; ; lines++ {
					i := bytes.IndexByte(rest, '\n')
					if i < 0 {
						break
					}
					rest = rest[i+1:]
				}
			}
			if lines == 0 {
				b.Fatal("found no line")
			}
		})
	}
}

func BenchmarkAppendEvent(b *testing.B) {
	e := Event{Type: "update", Data: `{"seq":1,"user":"u-4711","price":101.25,"text":"a typical one"}`, LastEventID: "00000001"}
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if buf, err = AppendEvent(buf[:0], e); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(len(buf)))
}

// BenchmarkResume is what it costs that many streams share a decoder: each event is a chunk,
// fed to a decoder of its stream's own, or to one that goes from stream to stream.
func BenchmarkResume(b *testing.B) {
	chunk := []byte("id: 00000001\ndata: {\"seq\":1,\"user\":\"u-4711\",\"price\":101.25,\"text\":\"a typical one\"}\n\n")
	emit := func(View) {}
	b.Run("own", func(b *testing.B) {
		d := NewDecoder(Options{})
		for b.Loop() {
			if err := d.Feed(chunk, emit); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("shared", func(b *testing.B) {
		d, rest, id := NewDecoder(Options{}), Rest{}, []byte{}
		for b.Loop() {
			d.Resume(rest, id)
			if err := d.Feed(chunk, emit); err != nil {
				b.Fatal(err)
			}
			id = d.AppendLastEventID(id[:0])
			rest, _ = d.Rest()
		}
	})
}

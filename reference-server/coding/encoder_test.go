package coding

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// decoder reads what an encoder has written, with a library that is not its own
// where there is one.
func decoder(tb testing.TB, name string, r io.Reader) io.Reader {
	tb.Helper()
	if name == "gzip" {
		d, err := gzip.NewReader(r)
		if err != nil {
			tb.Fatal(err)
		}
		return d
	}
	d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(windowBytes))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(d.Close)
	return d
}

func newEncoder(tb testing.TB, name string, w io.Writer) Encoder {
	tb.Helper()
	e, err := NewEncoder(name, w)
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// frame is an event that resembles the others.
func frame(i int) string {
	return fmt.Sprintf("id: %d\nevent: price\ndata: {\"symbol\":\"ACME%d\",\"price\":%d.%02d,\"volume\":%d,\"venue\":\"XNYS\"}\n\n", i, i%50, i%997, i%89, i*7919%100_000)
}

// TestEverythingIsReadableAtEachFlush gives the decoder nothing but what has been
// flushed: it must not need a byte more.
func TestEverythingIsReadableAtEachFlush(t *testing.T) {
	texts := []string{"retry: 2000\nid: 0\n\n", "x", "", "x", frame(1), frame(2), ": heartbeat\n\n", ": heartbeat\n\n"}
	large := strings.Repeat("a large event, and then some. ", 40_000)
	texts = append(texts, large[:pendingBytes], large[:pendingBytes+1], large, frame(3), ": heartbeat\n\n")
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			flushed, w := io.Pipe()
			errs := make(chan error, 1) // sent by the goroutine below, once
			next := make(chan struct{}) // sent when a text has been read
			go func() {
				defer func() { _ = w.Close() }()
				e, err := NewEncoder(name, w)
				for _, text := range texts {
					_, werr := io.WriteString(e, text)
					err = errors.Join(err, werr, e.Flush())
					next <- struct{}{}
				}
				errs <- errors.Join(err, e.Close())
			}()
			r := decoder(t, name, flushed)
			for i, text := range texts {
				got := make([]byte, len(text))
				if _, err := io.ReadFull(r, got); err != nil || string(got) != text {
					t.Fatalf("text %d of %d bytes: error %v", i, len(text), err)
				}
				<-next
			}
			if rest, err := io.ReadAll(r); err != nil || len(rest) > 0 {
				t.Errorf("the end is %q, error %v", rest, err)
			}
			if err := <-errs; err != nil {
				t.Error(err)
			}
		})
	}
}

func TestWithoutItsEndABodyIsIncomplete(t *testing.T) {
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			var body bytes.Buffer
			e := newEncoder(t, name, &body)
			if _, err := io.WriteString(e, frame(1)); err != nil || e.Flush() != nil {
				t.Fatal("write: ", err)
			}
			got, err := io.ReadAll(decoder(t, name, &body))
			if string(got) != frame(1) || !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("got %q, error %v", got, err)
			}
		})
	}
}

func TestEmptyBody(t *testing.T) {
	for _, name := range Names() {
		var body bytes.Buffer
		if err := newEncoder(t, name, &body).Close(); err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(decoder(t, name, &body)); err != nil || len(got) > 0 {
			t.Errorf("%s: got %q, error %v", name, got, err)
		}
	}
}

func TestUnknownCoding(t *testing.T) {
	if _, err := NewEncoder("br", io.Discard); err == nil || err.Error() != "encode br: no such coding" {
		t.Errorf("error is %v", err)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestErrorsOfTheWriter(t *testing.T) {
	for _, name := range Names() {
		e := newEncoder(t, name, broken{})
		_, err := io.WriteString(e, strings.Repeat(frame(1), 1000))
		if err := errors.Join(err, e.Flush()); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: write and flush: %v", name, err)
		}
		if err := newEncoder(t, name, broken{}).Close(); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: close: %v", name, err)
		}
	}
}

// FuzzDecodeOfEncode writes a text in pieces, flushing after some of them.
func FuzzDecodeOfEncode(f *testing.F) {
	f.Add([]byte("data: x\n\n"), 1)
	f.Add([]byte(strings.Repeat(frame(7), 500)), 100)
	f.Add(bytes.Repeat([]byte{0}, 70_000), 20_000)
	f.Fuzz(func(t *testing.T, text []byte, step int) {
		step = max(step, 1+len(text)/100)
		for _, name := range Names() {
			var body bytes.Buffer
			e := newEncoder(t, name, &body)
			for i := 0; i < len(text); i += step {
				if n, err := e.Write(text[i:min(i+step, len(text))]); err != nil || n != min(step, len(text)-i) {
					t.Fatalf("%s: wrote %d: %v", name, n, err)
				}
				if i/step%3 > 0 && e.Flush() != nil {
					t.Fatal("flush")
				}
			}
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(decoder(t, name, &body)); err != nil || !bytes.Equal(got, text) {
				t.Errorf("%s: got %d of %d bytes, error %v", name, len(got), len(text), err)
			}
		}
	})
}

// TestGzipKeepsLittle sees that a large event leaves no large buffer behind.
func TestGzipKeepsLittle(t *testing.T) {
	e := &gzipEncoder{w: io.Discard}
	for _, text := range []string{strings.Repeat("x", 1<<20), frame(1), frame(2)} {
		if _, err := io.WriteString(e, text); err != nil || e.Flush() != nil {
			t.Fatal("write: ", err)
		}
		if len(e.text) > dictionaryBytes || cap(e.text) > 2*dictionaryBytes {
			t.Errorf("%d bytes in a buffer of %d are kept", len(e.text), cap(e.text))
		}
	}
}

// BenchmarkFlush reports the memory that an open stream keeps beside the time that
// an event takes and the share of its size that is left.
func BenchmarkFlush(b *testing.B) {
	for _, name := range Names() {
		b.Run(name, func(b *testing.B) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			var encoders [50]Encoder
			var size counter
			for i := range encoders {
				encoders[i] = newEncoder(b, name, &size)
			}
			b.ReportAllocs()
			plain := 0
			for i := range 200 + b.N {
				if i == 200 {
					runtime.GC()
					runtime.ReadMemStats(&after)
					b.ResetTimer()
				}
				e := encoders[i%len(encoders)]
				n, err := io.WriteString(e, frame(i))
				if err != nil || e.Flush() != nil {
					b.Fatal(err)
				}
				plain += n
			}
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(len(encoders)), "B/stream")
			b.ReportMetric(float64(size)/float64(plain), "of-size")
		})
	}
}

type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

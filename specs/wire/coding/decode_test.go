package coding_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"github.com/ssegauge/ssegauge/specs/wire"
	"github.com/ssegauge/ssegauge/specs/wire/coding"
)

// flusher is an encoder that can send what it has so far.
type flusher interface {
	io.WriteCloser
	Flush() error
}

func encoder(t *testing.T, name string, w io.Writer) flusher {
	t.Helper()
	switch name {
	case "gzip":
		return gzip.NewWriter(w)
	case "deflate":
		return zlib.NewWriter(w)
	case "br":
		return brotli.NewWriter(w)
	}
	z, err := zstd.NewWriter(w)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// transcript is that of a stream in the coding, whose pieces arrived a second
// apart.
func transcript(name string, pieces ...[]byte) *wire.Transcript {
	all := []wire.Piece{{Text: "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: " + name + "\r\n\r\n"}}
	for i, p := range pieces {
		all = append(all, wire.Piece{At: time.Duration(i+1) * time.Second, Text: string(p)})
	}
	end := wire.Piece{At: time.Duration(len(pieces)+1) * time.Second, End: wire.EndClosed}
	return wire.FromPieces("stream", wire.Request{}, append(all, end)...)
}

// Every event is there from the moment on at which its last byte arrived.
func TestDecodeFlushedEvents(t *testing.T) {
	const events = 6
	for _, name := range coding.Names() {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			z := encoder(t, name, &out)
			var pieces [][]byte
			for i := range events {
				_, _ = fmt.Fprintf(z, "id: %d\ndata: event %d\n\n", i, i)
				if err := z.Flush(); err != nil {
					t.Fatal(err)
				}
				pieces = append(pieces, bytes.Clone(out.Bytes()))
				out.Reset()
			}
			got, err := coding.Decode(transcript(name, pieces...))
			if err != nil || len(got.Events) != events {
				t.Fatalf("got %d events, %v, want %d", len(got.Events), err, events)
			}
			for i, e := range got.Events {
				if want := time.Duration(i+1) * time.Second; e.At != want || e.Data != fmt.Sprint("event ", i) {
					t.Errorf("event %d: got %q at %s, want it at %s", i, e.Data, e.At, want)
				}
			}
		})
	}
}

// What can be decoded is there, even if the marker of the flush is missing.
func TestDecodePartialFlush(t *testing.T) {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	_, _ = io.WriteString(z, "data: a\n\n")
	if err := z.Flush(); err != nil {
		t.Fatal(err)
	}
	marker := out.Len() - len("\x00\x00\xff\xff")
	got, err := coding.Decode(transcript("deflate", out.Bytes()[:marker], out.Bytes()[marker:]))
	if err != nil || len(got.Events) != 1 || got.Events[0].At != time.Second {
		t.Errorf("got %+v, %v, want an event after 1s", got.Events, err)
	}
}

func TestDecodeWholeText(t *testing.T) {
	text := longText()
	for _, name := range coding.Names() {
		t.Run(name, func(t *testing.T) {
			got, err := coding.Decode(transcript(name, encoded(t, name, text)))
			if err != nil || !bytes.Equal(got.Body, text) {
				t.Errorf("got %d bytes, %v, want the %d of the text", len(got.Body), err, len(text))
			}
		})
	}
	t.Run("deflate without zlib", func(t *testing.T) {
		var out bytes.Buffer
		z, err := flate.NewWriter(&out, flate.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = z.Write(text)
		_ = z.Close()
		got, err := coding.Decode(transcript("deflate", out.Bytes()))
		if err != nil || !bytes.Equal(got.Body, text) {
			t.Errorf("got %d bytes, %v", len(got.Body), err)
		}
	})
	t.Run("two members", func(t *testing.T) {
		got, err := coding.Decode(transcript("gzip", encoded(t, "gzip", text), encoded(t, "gzip", text)))
		if err != nil || len(got.Body) != 2*len(text) {
			t.Errorf("got %d bytes, %v", len(got.Body), err)
		}
	})
}

// longText has repetitions and, in between, none.
func longText() []byte {
	random := rand.New(rand.NewPCG(1, 2))
	var text bytes.Buffer
	for i := range 2000 {
		_, _ = fmt.Fprintf(&text, "data: %d\n\n", i)
		if i%10 == 0 {
			for range random.IntN(200) {
				text.WriteByte(byte(' ' + random.IntN(90)))
			}
		}
	}
	return text.Bytes()
}

func encoded(t *testing.T, name string, text []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := encoder(t, name, &out)
	_, _ = z.Write(text)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestDecodeMistakes(t *testing.T) {
	spoilt := func(name string, at int) []byte {
		body := encoded(t, name, longText())
		body[len(body)+at] ^= 0xff
		return body
	}
	tests := []struct {
		name, coding string
		body         []byte
		want         string
		offset       int64 // -1 is anywhere
	}{
		{"text for gzip", "gzip", []byte("data: a\n\n"), "no gzip header", 1},
		{"text for deflate", "deflate", []byte("data: a\n\n"), "is text", 0},
		{"text for br", "br", []byte("retry: 2000\n\ndata: some text\n\n"), "brotli", -1},
		{"text for zstd", "zstd", []byte("data: a\n\n"), "magic", -1},
		{"a wrong sum of gzip", "gzip", spoilt("gzip", -8), "checksum", -1},
		{"a wrong sum of zlib", "deflate", spoilt("deflate", -4), "checksum", -1},
		{"text after gzip", "gzip", append(encoded(t, "gzip", []byte("a")), "data: a\n\n"...), "no gzip header", -1},
		{"an unknown coding", "lzw", []byte("x"), "not known", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := coding.Decode(transcript(tt.coding, tt.body))
			var mistake *coding.Error
			if !errors.As(err, &mistake) || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want … %s …", err, tt.want)
			}
			if tt.offset >= 0 && mistake.Offset != tt.offset || mistake.Coding != tt.coding {
				t.Errorf("got %s at %d, want %s at %d", mistake.Coding, mistake.Offset, tt.coding, tt.offset)
			}
		})
	}
}

// A stream that was cut is not wrong for that.
func TestDecodeCutStreams(t *testing.T) {
	for _, name := range coding.Names() {
		body := encoded(t, name, longText()[:5000])
		for size := 0; size < len(body); size += 1 + len(body)/50 {
			if _, err := coding.Decode(transcript(name, body[:size])); err != nil {
				t.Errorf("%s, %d of %d bytes: %v", name, size, len(body), err)
			}
		}
	}
}

// A few bytes must not become all memory.
func TestDecodeIsBounded(t *testing.T) {
	bomb := make([]byte, 4*coding.MaxBytes)
	for _, name := range coding.Names() {
		got, err := coding.Decode(transcript(name, encoded(t, name, bomb)))
		if !errors.Is(err, coding.ErrTooLong) || len(got.Body) > coding.MaxBytes {
			t.Errorf("%s: got %d bytes, %v", name, len(got.Body), err)
		}
	}
}

// The decoder agrees with that of the standard library.
func FuzzInflate(f *testing.F) {
	for _, text := range []string{"", "a", "data: a\n\ndata: a\n\n", string(longText())} {
		var out bytes.Buffer
		z, err := flate.NewWriter(&out, flate.BestCompression)
		if err != nil {
			f.Fatal(err)
		}
		_, _ = io.WriteString(z, text)
		_ = z.Close()
		f.Add(out.Bytes())
	}
	f.Fuzz(func(t *testing.T, deflated []byte) {
		if len(deflated) < 8 || deflated[0]&0x0f == 8 || bytes.IndexFunc(deflated[:8], func(r rune) bool { return r < ' ' || r > '~' }) < 0 {
			return // zlib, or text
		}
		want, wantErr := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(deflated)), coding.MaxBytes))
		got, err := coding.Decode(transcript("deflate", deflated))
		if wantErr == nil && len(want) < coding.MaxBytes && (err != nil || !bytes.Equal(got.Body, want)) {
			t.Errorf("got %q, %v, want %q", got.Body, err, want)
		}
	})
}

// Over HTTP/2 the body comes in frames, and the text is the same.
func TestDecodeOverHTTP2(t *testing.T) {
	var body bytes.Buffer
	w := gzip.NewWriter(&body)
	if _, err := w.Write([]byte("data: a\n\n")); errors.Join(err, w.Close()) != nil {
		t.Fatal(err)
	}
	head := wire.FieldsFrame(false, wire.Field{Name: ":status", Value: "200"}, wire.Field{Name: "content-encoding", Value: "gzip"})
	tr := wire.FromPieces("stream", wire.Request{Proto: wire.HTTP2}, wire.Piece{Text: head + wire.DataFrame(true, body.String())})
	got, err := coding.Decode(tr)
	if err != nil || string(got.Body) != "data: a\n\n" || len(got.Events) != 1 {
		t.Errorf("got %q, %v", got.Body, err)
	}
}

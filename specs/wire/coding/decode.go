package coding

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// MaxBytes bounds the decoded text.
const MaxBytes = 8 << 20

// ErrTooLong is the cause where there is more text than MaxBytes. Up to there
// nothing was wrong.
var ErrTooLong = fmt.Errorf("the text is longer than %d bytes", MaxBytes)

// Names returns the codings that can be undone, by their names in
// Accept-Encoding. https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1
func Names() []string { return []string{"gzip", "br", "zstd", "deflate"} }

// Error says where a body stops being what its coding says.
type Error struct {
	// Coding is its name.
	Coding string
	// Offset is the place in the body up to which it was read.
	Offset int64
	// Cause says what is wrong there.
	Cause error
}

// Error names the coding and the cause.
func (e *Error) Error() string { return fmt.Sprintf("decode %s: %v", e.Coding, e.Cause) }

// Unwrap returns Cause.
func (e *Error) Unwrap() error { return e.Cause }

// Decode returns the Transcript of the text in the body of t, which has a head. It
// has the name, the request, the start and the end of t; its head says nothing but
// that an event stream follows. With an error, of type *Error, it holds what came
// before the mistake.
func Decode(t *wire.Transcript) (*wire.Transcript, error) {
	coding, _ := t.Head.Get("Content-Encoding")
	coding = strings.ToLower(strings.TrimSpace(coding))
	f := &feeder{t: t}
	text := collector{pieces: []wire.Piece{{
		At: t.Head.At, Text: "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n",
	}}}
	err := decode(coding, f, &text)
	if f.drained || errors.Is(err, io.EOF) {
		err = nil
	}
	if err != nil {
		err = &Error{Coding: coding, Offset: f.pos, Cause: err}
	}
	end := wire.Piece{At: max(t.End.At, text.last()), End: t.End.Kind}
	if end.End == wire.EndOpen {
		end.End = wire.EndClosed
	}
	req := t.Request
	req.Proto = "HTTP/1.1" // the form of the text, whatever t came in
	decoded := wire.FromPieces(t.Name, req, append(text.pieces, end)...)
	decoded.Start, decoded.URL = t.Start, t.URL
	return decoded, err
}

func decode(coding string, f *feeder, text *collector) error {
	switch coding {
	case "gzip", "x-gzip":
		return gunzip(f, text)
	case "deflate":
		return inflateZlib(f, text)
	case "br":
		return unbrotli(f, text)
	case "zstd":
		return unzstd(f, text)
	}
	return fmt.Errorf("%q is not known", coding)
}

// collector gathers text.
type collector struct {
	pieces []wire.Piece
	size   int
}

// add takes text that could be had from at on.
func (c *collector) add(at time.Duration, text []byte) error {
	if len(text) == 0 {
		return nil
	}
	if c.size += len(text); c.size > MaxBytes {
		return ErrTooLong
	}
	c.pieces = append(c.pieces, wire.Piece{At: at, Text: string(text)})
	return nil
}

func (c *collector) last() time.Duration { return c.pieces[len(c.pieces)-1].At }

// feeder hands out the body of a Transcript.
type feeder struct {
	t       *wire.Transcript
	pos     int64 // of the next byte
	drained bool  // more was asked for than there is
}

// at returns when the last byte that was handed out arrived.
func (f *feeder) at() time.Duration { return f.t.TimeOf(max(f.pos-1, 0)) }

// ReadByte returns the next byte.
func (f *feeder) ReadByte() (byte, error) {
	if f.pos >= int64(len(f.t.Body)) {
		f.drained = true
		return 0, io.EOF
	}
	f.pos++
	return f.t.Body[f.pos-1], nil
}

// Read returns bytes that arrived at one time.
func (f *feeder) Read(p []byte) (n int, err error) {
	if f.pos >= int64(len(f.t.Body)) {
		f.drained = true
		return 0, io.EOF
	}
	at := f.t.TimeOf(f.pos)
	for n < len(p) && f.pos < int64(len(f.t.Body)) && f.t.TimeOf(f.pos) == at {
		p[n] = f.t.Body[f.pos]
		n++
		f.pos++
	}
	return n, nil
}

// ended reports whether there is nothing left. It does not count as asking.
func (f *feeder) ended() bool { return f.pos >= int64(len(f.t.Body)) }

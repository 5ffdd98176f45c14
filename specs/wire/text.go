package wire

import (
	"net/url"
	"slices"
	"time"
)

// Piece is something that happens in a Transcript that is written by hand: text
// arrives, or the Exchange ends, or both in this order.
type Piece struct {
	// At is when, since the start of the Exchange. Pieces are in order of time.
	At time.Duration
	// Text becomes one Chunk, unless it is empty.
	Text string
	// End ends the Exchange unless it is EndOpen. If no Piece has one, the bytes
	// decide, and if they leave it open the target closes the connection after the
	// last of them.
	End EndKind
}

// FromText returns the Transcript of a GET that was answered with the raw
// response text, such as "HTTP/1.1 200 OK\r\n…", at once, and by more pieces
// later.
func FromText(name, raw string, more ...Piece) *Transcript {
	return FromPieces(name, Request{}, slices.Insert(more, 0, Piece{Text: raw})...)
}

// FromPieces returns the Transcript of a request that was answered with the
// pieces. A request without a URL is one for http://target.example/events.
func FromPieces(name string, req Request, pieces ...Piece) *Transcript {
	if req.URL == nil {
		req.URL = &url.URL{Scheme: "http", Host: "target.example", Path: "/events"}
	}
	req = req.complete()
	t := &Transcript{Name: name, Request: req, URL: req.URL.String()}
	b := newBuilder(t)
	for _, p := range pieces {
		if p.Text != "" {
			b.feed(Chunk{At: p.At, Bytes: []byte(p.Text)})
		}
	}
	end, cause := b.endOf(pieces)
	b.finish(end, cause)
	return t
}

// endOf returns how an Exchange with these pieces, which b has been fed, ended.
func (b *builder) endOf(pieces []Piece) (End, error) {
	for _, p := range pieces {
		if p.End != EndOpen {
			return End{Kind: p.End, At: p.At}, nil
		}
	}
	kind, cause := b.state()
	if kind == EndOpen {
		kind, cause = b.closed()
	}
	end := End{Kind: kind, Detail: detailOf(cause)}
	if len(pieces) > 0 {
		end.At = pieces[len(pieces)-1].At
	}
	return end, cause
}

// detailOf returns the Detail of an end that has this cause.
func detailOf(cause error) string {
	if cause == nil {
		return "the response is complete"
	}
	return cause.Error()
}

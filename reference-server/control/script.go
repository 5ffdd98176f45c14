package control

import (
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/fixtures"
	"github.com/ssegauge/ssegauge/reference-server/jsonhttp"
)

// script is what a stream gets in place of events.
type script struct {
	fixture string // its name, if it is one
	body    []byte
	sizes   sizes
	delay   Duration // between two writes
	end     End
	until   bool // the end of the connection ends the body: there are no chunks
}

// sizes says in what pieces a body is written: of each bytes, or of those of the
// list and the rest as one. The zero value is one piece.
type sizes struct {
	each int
	list []int
}

// UnmarshalJSON reads a number or a list of numbers.
func (s *sizes) UnmarshalJSON(text []byte) error {
	if jsonhttp.Kind(text) == "an array" {
		if err := json.Unmarshal(text, &s.list); err != nil {
			return errors.New("must be a list of whole numbers")
		}
	} else if err := json.Unmarshal(text, &s.each); err != nil {
		return err
	}
	if s.each < 0 || slices.ContainsFunc(s.list, func(n int) bool { return n < 1 }) || (s.list == nil && s.each == 0) {
		return errors.New("a piece has at least one byte")
	}
	return nil
}

// pieces returns the writes that body is made of.
func (s sizes) pieces(body []byte) iter.Seq[[]byte] {
	if s.each > 0 {
		return slices.Chunk(body, s.each)
	}
	return func(yield func([]byte) bool) {
		rest := body
		for _, n := range s.list {
			n = min(n, len(rest))
			if n == 0 || !yield(rest[:n]) {
				return
			}
			rest = rest[n:]
		}
		if len(rest) > 0 {
			yield(rest)
		}
	}
}

// writes is the number of the pieces.
func (s script) writes() int {
	n := 0
	for range s.sizes.pieces(s.body) {
		n++
	}
	return n
}

func (s script) check() *refusal {
	if p := firstOf(s.end.check("end", Complete, FIN, RST, HalfClose, Keep), limitDuration("delay", s.delay, 0, maxWait)); p != nil {
		return p
	}
	if n := s.writes(); s.delay > 0 && int64(n) > int64(maxWait)/int64(s.delay) {
		return bad("delay", "%v between %d writes take longer than %v", time.Duration(s.delay), n, maxWait)
	}
	return nil
}

// orFixture returns the bytes of a payload or those of a fixture, of which one must
// be given.
func (p payload) orFixture(has given, name string) ([]byte, *refusal) {
	body := has["body"] || has["base64"]
	switch {
	case !has["fixture"] && !body:
		return nil, bad("body", `missing; want one of "fixture", "body" and "base64"`)
	case has["fixture"] && body:
		return nil, bad("fixture", "there is a body already")
	case has["fixture"]:
		return fixture(name)
	}
	return p.bytes(has)
}

// fixture returns the bytes of the fixture with this name.
func fixture(name string) ([]byte, *refusal) {
	streams, err := fixtures.Streams()
	if err != nil {
		return nil, bad("fixture", "%v", err)
	}
	var names []string
	for _, s := range streams {
		if s.Name == name {
			return s.Body, nil
		}
		names = append(names, s.Name)
	}
	const most = 64
	p := bad("fixture", "there is no %.*q", most, name)
	p.Hint = "names are <chapter>/<name>, such as " + streams[0].Name
	if near := nearest(names, name); len(near) > 0 {
		p.Hint = "did you mean " + strings.Join(near, ", ")
	}
	return nil, p
}

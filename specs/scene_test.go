package specs

import (
	"bytes"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// mark stands in front of a byte at which a Finding is wanted.
const mark = "‸"

// tape is a Transcript that is written by hand, and the places marked in it, as
// offsets among all bytes of the response.
type tape struct {
	*wire.Transcript
	marks []int64
}

// taped returns the tape of a GET that was answered with the pieces.
func taped(name string, pieces ...wire.Piece) tape { return tapedAfter(name, "", pieces...) }

// tapedAfter is taped for a client that sends a Last-Event-ID, unless it is
// empty.
func tapedAfter(name, lastEventID string, pieces ...wire.Piece) tape {
	var req wire.Request
	if lastEventID != "" {
		req.Header = []wire.Field{{Name: "Last-Event-ID", Value: lastEventID}}
	}
	return tapedFor(name, req, pieces...)
}

// tapedFor is taped for any request.
func tapedFor(name string, req wire.Request, pieces ...wire.Piece) tape {
	var marks []int64
	size := 0
	for i := range pieces {
		parts := strings.Split(pieces[i].Text, mark)
		for _, part := range parts[:len(parts)-1] {
			size += len(part)
			marks = append(marks, int64(size))
		}
		size += len(parts[len(parts)-1])
		pieces[i].Text = strings.Join(parts, "")
	}
	t := wire.FromPieces(name, req, pieces...)
	if t.End.Detail == "" {
		t.End.Detail = "ended: " + t.End.Kind.String()
	}
	return tape{t, marks}
}

// text is a piece that arrives at once, and later one that takes its time.
func text(s string) wire.Piece { return wire.Piece{Text: s} }

func later(at time.Duration, s string) wire.Piece { return wire.Piece{At: at, Text: s} }

// closedAt is the piece with which we close the connection.
func closedAt(at time.Duration) wire.Piece { return wire.Piece{At: at, End: wire.EndClosed} }

// streamHead is the head of an event stream that lasts until the connection is
// closed.
const streamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"

// live is the tape of a stream with that body, which we closed in the end.
func live(name, body string) tape { return liveAfter(name, "", body) }

func liveAfter(name, lastEventID, body string) tape {
	return tapedAfter(name, lastEventID, text(streamHead+body), closedAt(10*time.Second))
}

// scene is an Observation that is written by hand, and the tapes that it holds.
type scene struct {
	*Observation
	tapes []tape
}

// sceneOf returns the scene of a probe that made these tapes.
func sceneOf(probe string, tapes ...tape) scene {
	s := scene{&Observation{Probe: probe, Limits: Limits{}.withDefaults(), Carries: Carries{ID: true, Event: true}}, tapes}
	for _, t := range tapes {
		s.Transcripts = append(s.Transcripts, t.Transcript)
	}
	return s
}

// with publishes, in this order.
func (s scene) with(published ...Published) scene {
	s.Published = append(s.Published, published...)
	return s
}

// but changes the Observation.
func (s scene) but(change func(*Observation)) scene {
	change(s.Observation)
	return s
}

// reached is the scene of the probe "reach" with that response.
func reached(response string) scene {
	return sceneOf(probeReach, taped(firstStream, text(response), closedAt(10*time.Second)))
}

// watched is the scene of the probe "stream" with a body that was still open
// when we closed it.
func watched(body string) scene { return sceneOf(probeStream, live(mainStream, body)) }

// ended is watched for a stream that the target has ended.
func ended(body string) scene {
	return sceneOf(probeStream, taped(mainStream, text(streamHead+body)))
}

// place is where a Finding points to.
type place struct {
	exchange string
	offset   int64
}

// places returns the marked places of s, exchange by exchange.
func (s scene) places() []place {
	var all []place
	for _, t := range s.tapes {
		for _, offset := range t.marks {
			all = append(all, place{t.Name, offset})
		}
	}
	return all
}

// placesOf returns the places of findings that have one.
func placesOf(findings []Finding) []place {
	var all []place
	for _, f := range findings {
		if f.Transcript == nil || f.Offset < 0 {
			continue
		}
		offset := f.Offset
		if !f.Raw {
			offset = rawOffset(f.Transcript, offset)
		}
		all = append(all, place{f.Transcript.Name, offset})
	}
	return all
}

// rawOffset returns the place among all bytes of the response of the byte at
// that offset of the body.
func rawOffset(t *wire.Transcript, offset int64) int64 {
	raw := t.Raw()
	if t.Framing.Kind != wire.FramingChunked {
		return int64(len(raw)-len(t.Body)) + offset
	}
	for _, c := range t.Framing.HTTPChunks {
		if data := offset - c.BodyOffset; data < c.Size {
			sizeLine := bytes.IndexByte(raw[c.Offset:], '\n') + 1
			return c.Offset + int64(sizeLine) + data
		}
	}
	return int64(len(raw))
}

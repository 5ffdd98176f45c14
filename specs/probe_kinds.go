package specs

import (
	"context"
	"slices"
	"strings"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// The Transcript and steps of the probe "kinds".
const (
	kindsStream  = "ids of every kind"
	kindPrefix   = "resume after "
	stepOrdinary = "ordinary"
	stepLater    = "later"
)

// idKind is a kind of frame that has brought an id, and where the first of its
// kind stands.
type idKind struct {
	name     string
	id       string
	source   *wire.Transcript
	offset   int64 // just past the frame
	ordinary bool  // an event that was published without a type
}

// observeKinds collects ids from frames of as many kinds as the Target shows,
// publishes what a client would miss that has got each of them last, and resumes
// after each.
func observeKinds(ctx context.Context, s *subject) {
	x := s.stream(ctx, kindsStream)
	if !s.ready(ctx, x) {
		return
	}
	s.publish(ctx, s.marker(stepOrdinary))
	typed := s.marker(stepOrdinary)
	typed.Event = markedType
	last := s.publish(ctx, typed)
	if !last.Accepted() || !s.arrives(ctx, x, last.Publication) || x.Snapshot().LastEventID == "" {
		return
	}
	stranger := s.resume(ctx, unknownStream, "ssegauge-evicted-"+s.run.token)
	s.ready(ctx, stranger)
	s.awaitBeat(ctx, x)
	later := s.publishAll(ctx, stepLater, 2)
	newest := later[len(later)-1]
	if !newest.Accepted() || !s.arrives(ctx, x, newest.Publication) {
		return
	}
	s.waitFor(ctx, s.obs.Limits.MaxDelay, stranger, func(t *wire.Transcript) bool { return indexReceived(t, newest.Publication) >= 0 })
	var streams []*wire.Exchange
	for _, k := range kindsOfIDs(s.obs.Published, x.Snapshot(), stranger.Snapshot()) {
		streams = append(streams, s.resume(ctx, kindPrefix+k.name, k.id))
	}
	s.goLiveTogether(ctx, stepLiveAll, x, streams)
}

// awaitBeat waits for a frame that nobody has asked for. Where topics are
// shared others wait meanwhile, so that there is no time for it.
func (s *subject) awaitBeat(ctx context.Context, x *wire.Exchange) {
	if !s.cfg.hasTopics() {
		return
	}
	frames := len(x.Snapshot().Frames)
	s.waitFor(ctx, s.waits.MaxSilence, x, func(t *wire.Transcript) bool { return len(t.Frames) > frames })
}

// kindsOfIDs returns the kinds of frames that have brought an id, each once. An
// id that would not come back in a header as it is has no place here.
func kindsOfIDs(published []Published, streams ...*wire.Transcript) []idKind {
	var kinds []idKind
	known := map[string]bool{}
	for _, t := range streams {
		if !readable(t) {
			continue
		}
		before := true // no event that was published has come yet
		for _, f := range t.Frames {
			k := frameKind(published, f, before)
			before = before && k.name != kindEvent && k.name != kindTyped
			if k.name == "" || known[k.name] || k.id == "" || strings.TrimSpace(k.id) != k.id {
				continue
			}
			known[k.name] = true
			k.source, k.offset = t, f.End()
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// The names of the kinds. An event that nobody has published is named by its
// type.
const (
	kindEvent   = "an event"
	kindTyped   = "an event with a type"
	kindOpening = "the opening frame"
	kindBeat    = "a heartbeat"
	kindBare    = "a frame of an id only"
)

// frameKind returns the kind and the id of a frame. The name is empty for a frame
// that brings none. before says that no event had come.
func frameKind(published []Published, f eventstream.Frame, before bool) idKind {
	id, hasID := f.Field("id")
	if !hasID || !f.Complete {
		return idKind{}
	}
	typ, _ := f.Field("event")
	data, isEvent := dataOf(f)
	switch {
	case isEvent && carries(published, data) && (typ == "" || typ == "message"):
		return idKind{name: kindEvent, id: id, ordinary: true}
	case isEvent && carries(published, data):
		return idKind{name: kindTyped, id: id}
	case isEvent:
		return idKind{name: "an event " + quote(typ), id: id}
	case isBeat(f):
		return idKind{name: kindBeat, id: id}
	case before:
		return idKind{name: kindOpening, id: id}
	}
	return idKind{name: kindBare, id: id}
}

// dataOf returns the data of f, and whether it has any.
func dataOf(f eventstream.Frame) (data string, isEvent bool) {
	var lines []string
	for _, l := range f.Lines {
		if l.Kind == eventstream.KindField && l.Name == "data" {
			lines = append(lines, l.Value)
		}
	}
	return strings.Join(lines, "\n"), len(lines) > 0
}

// isBeat reports whether f has a comment.
func isBeat(f eventstream.Frame) bool {
	return slices.ContainsFunc(f.Lines, func(l eventstream.Line) bool { return l.Kind == eventstream.KindComment })
}

// carries reports whether data is that of one of the published events.
func carries(published []Published, data string) bool {
	for _, p := range published {
		if p.Marker != "" && strings.Contains(data, p.Marker) {
			return true
		}
	}
	return false
}

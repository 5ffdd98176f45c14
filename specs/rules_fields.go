package specs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// maxHeaderID is the longest id, in bytes, that comes back safely in a header
// field: common limits on a whole request head begin at 8 KiB.
const maxHeaderID = 4 << 10

// identified is an event whose own frame carries an id.
type identified struct {
	id, data string
	typ      string
	offset   int64
}

// identifiedEvents returns the dispatched events of t that carry an id.
func identifiedEvents(t *wire.Transcript) []identified {
	ids := map[int64]string{}
	for _, f := range t.Frames {
		if id, ok := f.Field("id"); ok {
			ids[f.Offset] = id
		}
	}
	var found []identified
	for _, e := range t.Events {
		if id, ok := ids[e.Offset]; ok {
			found = append(found, identified{id, e.Data, e.Type, e.Offset})
		}
	}
	return found
}

// onEvents is onStream for Rules that need an event.
func onEvents(rule func(*wire.Transcript) Judgement) Rule {
	return onStream(func(t *wire.Transcript) Judgement {
		if len(t.Events) == 0 {
			return inconclusive("no event arrived in %s", round(t.End.At))
		}
		return rule(t)
	})
}

// An event without an id cannot be resumed after. It need not be: what the server
// adds, such as a greeting or a heartbeat, is not missed.
func ruleIDPresent(o *Observation) Judgement {
	return onEvents(func(t *wire.Transcript) Judgement {
		carries := map[int64]bool{}
		for _, e := range identifiedEvents(t) {
			carries[e.offset] = true
		}
		events := missable(o, t)
		var found []Finding
		for _, e := range events {
			if !carries[e.Offset] && len(found) < maxFindings {
				found = append(found, at(t, e.Offset, "an event without an id cannot be resumed after").but("an id field", "no id"))
			}
		}
		if len(events) == 0 {
			return inconclusive("no event with data arrived in %s", round(t.End.At))
		}
		return verdictOf(found, "%d events, all with an id", len(events))
	})(o)
}

// missable returns the events of t that a client must not miss: those that were
// published, or if nothing is, all that have data.
func missable(o *Observation, t *wire.Transcript) []wire.Event {
	return slices.DeleteFunc(slices.Clone(t.Events), func(e wire.Event) bool {
		if len(o.step(stepSpaced)) == 0 {
			return e.Data == ""
		}
		_, ours := publishedAs(o, e)
		return !ours
	})
}

func ruleIDUnique(t *wire.Transcript) Judgement {
	events := identifiedEvents(t)
	first := map[string]identified{}
	var found []Finding
	for _, e := range events {
		before, seen := first[e.id]
		if seen && e.id != "" && len(found) < maxFindings {
			f := at(t, e.offset, "two events have the id %.60q", e.id)
			found = append(found, f.but("an id of its own for each event", fmt.Sprintf("the id of the event at byte %d", before.offset)))
		}
		if !seen {
			first[e.id] = e
		}
	}
	if len(events) == 0 {
		return notApplicable("no event carries an id")
	}
	return verdictOf(found, "%d ids, no two alike", len(events))
}

// "If the field value does not contain U+0000 NULL, then set the last event ID
// buffer to the field value. Otherwise, ignore the field".
func ruleIDNoNUL(t *wire.Transcript) Judgement {
	return eachID(t, func(l eventstream.Line) (Finding, bool) {
		i := strings.IndexByte(l.Value, 0)
		return at(t, l.Offset, "clients ignore an id that holds NUL").but("no NUL", fmt.Sprintf("%.60q", l.Value)), i >= 0
	})
}

// The id comes back in the Last-Event-ID header.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header
func ruleIDHeaderSafe(t *wire.Transcript) Judgement {
	return eachID(t, func(l eventstream.Line) (Finding, bool) {
		unsafe := strings.ContainsFunc(l.Value, func(r rune) bool { return r < ' ' && r != 0 || r > '~' })
		edges := l.Value != strings.TrimSpace(l.Value)
		f := at(t, l.Offset, "this id may not come back as it is in a header field")
		f = f.but(fmt.Sprintf("visible ASCII, at most %d bytes, no white space around", maxHeaderID), fmt.Sprintf("%.60q, %d bytes", l.Value, len(l.Value)))
		return f, unsafe || edges || len(l.Value) > maxHeaderID
	})
}

// eachID judges every id line.
func eachID(t *wire.Transcript, wrong func(eventstream.Line) (Finding, bool)) Judgement {
	ids := 0
	var found []Finding
	eachField(t, func(_ eventstream.Frame, l eventstream.Line) {
		if l.Name != "id" {
			return
		}
		ids++
		if f, bad := wrong(l); bad && len(found) < maxFindings {
			found = append(found, f)
		}
	})
	if ids == 0 {
		return notApplicable("no frame carries an id")
	}
	return verdictOf(found, "%d ids", ids)
}

// An empty id resets the last event ID: a client that reconnects then resumes
// nothing.
func ruleIDNotWiped(t *wire.Transcript) Judgement {
	ids, last := 0, ""
	var found []Finding
	for _, f := range t.Frames {
		id, ok := f.Field("id")
		if !ok || !f.Complete {
			continue
		}
		ids++
		if _, ordinary := f.Field("data"); ordinary && id == "" && last != "" && len(found) < maxFindings {
			found = append(found, at(t, f.Offset, "an empty id makes clients forget %.60q", last).but("the event's id, or no id field", "id:"))
		}
		last = id
	}
	if ids == 0 {
		return notApplicable("no event carries an id")
	}
	return verdictOf(found, "%d ids, none wiped", ids)
}

// ruleIDAgrees compares the events that two readers have both received.
func ruleIDAgrees(o *Observation) Judgement {
	t, control := o.Transcript(mainStream), o.Transcript(controlStream)
	for _, reader := range []*wire.Transcript{t, control} {
		if !readable(reader) {
			return inconclusive("two streams are needed: %s", describe(reader))
		}
	}
	known := map[string]string{}
	repeated := map[string]bool{}
	for _, e := range identifiedEvents(control) {
		key := e.typ + "\x00" + e.data
		_, again := known[key]
		repeated[key] = repeated[key] || again
		known[key] = e.id
	}
	both := 0
	var found []Finding
	for _, e := range identifiedEvents(t) {
		key := e.typ + "\x00" + e.data
		id, ok := known[key]
		if !ok || repeated[key] || e.data == "" {
			continue
		}
		both++
		if id != e.id && len(found) < maxFindings {
			f := at(t, e.offset, "another connection got this event with another id")
			found = append(found, f.but(fmt.Sprintf("the id %.60q, as on the other connection", id), fmt.Sprintf("%.60q", e.id)))
		}
	}
	if both == 0 {
		return inconclusive("no event with an id arrived on two connections")
	}
	return verdictOf(found, "%d events with the same id on two connections", both)
}

func ruleTypeNotEmpty(t *wire.Transcript) Judgement {
	return eachType(t, func(f eventstream.Frame, l eventstream.Line) (Finding, bool) {
		return at(t, l.Offset, "an empty event type means none").but("a type, or no event field", "event:"), l.Value == ""
	})
}

// EventSource fires events of its own with these names; handlers cannot tell
// them apart.
func ruleTypeNotReserved(t *wire.Transcript) Judgement {
	return eachType(t, func(f eventstream.Frame, l eventstream.Line) (Finding, bool) {
		bad := l.Value == "error" || l.Value == "open"
		return at(t, l.Offset, "EventSource fires events of its own with this type").but("another type", "event: "+l.Value), bad
	})
}

func eachType(t *wire.Transcript, wrong func(eventstream.Frame, eventstream.Line) (Finding, bool)) Judgement {
	types := 0
	var found []Finding
	eachField(t, func(f eventstream.Frame, l eventstream.Line) {
		if l.Name != "event" {
			return
		}
		types++
		if f, bad := wrong(f, l); bad && len(found) < maxFindings {
			found = append(found, f)
		}
	})
	return verdictOf(found, "%d event fields", types)
}

// ruleTypeKept looks at the published events that had a type.
func ruleTypeKept(o *Observation) Judgement {
	t := o.Transcript(mainStream)
	if !o.Carries.Event {
		return notApplicable("the publish hook does not hand over .Event")
	}
	if !readable(t) {
		return noStreamIn(t)
	}
	typed := 0
	var found []Finding
	for _, p := range o.step(stepSpaced) {
		e, ok := received(t, p.Publication)
		if p.Event == "" || !ok {
			continue
		}
		typed++
		if e.Type != p.Event {
			found = append(found, at(t, e.Offset, "the event has another type than it was published with").but(p.Event, e.Type))
		}
	}
	if typed == 0 {
		return inconclusive("no event that was published with a type arrived")
	}
	return verdictOf(found, "%d events with their type", typed)
}

// Of several fields with one name the last wins; the others are lost.
func ruleNotRepeated(t *wire.Transcript) Judgement {
	var found []Finding
	for _, f := range t.Frames {
		count := map[string]int{}
		for _, l := range f.Lines {
			if l.Kind != eventstream.KindField || l.EOL == "" || !slices.Contains([]string{"id", "event", "retry"}, l.Name) {
				continue
			}
			count[l.Name]++
			if count[l.Name] == 2 && len(found) < maxFindings {
				found = append(found, at(t, l.Offset, "a second %s field in one frame: the first is lost", l.Name))
			}
		}
	}
	return verdictOf(found, "%d frames without a repeated field", len(t.Frames))
}

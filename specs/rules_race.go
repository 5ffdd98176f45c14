package specs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// ruleRace wants each client that reconnects amid events to get each of them
// once. Where a client that resumes in calm does not either, that is another
// Requirement's matter.
func ruleRace(o *Observation) Judgement {
	control, calm := o.Transcript(controlStream), o.Transcript(calmStream)
	switch {
	case !readable(control):
		return noStreamIn(control)
	case len(control.Events) > 0 && control.LastEventID == "":
		return notApplicable("events carry no ids, so that nothing can be resumed")
	case !readable(calm):
		return unpublished(o, "no stream was resumed after the race")
	}
	r, ok := resumed(o, calmStream)
	switch {
	case !ok:
		return inconclusive("the control reader has not seen all of it")
	case len(ruleMissed(r))+len(ruleNoDuplicate(r))+len(ruleInOrder(r)) > 0:
		return inconclusive("a client that resumes in calm loses, repeats or swaps events as well")
	case !idsApart(control):
		return inconclusive("events share ids, so that a client cannot say which it got last")
	}
	if sendsStrange(calm, control) {
		return inconclusive("a client that resumes in calm is sent events of others")
	}
	ran := raceOf(o, control)
	connections := 0
	var found []Finding
	for n := range racers {
		all := o.named(fmt.Sprintf("%s%d.", racePrefix, n+1))
		connections += len(all)
		if last := o.Transcript(fmt.Sprintf("%s%d, at last", racePrefix, n+1)); readable(last) {
			all = append(all, last)
		}
		found = append(found, ran.follow(o, all)...)
	}
	return verdictOf(found[:min(len(found), maxFindings)], "%d events, each once, over %d connections", len(ran.order), connections)
}

// sendsStrange reports whether t has an event that control has not. A greeting may be
// another for each connection: it may say the time, or count.
func sendsStrange(t, control *wire.Transcript) bool {
	return slices.ContainsFunc(t.Events, func(e wire.Event) bool { return !greetsAlike(control, e) })
}

// greetsAlike reports whether t has an event that is as e, but for digits. Of what
// was published, only e itself is.
func greetsAlike(t *wire.Transcript, e wire.Event) bool {
	if strings.Contains(e.Data, markerPrefix) {
		return greets(t, e)
	}
	return slices.ContainsFunc(t.Events, func(other wire.Event) bool {
		return other.Type == e.Type && withoutDigits(other.Data) == withoutDigits(e.Data)
	})
}

func withoutDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return -1
		}
		return r
	}, text)
}

// idsApart reports whether each event of t has an id of its own.
func idsApart(t *wire.Transcript) bool {
	seen := map[string]bool{}
	for _, e := range t.Events {
		if seen[e.LastEventID] {
			return false
		}
		seen[e.LastEventID] = true
	}
	return true
}

// race is what was published while clients reconnected, in the order in which
// the control reader got it.
type race struct{ order []Published }

func raceOf(o *Observation, control *wire.Transcript) race {
	var r race
	for _, p := range o.Published {
		if _, ok := received(control, p.Publication); ok && p.Accepted() && (p.Step == stepRace || p.Step == stepLiveAll) {
			r.order = append(r.order, p)
		}
	}
	return r
}

// place returns the place of e among the events of the race, -1 if it is none of
// them. It is mostly the next one.
func (r race) place(e wire.Event, next int) int {
	if next < len(r.order) && strings.Contains(e.Data, r.order[next].Marker) {
		return next
	}
	for i, p := range r.order {
		if strings.Contains(e.Data, p.Marker) {
			return i
		}
	}
	return -1
}

// leap is where a client got an event that was not the next.
type leap struct {
	t        *wire.Transcript
	e        wire.Event
	from, to int
}

// follow goes over the connections of one client, which had the first event
// already, and finds what it has not got and what it got twice. A gap that it was
// told of is none.
func (r race) follow(o *Observation, connections []*wire.Transcript) []Finding {
	var found []Finding
	var leaps []leap
	got := map[int]bool{0: true}
	next := 1
	for _, t := range connections {
		told := readable(t) && tellsOfGap(o, t, greetsAlike)
		for _, e := range t.Events {
			place := r.place(e, next)
			switch {
			case place < 0:
				continue
			case got[place]:
				f := at(t, e.Offset, "a client that reconnects amid events gets one twice")
				found = append(found, f.but("each event once", r.order[place].Marker+" came again"))
				continue
			case place > next && !told:
				leaps = append(leaps, leap{t, e, next, place})
			}
			got[place], next = true, max(next, place+1)
		}
	}
	for _, l := range leaps {
		if f, lost := r.lost(got, l); lost {
			found = append(found, f)
		}
	}
	return found
}

// lost returns what to say of a leap, unless all that it left out came later.
func (r race) lost(got map[int]bool, l leap) (Finding, bool) {
	for i := l.from; i < l.to; i++ {
		if !got[i] {
			id, _ := l.t.Request.Get("Last-Event-ID")
			f := at(l.t, l.e.Offset, "a client that reconnects amid events loses some")
			want := fmt.Sprintf("%s, on the connection with Last-Event-ID %s", r.order[i].Marker, quote(id))
			return f.but(want, fmt.Sprintf("%s, %d events later", r.order[l.to].Marker, l.to-i)), true
		}
	}
	return Finding{}, false
}

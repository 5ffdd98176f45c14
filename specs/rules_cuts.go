package specs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// ruleSameEvent wants a replayed event to be the one that was sent live, as the
// control reader has it.
func ruleSameEvent(o *Observation) Judgement {
	control := o.Transcript(controlStream)
	withIDs := idsAgree(o, control, o.Transcript(cutStream))
	compared := 0
	var found []Finding
	for _, name := range cutNames() {
		t := o.Transcript(name)
		if !readable(t) || control == nil {
			continue
		}
		for _, e := range t.Events {
			p, ours := publishedAs(o, e)
			i := indexReceived(control, p.Publication)
			if !ours || i < 0 || p.Sent.After(t.Start) {
				continue
			}
			compared++
			found = append(found, changes(t, e, control.Events[i], withIDs)...)
		}
	}
	switch {
	case compared == 0 && o.Transcript(resumedStream) == nil:
		return noResumption(o)
	case compared == 0:
		return inconclusive("no event was replayed")
	}
	return verdictOf(found[:min(len(found), maxFindings)], "%d replayed events are as they were live", compared)
}

// idsAgree reports whether two streams had the same ids for the events that both
// had live. Where they had not, that is another Requirement's matter.
func idsAgree(o *Observation, a, b *wire.Transcript) bool {
	for _, p := range o.Published {
		here, ok := received(a, p.Publication)
		there, both := received(b, p.Publication)
		if ok && both && here.LastEventID != there.LastEventID {
			return false
		}
	}
	return true
}

// changes returns what differs between e, as t has it, and the same event when
// it was live.
func changes(t *wire.Transcript, e, live wire.Event, withIDs bool) []Finding {
	var found []Finding
	for _, field := range []struct{ name, want, got string }{
		{"id", live.LastEventID, e.LastEventID},
		{"type", live.Type, e.Type},
		{"data", live.Data, e.Data},
	} {
		if field.got != field.want && (withIDs || field.name != "id") {
			f := at(t, e.Offset, "a replayed event has another %s than it had live", field.name)
			found = append(found, f.but(field.name+" "+quote(field.want), field.name+" "+quote(field.got)))
		}
	}
	return found
}

// ruleEveryConnection wants all the streams that resume after one event to be
// sent the same.
func ruleEveryConnection(o *Observation) Judgement {
	var all []*wire.Transcript
	for _, t := range o.named(sameCutPrefix) {
		if readable(t) {
			all = append(all, t)
		}
	}
	if len(all) < 2 {
		return noResumption(o)
	}
	replays := map[string]int{}
	for _, t := range all {
		replays[replayed(o, t)]++
	}
	usual, most := "", 0
	for replay, n := range replays {
		if n > most || n == most && len(replay) > len(usual) {
			usual, most = replay, n
		}
	}
	typical := all[slices.IndexFunc(all, func(t *wire.Transcript) bool { return replayed(o, t) == usual })]
	var found []Finding
	for _, t := range all {
		if got := replayed(o, t); got != usual && len(found) < maxFindings {
			f := nowhere(t, "one connection replays something else than the others, after the same Last-Event-ID")
			want := fmt.Sprintf("%d events, as on %d of %d connections", len(strings.Fields(usual)), most, len(all))
			found = append(found, f.but(want, fmt.Sprintf("%d events%s", len(strings.Fields(got)), instances(t, typical))))
		}
	}
	return verdictOf(found, "%d connections, all with the same %d events", len(all), len(strings.Fields(usual)))
}

// replayed returns the markers of what t was sent and had been published before
// the first stream of its kind was opened, in the order of arrival.
func replayed(o *Observation, t *wire.Transcript) string {
	var markers []string
	for _, e := range t.Events {
		p, ours := publishedAs(o, e)
		if ours && !strings.HasPrefix(p.Step, stepLive) && p.Step != "nudge" {
			markers = append(markers, p.Marker)
		}
	}
	return strings.Join(markers, " ")
}

// instances says in which fields that name an instance behind a load balancer
// the heads of two streams differ. Cookies say it too, but are hidden in what is
// saved, and what is saved must be judged alike.
func instances(t, other *wire.Transcript) string {
	var out strings.Builder
	for _, name := range []string{"Via", "Server", "X-Served-By", "X-Backend", "X-Instance", "X-Pod-Name", "X-Upstream"} {
		here, _ := t.Head.Get(name)
		there, _ := other.Head.Get(name)
		if here != there {
			fmt.Fprintf(&out, "; %s: %s, on the others %s", name, quote(here), quote(there))
		}
	}
	return out.String()
}

// ruleHeaderWins wants a client with the header to be resumed by it, whatever
// the URL says: the URL is that of its first connection.
func ruleHeaderWins(o *Observation) Judgement {
	fresh, byHeader := o.Transcript(freshStream), o.Transcript(cutName(sameCut))
	if !readable(fresh) || !readable(byHeader) {
		return noResumption(o)
	}
	var known []string
	var found []Finding
	for _, parameter := range queryParameters() {
		alone, both := o.Transcript(queryPrefix+parameter), o.Transcript(bothPrefix+parameter)
		if !readable(alone) || !readable(both) || firstOld(o, alone, fresh) == nil {
			continue
		}
		known = append(known, parameter)
		if e := firstOld(o, both, byHeader); e != nil {
			f := at(both, e.Offset, "the query parameter %s decides where a client resumes, and not its header", parameter)
			id, _ := both.Request.Get("Last-Event-ID")
			found = append(found, f.but("only events after Last-Event-ID "+quote(id), "an event with the id "+quote(e.LastEventID)))
		}
	}
	if len(known) == 0 {
		return notApplicable("no query parameter has an effect: %s", strings.Join(queryParameters(), ", "))
	}
	return verdictOf(found, "the header decides, and not %s", strings.Join(known, ", "))
}

// firstOld returns the first event of t that had been published before t was
// opened and that the other stream was not sent, nil if there is none.
func firstOld(o *Observation, t, other *wire.Transcript) *wire.Event {
	for i, e := range t.Events {
		p, ours := publishedAs(o, e)
		_, known := received(other, p.Publication)
		if ours && !known && !strings.HasPrefix(p.Step, stepLive) && p.Step != "nudge" {
			return &t.Events[i]
		}
	}
	return nil
}

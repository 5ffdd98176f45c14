package specs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// ruleEveryKindOfID wants nothing to be lost after whatever has brought the id.
// Where the id of an ordinary event loses events as well, that is another
// Requirement's matter.
func ruleEveryKindOfID(o *Observation) Judgement {
	x := o.Transcript(kindsStream)
	if !readable(x) {
		return noStreamIn(x)
	}
	var judged []string
	var found []Finding
	for _, k := range kindsOfIDs(o.Published, x, o.Transcript(unknownStream)) {
		t := o.Transcript(kindPrefix + k.name)
		if !readable(t) {
			continue
		}
		lost, total := k.lost(o, t)
		if k.ordinary && len(lost) > 0 {
			return inconclusive("a resume after an ordinary event loses events as well")
		}
		if sendsForeign(o, t) {
			return inconclusive("a stream that resumes is sent events of other topics")
		}
		judged = append(judged, k.name)
		if len(lost) > 0 {
			f := at(k.source, k.place(), "a client that got %s last loses events when it resumes", k.name)
			found = append(found, f.but(
				fmt.Sprintf("%d events after Last-Event-ID %s", total, quote(k.id)),
				fmt.Sprintf("%d of them, lost: %s", total-len(lost), strings.Join(lost[:min(len(lost), 3)], " ")),
			))
		}
	}
	switch {
	case len(judged) == 0 && len(x.Events) > 0 && x.LastEventID == "":
		return notApplicable("events carry no ids, so that nothing can be resumed")
	case len(judged) == 0:
		return unpublished(o, "no stream was resumed")
	}
	return verdictOf(found, "nothing is lost after %s", strings.Join(judged, ", "))
}

// lost returns the markers of the events that came after k and that t, which
// resumed after it, has not received, and how many came after k.
func (k idKind) lost(o *Observation, t *wire.Transcript) (lost []string, total int) {
	for _, p := range o.Published {
		e, ok := received(k.source, p.Publication)
		if !ok || !p.Accepted() || e.Offset < k.offset || p.Sent.After(t.Start) || strings.HasPrefix(p.Step, stepLive) {
			continue
		}
		total++
		if _, ok := received(t, p.Publication); !ok {
			lost = append(lost, p.Marker)
		}
	}
	return lost, total
}

// sendsForeign reports whether t has an event that this run has published for
// another probe.
func sendsForeign(o *Observation, t *wire.Transcript) bool {
	return slices.ContainsFunc(t.Events, func(e wire.Event) bool {
		_, ours := publishedAs(o, e)
		return !ours && strings.Contains(e.Data, markerPrefix)
	})
}

// place returns where the frame of k begins.
func (k idKind) place() int64 {
	for _, f := range k.source.Frames {
		if f.End() == k.offset {
			return f.Offset
		}
	}
	return -1
}

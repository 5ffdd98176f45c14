package specs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// onReaders makes a Rule of one that looks at each of the readers that read to
// the end, and at what at least one of them has received.
func onReaders(rule func(t *wire.Transcript, published []Published, readers []*wire.Transcript) []Finding, seen string) Rule {
	return func(o *Observation) Judgement {
		var readers []*wire.Transcript
		for _, t := range o.named(readerPrefix) {
			if readable(t) && !endedByTarget(t) {
				readers = append(readers, t)
			}
		}
		if len(readers) < 2 {
			return inconclusive("fewer than two readers were served to the end")
		}
		var published []Published
		for _, p := range o.step(stepFanout) {
			if receivedByAny(readers, p) {
				published = append(published, p)
			}
		}
		if len(published) == 0 {
			return unpublished(o, "no reader has received anything")
		}
		var found []Finding
		for _, t := range readers {
			found = append(found, rule(t, published, readers)...)
		}
		return verdictOf(found[:min(len(found), maxFindings)], seen, len(readers), len(published))
	}
}

func receivedByAny(readers []*wire.Transcript, p Published) bool {
	for _, t := range readers {
		if _, ok := received(t, p.Publication); ok {
			return true
		}
	}
	return false
}

// ruleAllReceive wants each reader to get what another has got. What came before
// the first event that it got may have come before the server knew it.
func ruleAllReceive(t *wire.Transcript, published []Published, readers []*wire.Transcript) []Finding {
	first := slices.IndexFunc(published, func(p Published) bool { return indexReceived(t, p.Publication) >= 0 })
	lost := lostOf(published[max(0, first):], t)
	if len(lost) == 0 {
		return nil
	}
	f := nowhere(t, "a reader does not get events that others get")
	return []Finding{f.but(
		fmt.Sprintf("%d events for each of %d readers", len(published), len(readers)),
		fmt.Sprintf("%d for this one, lost: %s", len(published)-len(lost), strings.Join(lost[:min(len(lost), 3)], " ")),
	)}
}

// ruleSameOrder wants each reader to get events in the order in which the first
// got them.
func ruleSameOrder(t *wire.Transcript, published []Published, readers []*wire.Transcript) []Finding {
	last, before := -1, Published{}
	for _, e := range readers[0].Events {
		for _, p := range published {
			if !strings.Contains(e.Data, p.Marker) {
				continue
			}
			i := indexReceived(t, p.Publication)
			if i >= 0 && i < last {
				f := at(t, t.Events[i].Offset, "two readers get events in different orders")
				return []Finding{f.but("as on "+readers[0].Name+": "+p.Marker+" after "+before.Marker, "before it")}
			}
			if i > last {
				last, before = i, p
			}
		}
	}
	return nil
}

// ruleOnce wants no reader to get an event twice.
func ruleOnce(t *wire.Transcript, published []Published, _ []*wire.Transcript) []Finding {
	for _, p := range published {
		if places := allReceived(t, p.Publication); len(places) > 1 {
			f := at(t, t.Events[places[1]].Offset, "a reader gets an event %d times", len(places))
			return []Finding{f.but("once", p.Marker)}
		}
	}
	return nil
}

// ruleOldStreamHears wants a stream that has seen many others come and go to get
// events all the same, or to be ended, so that its client comes back.
func ruleOldStreamHears(o *Observation) Judgement {
	old, fresh := o.Transcript(readerName(1)), o.Transcript(afterGuests)
	p, ok := o.published(stepGuests)
	_, onFresh := received(fresh, p.Publication)
	_, onOld := received(old, p.Publication)
	switch {
	case !readable(old):
		return noStreamIn(old)
	case o.Trespass.Cause != "":
		return Judgement{Skip: o.Trespass}
	case !ok:
		return unpublished(o, "nothing was published after the guests had gone")
	case onOld:
		return kept("it still gets events after %d others came and went", len(o.named(guestPrefix)))
	case endedByTarget(old):
		return kept("it was ended, so that its client comes back")
	case !onFresh:
		return inconclusive("a new stream does not get the event either")
	}
	f := nowhere(old, "a stream that stayed while %d others came and went gets no more events", len(o.named(guestPrefix)))
	return broken(f.but("the event "+p.Marker+", as on a new stream, or an end", fmt.Sprintf("nothing until %s", old.End.Kind)))
}

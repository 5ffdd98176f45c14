package specs

import (
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/report"
)

// fanRows are about several readers of the same events.
func fanRows() []row {
	const all, order, once = "fanout-all-receive", "fanout-same-order", "fanout-once"
	of := func(bodies ...string) scene {
		s := sceneOf(probeFanout).with(accepted(stepFanout, "f1"), accepted(stepFanout, "f2"), accepted(stepFanout, "f3"))
		for n, body := range bodies {
			s.tapes = append(s.tapes, live(readerName(n+1), body))
			s.Transcripts = append(s.Transcripts, s.tapes[n].Transcript)
		}
		return s
	}
	whole := events(1, "f1", "f2", "f3")
	ends := func(o *Observation) {
		o.Transcripts = append(o.Transcripts, taped(readerName(9), text(streamHead+events(1, "f1"))).Transcript)
	}
	share := because("does not get events that others get", "3 events for each of 3 readers", "2 for this one, lost: f2.")
	swapped := because("in different orders", "as on reader 1: f2. after f1.", "before it")
	twice := because("gets an event 2 times", "once", "f2.")
	rows := []row{
		{all, "each gets all", of(whole, whole, whole), keeps("3 readers, each got all 3 events")},
		{all, "one gets less", of(whole, events(1, "f1", "f3"), whole), breaks(share)},
		{all, "they share", of(events(1, "f1"), events(2, "f2"), events(3, "f3")), breaks(
			because("does not get", "3 events", "1 for this one, lost: f2. f3."),
			because("does not get", "3 events", "2 for this one, lost: f3."),
		)},
		{all, "one gets nothing", of(whole, ""), breaks(because("does not get", "3 events", "0 for this one, lost: f1. f2. f3."))},
		{all, "one began to listen after its head", of(whole, events(2, "f2", "f3")), keeps("each got all 3 events")},
		{all, "an event that nobody got", of(events(1, "f1", "f3"), events(1, "f1", "f3")), keeps("each got all 2 events")},
		{all, "a reader whose stream was ended", of(whole, whole).but(ends), keeps("2 readers")},
		{order, "one order", of(whole, whole), keeps("2 readers, 3 events, one order")},
		{order, "another order for all", of(events(1, "f2", "f1", "f3"), events(1, "f2", "f1", "f3")), keeps("one order")},
		{order, "one gets them in another", of(whole, "‸"+events(2, "f2")+events(1, "f1", "f3")), breaks(swapped)},
		{order, "what is lost is not its matter", of(whole, events(1, "f1", "f3"), events(3, "f3")), keeps("one order")},
		{order, "what comes twice is not its matter", of(whole, events(1, "f1", "f2", "f1", "f3")), keeps("one order")},
		{once, "each once", of(whole, whole), keeps("2 readers, each got 3 events once")},
		{once, "one twice", of(whole, events(1, "f1", "f2")+"‸"+events(2, "f2")+events(3, "f3")), breaks(twice)},
	}
	for _, id := range []string{all, order, once} {
		rows = append(
			rows,
			row{id, "one reader", of(whole), leavesOpen("fewer than two readers were served to the end")},
			row{id, "nobody got anything", of("", ""), leavesOpen("no reader has received anything")},
			row{id, "no stream", sceneOf(probeFanout), leavesOpen("fewer than two readers")},
			row{id, "no hook", of(whole, whole).but(noHook), cannotBeTested("there is no publish hook")},
		)
	}
	return rows
}

// oldStreamRows are about a stream that stays while others come and go.
func oldStreamRows() []row {
	const id = "fanout-old-stream-hears"
	of := func(old, fresh tape) scene {
		return sceneOf(probeFanout, old, live(guestPrefix+"1.1", ""), live(guestPrefix+"1.2", ""), fresh).with(accepted(stepGuests, "g1"))
	}
	event := events(1, "g1")
	notOurs := func(o *Observation) { o.Trespass = Skip{report.SkipUntestable, "no consent"} }
	old := func(body string) tape { return live(readerName(1), body) }
	fresh := func(body string) tape { return live(afterGuests, body) }
	deaf := because("a stream that stayed while 2 others came and went gets no more events", "the event g1., as on a new stream, or an end", "nothing until closed")
	return []row{
		{id, "it hears", of(old(event), fresh(event)), keeps("it still gets events after 2 others came and went")},
		{id, "it is deaf", of(old(""), fresh(event)), breaks(deaf)},
		{id, "it was ended", of(taped(readerName(1), text(streamHead)), fresh(event)), keeps("it was ended, so that its client comes back")},
		{id, "everybody is deaf", of(old(""), fresh("")), leavesOpen("a new stream does not get the event either")},
		{id, "nothing was published", sceneOf(probeFanout, old("")), leavesOpen("nothing was published after the guests had gone")},
		{id, "the target is not ours", sceneOf(probeFanout, old("")).but(notOurs), cannotBeTested("no consent")},
		{id, "no stream", sceneOf(probeFanout), leavesOpen("no request was made")},
		{id, "no hook", of(old(event), fresh(event)).but(noHook), cannotBeTested("there is no publish hook")},
	}
}

// The n-th reader has a name of its own, which no other Transcript begins with.
func TestReaderNames(t *testing.T) {
	for _, name := range []string{afterGuests, guestPrefix, stalledStream, healthyOne} {
		if strings.HasPrefix(name, readerPrefix) {
			t.Errorf("%q begins like the name of a reader", name)
		}
	}
	if readerName(1) == readerName(fanReaders) {
		t.Errorf("two readers are called %q", readerName(1))
	}
}

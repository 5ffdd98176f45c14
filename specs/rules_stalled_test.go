package specs

import (
	"fmt"
	"strings"
	"time"
)

// large returns the markers of n large events.
func large(n int) []string {
	markers := make([]string, 0, n)
	for i := range n {
		markers = append(markers, fmt.Sprintf("L%02d", i+1))
	}
	return markers
}

// stallRows are about a reader that stops reading, and those beside it.
func stallRows() []row { return append(delayRows(), gapRows()...) }

// stallScene is the scene in which enoughLarge events were published, one each
// 10 ms, and answered after 1 ms.
func stallScene(tapes ...tape) scene {
	s := sceneOf(probeStalled, tapes...)
	for i, marker := range large(enoughLarge) {
		p := sentAt(time.Duration(i)*10*ms, accepted(stepLarge, marker))
		p.Answered = p.Sent.Add(ms)
		s.Published = append(s.Published, p)
	}
	return s.with(sentAt(2*sec, accepted(stepReadOn, "end")))
}

// wholeStall is a body with all that was published.
func wholeStall() string { return events(1, append(large(enoughLarge), "end")...) }

func delayRows() []row {
	const id = "fanout-stalled-reader-delays-nobody"
	at := func(name string, pieces ...any) tape { return live(name, fmt.Sprint(pieces...)) }
	whole := wholeStall()
	split := func(name string, n int, until time.Duration) tape {
		markers := append(large(enoughLarge), "end")
		return taped(name, text(streamHead+events(1, markers[:n]...)), later(until, mark+events(n+1, markers[n:]...)), closedAt(10*sec))
	}
	unmarked := func(t tape) tape { t.marks = nil; return t }
	waits := func(o *Observation) {
		o.Published[30].Answered = o.Published[30].Sent.Add(7 * sec)
		o.Published[30].Outcome, o.Published[30].Detail = OutcomeFailed, "deadline exceeded"
	}
	few := func(o *Observation) { o.Published = o.Published[:20] }
	return []row{
		{id, "nobody waits", stallScene(at(healthyOne, whole), at(stalledStream, whole), at(healthyTwo, whole)), keeps("48 events of 16 KiB reached the others in time")},
		{id, "one waits a little", stallScene(at(healthyOne, whole), at(stalledStream, whole), unmarked(split(healthyTwo, 40, 5*sec))), keeps("in time")},
		{id, "one waits for most events", stallScene(at(healthyOne, whole), at(stalledStream, whole), split(healthyTwo, 10, 3*sec)), breaks(
			because("event 11 waits", "within 2s", "after 2.9s"),
		)},
		{id, "one waits long", stallScene(at(healthyOne, whole), at(stalledStream, whole), split(healthyTwo, 40, 7*sec)), breaks(
			because("event 41 waits for a reader that does not read", "within 2s", "after 6.6s"),
		)},
		{id, "both wait until the end", stallScene(at(healthyOne, events(1, large(30)...)), at(stalledStream, ""), at(healthyTwo, events(1, large(30)...))), breaks(
			because("event 31 waits", "within 2s", "nothing for 9.7s"), because("event 31 waits", "within 2s", "nothing for 9.7s"),
		)},
		{id, "the publisher waits", stallScene(at(healthyOne, whole), at(stalledStream, whole), at(healthyTwo, whole)).but(waits), breaks(
			because("the publisher waits", "an answer within 2s", "failed after 7s: deadline exceeded"),
		)},
		{id, "one that is ended does not wait", stallScene(at(healthyOne, whole), at(stalledStream, whole), taped(healthyTwo, text(streamHead))), keeps("in time")},
		{id, "too little to fill the buffers", stallScene(at(healthyOne, whole), at(stalledStream, whole), at(healthyTwo, whole)).but(few), leavesOpen("only 20 events of 16 KiB could be published")},
		{id, "no second reader", stallScene(at(healthyOne, whole), at(stalledStream, whole)), leavesOpen("no request was made")},
		{id, "no stream", sceneOf(probeStalled), leavesOpen("no request was made")},
		{id, "no hook", stallScene().but(noHook), cannotBeTested("there is no publish hook")},
	}
}

func gapRows() []row {
	const id = "fanout-gap-closes"
	whole := wholeStall()
	of := func(slow tape) scene { return stallScene(live(healthyOne, whole), slow) }
	markers := large(enoughLarge)
	begin := events(1, markers[:20]...)
	few := func(o *Observation) { o.Published = o.Published[:20] }
	return []row{
		{id, "nothing is missing", of(live(stalledStream, whole)), keeps("a reader that was slow got all 49 events")},
		{id, "the stream was ended", of(taped(stalledStream, text(streamHead+begin))), keeps("the stream of a reader that was slow was ended, so that it can resume")},
		{id, "a gap", of(live(stalledStream, begin+"‸"+events(31, markers[30:]...))), breaks(
			because("a slow reader misses events on a stream that goes on", "L21. first, or an end of the stream", "L31."),
		)},
		{id, "a gap, and then an end", of(taped(stalledStream, text(streamHead+begin+"‸"+events(31, markers[30:]...)))), breaks(
			because("misses events", "L21. first", "L31."),
		)},
		{id, "nothing more", of(live(stalledStream, begin)), breaks(
			because("gets no more events, and its stream stays open", "the event L21., or an end of the stream", "nothing of it for 9.8s"),
		)},
		{id, "it had not caught up", of(taped(stalledStream, text(streamHead), later(9*sec, begin), closedAt(10*sec))), leavesOpen("had not caught up")},
		{id, "what nobody gets was not sent", stallScene(
			live(healthyOne, strings.Replace(whole, "data: L30.", "data: x", 1)), live(stalledStream, strings.Replace(whole, "data: L30.", "data: x", 1)),
		), keeps("got all 49 events")},
		{id, "too little to fill the buffers", of(live(stalledStream, whole)).but(few), leavesOpen("only 20 events could be published")},
		{id, "no stream", sceneOf(probeStalled), leavesOpen("no request was made")},
		{id, "no hook", of(live(stalledStream, whole)).but(noHook), cannotBeTested("there is no publish hook")},
	}
}

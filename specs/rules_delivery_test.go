package specs

import (
	"fmt"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// never is the time at which an event arrives that does not.
const never = time.Hour

// delivered is the scene in which events are published every 300 ms, from the
// first second on, and arrive at these times. ‸ stands before those whose
// numbers, counted from 1, are among found.
func delivered(arrivals []time.Duration, found ...int) scene {
	pieces := []wire.Piece{text(streamHead)}
	var published []Published
	for i, at := range arrivals {
		p := accepted(stepSpaced, fmt.Sprint("m", i+1))
		p.Sent = when(sec + time.Duration(i)*300*time.Millisecond)
		published = append(published, p)
		if at == never {
			continue
		}
		prefix := ""
		for _, n := range found {
			if n == i+1 {
				prefix = mark
			}
		}
		pieces = append(pieces, later(at, prefix+"data: "+p.Data+"\n\n"))
	}
	return sceneOf(probeStream, taped(mainStream, append(pieces, closedAt(time.Minute))...)).with(published...)
}

// deliveryRows are about events that are published at a low rate.
func deliveryRows() []row {
	type arrivals = []time.Duration
	const flushed, behind, burst = "liveness-event-flushed", "liveness-not-behind", "liveness-no-burst"
	late := func(event, actual string) evidence {
		return because("event "+event+" of 5", "at most 2s after its publication", actual)
	}
	pushed := func(event, next string) evidence {
		return because("event "+event+" arrived only after event "+next, "each event before the next", "10ms after it")
	}
	together := func(pair, apart string) evidence {
		return because("events "+pair+" arrived in one burst", "about 300ms apart", apart)
	}
	onTime := arrivals{1010 * ms, 1310 * ms, 1610 * ms, 1910 * ms, 2210 * ms}
	pushedOut := arrivals{1310 * ms, 1610 * ms, 1910 * ms, 2210 * ms, never}
	byTimer := arrivals{2250 * ms, 2250 * ms, 2250 * ms, 2250 * ms, 2251 * ms}
	rows := []row{
		{flushed, "at once", delivered(onTime), keeps("the slowest event took 10ms")},
		{flushed, "exactly in time", delivered(arrivals{3000 * ms, 3300 * ms}), keeps("the slowest event took 2s")},
		{flushed, "all in one burst", delivered(byTimer), keeps("the slowest event took 1.25s")},
		{flushed, "seen before the hook has answered", delivered(arrivals{990 * ms, 1290 * ms}), keeps("took 0s")},
		{flushed, "the last is held back", delivered(pushedOut), breaks(late("5", "not at all"))},
		{flushed, "late and lost", delivered(arrivals{1010 * ms, 3301 * ms, 4 * sec, never, 4 * sec}, 2, 3), breaks(late("2", "after 2.001s"), late("3", "after 2.4s"), late("4", "not at all"))},

		{behind, "at once", delivered(onTime), keeps("5 events, each before the next")},
		{behind, "one late event is no habit", delivered(arrivals{1400 * ms, 1410 * ms, 1610 * ms, 1910 * ms, 2210 * ms}), keeps("5 events")},
		{behind, "the last may take its time", delivered(arrivals{1010 * ms, 9 * sec}), keeps("2 events")},
		{behind, "lost events are not its matter", delivered(arrivals{never, never, never, 1910 * ms, 2210 * ms}), keeps("5 events")},
		{behind, "each pushed out by the next", delivered(pushedOut, 1, 2, 3, 4), breaks(pushed("1", "2"), pushed("2", "3"), pushed("3", "4"), pushed("4", "5"))},
		{behind, "all brought along by the last", delivered(arrivals{2210 * ms, 2210 * ms, 2210 * ms, 2210 * ms, 2211 * ms}), keeps("5 events")},
		{behind, "half of them", delivered(arrivals{1310 * ms, 1610 * ms, 1650 * ms, 1910 * ms, 2210 * ms}, 1, 2), breaks(pushed("1", "2"), pushed("2", "3"))},

		{burst, "at once", delivered(onTime), keeps("5 events, each by itself")},
		{burst, "each behind the next", delivered(pushedOut), keeps("5 events")},
		{burst, "one pair is no habit", delivered(arrivals{1310 * ms, 1311 * ms, 1610 * ms, 1910 * ms, 2210 * ms}), keeps("5 events")},
		{burst, "lost events have no time", delivered(arrivals{never, never, never, never, 2210 * ms}), keeps("5 events")},
		{burst, "published together", delivered(byTimer).but(func(o *Observation) {
			for i := range o.Published {
				o.Published[i].Sent = when(sec)
			}
		}), keeps("5 events")},
		{burst, "by a timer", delivered(byTimer, 2, 3, 4, 5), breaks(together("1 and 2", "0s"), together("2 and 3", "0s"), together("3 and 4", "0s"), together("4 and 5", "1ms"))},
		{burst, "two pairs", delivered(arrivals{1310 * ms, 1311 * ms, 1910 * ms, 1929 * ms, 2210 * ms}, 2, 4), breaks(together("1 and 2", "1ms"), together("3 and 4", "19ms"))},
	}
	for _, id := range []string{flushed, behind, burst} {
		rows = append(
			rows,
			row{id, "one event", delivered(arrivals{sec}), leavesOpen("fewer than two events")},
			row{id, "refused", watched("").with(refusedBy(accepted(stepSpaced, "m1"))), leavesOpen("did not accept an event: 400 Bad Request")},
			row{id, "no stream", sceneOf(probeStream), leavesOpen("no request was made")},
			row{id, "no hook", delivered(onTime).but(noHook), cannotBeTested("there is no publish hook")},
		)
	}
	return rows
}

func TestHabit(t *testing.T) {
	tests := []struct {
		name         string
		found, cases int
		want         string
	}{
		{"none of none", 0, 0, kindKept},
		{"one of one", 1, 1, kindBroken},
		{"one of three", 1, 3, kindKept},
		{"one of two", 1, 2, kindBroken},
		{"two of four", 2, 4, kindBroken},
		{"two of five", 2, 5, kindKept},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := sightings{certain: make([]Finding, tt.found)}
			if got := kindOf(found.habit(&Observation{}, tt.cases, "seen")); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

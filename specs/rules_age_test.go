package specs

import (
	"fmt"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// ageRows are about streams that were opened one second after the other.
func ageRows() []row {
	const id = "liveness-no-age-limit"
	// of makes a scene of streams that ended at these ages; a negative one was
	// closed by us.
	of := func(body string, ages ...time.Duration) scene {
		var tapes []tape
		for i, a := range ages {
			end := wire.Piece{At: max(a, -a), End: wire.EndComplete}
			if a < 0 {
				end.End = wire.EndClosed
			}
			x := taped(fmt.Sprint(agedStream, i+1), text(streamHead+body), end)
			x.Start = when(time.Duration(i) * sec)
			tapes = append(tapes, x)
		}
		return sceneOf(probeAge, tapes...)
	}
	marked := func(s scene) scene {
		last := &s.tapes[len(s.tapes)-1]
		last.marks = []int64{int64(len(last.Raw()))}
		return s
	}
	limit := because("streams are ended at a certain age", "streams that last as long as their clients listen", "4 of 4 ended when they were 5s to 5.2s old; they began 3s apart")
	third := because("at a certain age", "streams that last", "3 of 5 ended when they were 5s to 5.1s old")
	second := func(s scene) scene { // the third of five is the last that ended
		s.tapes[2].marks = []int64{int64(len(s.tapes[2].Raw()))}
		return s
	}
	words := "data: a\n\ndata: b\n\n"
	return []row{
		{id, "they last", of("", -10*sec, -9*sec, -8*sec, -7*sec), keeps("4 of 4 streams were still there at the age of 10s")},
		{id, "one ends", of("", 5*sec, -9*sec, -8*sec, -7*sec), keeps("3 of 4 streams were still there at the age of 9s")},
		{id, "all end at one age", marked(of("", 5*sec, 5100*ms, 5*sec, 5200*ms)), breaks(limit)},
		{id, "with heartbeats", marked(of(": x\n\n", 5*sec, 5100*ms, 5*sec, 5200*ms)), breaks(limit)},
		{id, "the last ones are too young", second(of("", 5*sec, 5100*ms, 5*sec, -4*sec, -3*sec)), breaks(third)},
		{id, "one is older", of("", 5*sec, 5100*ms, 5*sec, -9*sec, -3*sec), keeps("3 streams were ended, 5s to 5.1s old: that is no limit")},
		{id, "all end at one time", of("", 8*sec, 7*sec, 6*sec, 5*sec), keeps("4 streams were ended, 5s to 8s old")},
		{id, "they end at any age", of("", 3*sec, 8*sec, 2*sec, 5*sec), keeps("no limit")},
		{id, "they are short", of(words, 300*ms, 300*ms, 300*ms), doesNotApply("the streams are over when they have said all: they last 300ms to 300ms")},
		{id, "they say the same", of(words, 5*sec, 5*sec, 5*sec), doesNotApply("the streams are over when they have said all")},
		{id, "two were served and ended", of("", 5*sec, 5*sec), leavesOpen("only 2 streams were served")},
		{id, "no stream", sceneOf(probeAge), leavesOpen("there is no event stream")},
	}
}

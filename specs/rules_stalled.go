package specs

import (
	"fmt"
	"slices"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// ruleStalledDelaysNobody wants publisher and healthy readers to go on while one
// reader does not read.
func ruleStalledDelaysNobody(o *Observation) Judgement {
	if t := o.Transcript(stalledStream); !readable(t) {
		return noStreamIn(t)
	}
	var found []Finding
	for _, name := range []string{healthyOne, healthyTwo} {
		t := o.Transcript(name)
		if !readable(t) {
			return noStreamIn(t)
		}
		found = append(found, delayed(o, t)...)
	}
	found = append(found, waited(o)...)
	sent := len(o.step(stepLarge))
	if len(found) == 0 && sent < enoughLarge {
		return unpublished(o, fmt.Sprintf("only %d events of %d KiB could be published", sent, largeData>>10))
	}
	return verdictOf(found, "%d events of %d KiB reached the others in time", sent, largeData>>10)
}

// waited returns the first publish of a large event that took too long.
func waited(o *Observation) []Finding {
	var took []time.Duration
	var all []Published
	for _, p := range o.Published {
		if p.Step == stepLarge {
			took, all = append(took, p.Answered.Sub(p.Sent)), append(all, p)
		}
	}
	i := firstStuck(took, o.Limits)
	if i < 0 {
		return nil
	}
	f := nowhere(o.Transcript(stalledStream), "the publisher waits for a reader that does not read")
	return []Finding{f.but(fmt.Sprintf("an answer within %s", o.Limits.MaxDelay), fmt.Sprintf("%s after %s: %s", all[i].Outcome, round(took[i]), all[i].Detail))}
}

// delayed returns the first large event that t got too late or not at all.
func delayed(o *Observation, t *wire.Transcript) []Finding {
	if endedByTarget(t) {
		return nil
	}
	large := o.step(stepLarge)
	indices := indicesIn(t, large)
	var took []time.Duration
	for n, i := range indices {
		until := t.End.At
		if i >= 0 {
			until = t.Events[i].At
		}
		took = append(took, t.Start.Add(until).Sub(large[n].Sent))
	}
	n := firstStuck(took, o.Limits)
	if n < 0 {
		return nil
	}
	f, actual := nowhere(t, "event %d waits for a reader that does not read", n+1), "nothing for "
	if indices[n] >= 0 {
		f.Offset, actual = t.Events[indices[n]].Offset, "after "
	}
	return []Finding{f.but(fmt.Sprintf("within %s", o.Limits.MaxDelay), actual+round(took[n]).String())}
}

// firstStuck returns the first of the times that is too long for a busy machine,
// or the first that is too late where half of them are, or -1.
func firstStuck(took []time.Duration, l Limits) int {
	late, first := 0, -1
	for i, d := range took {
		if d > stuckAfter(l) {
			return i
		}
		if d > l.MaxDelay {
			late++
		}
		if late == 1 && first < 0 {
			first = i
		}
	}
	if 2*late < len(took) {
		return -1
	}
	return first
}

// ruleGapCloses wants a reader that reads on to get everything, or to have its
// stream ended. What the healthy reader has not got was not sent.
func ruleGapCloses(o *Observation) Judgement {
	t, healthy := o.Transcript(stalledStream), o.Transcript(healthyOne)
	if !readable(t) || !readable(healthy) {
		return noStreamIn(t)
	}
	all := slices.Concat(o.step(stepLarge), o.step(stepReadOn))
	sent, got := indicesIn(healthy, all), indicesIn(t, all)
	missing := -1
	for n, p := range all {
		switch {
		case sent[n] < 0:
		case got[n] < 0 && missing < 0:
			missing = n
		case got[n] >= 0 && missing >= 0:
			f := at(t, t.Events[got[n]].Offset, "a slow reader misses events on a stream that goes on")
			return broken(f.but(all[missing].Marker+" first, or an end of the stream", p.Marker))
		}
	}
	switch {
	case len(all) < enoughLarge:
		return unpublished(o, fmt.Sprintf("only %d events could be published", len(all)))
	case missing < 0:
		return kept("a reader that was slow got all %d events", len(all))
	}
	return judgeStop(o, t, all[missing])
}

// judgeStop judges that t got nothing from p on.
func judgeStop(o *Observation, t *wire.Transcript, p Published) Judgement {
	switch {
	case endedByTarget(t):
		return kept("the stream of a reader that was slow was ended, so that it can resume")
	case t.End.At-lastEventAt(t) <= o.Limits.MaxDelay:
		return inconclusive("a reader that was slow had not caught up when we closed its stream")
	}
	f := nowhere(t, "a reader that was slow gets no more events, and its stream stays open")
	waited := t.Start.Add(t.End.At).Sub(p.Sent)
	return broken(f.but("the event "+p.Marker+", or an end of the stream", "nothing of it for "+round(waited).String()))
}

// lastEventAt returns when the last event of t came, 0 if there is none.
func lastEventAt(t *wire.Transcript) time.Duration {
	if len(t.Events) == 0 {
		return 0
	}
	return t.Events[len(t.Events)-1].At
}

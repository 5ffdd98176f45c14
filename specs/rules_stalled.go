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
	sent := 0
	for _, p := range o.Published {
		if p.Step != stepLarge {
			continue
		}
		if took := p.Answered.Sub(p.Sent); took > o.Limits.MaxDelay {
			f := nowhere(o.Transcript(stalledStream), "the publisher waits for a reader that does not read")
			found = append(found, f.but(fmt.Sprintf("an answer within %s", o.Limits.MaxDelay), fmt.Sprintf("%s after %s: %s", p.Outcome, round(took), p.Detail)))
			break
		}
		if p.Accepted() {
			sent++
		}
	}
	if len(found) == 0 && sent < enoughLarge {
		return unpublished(o, fmt.Sprintf("only %d events of %d KiB could be published", sent, largeData>>10))
	}
	return verdictOf(found, "%d events of %d KiB reached the others in time", sent, largeData>>10)
}

// delayed returns the first large event that t got too late or not at all.
func delayed(o *Observation, t *wire.Transcript) []Finding {
	if endedByTarget(t) {
		return nil
	}
	large := o.step(stepLarge)
	for n, i := range indicesIn(t, large) {
		f := nowhere(t, "event %d waits for a reader that does not read", n+1)
		until, actual := t.Start.Add(t.End.At), "nothing for "
		if i >= 0 {
			until, actual = t.Start.Add(t.Events[i].At), "after "
			f.Offset = t.Events[i].Offset
		}
		if took := until.Sub(large[n].Sent); took > o.Limits.MaxDelay {
			return []Finding{f.but(fmt.Sprintf("within %s", o.Limits.MaxDelay), actual+round(took).String())}
		}
	}
	return nil
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

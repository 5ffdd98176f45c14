package specs

import (
	"fmt"
	"slices"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

const (
	// enoughAged streams must have ended at the same age.
	enoughAged = 3
	// shortLife is the age of streams that end because they have nothing more to
	// say.
	shortLife = time.Second
)

// ruleNoAgeLimit looks at streams that were opened at different times. Where a
// server or proxy has a limit, they end at the same age; where it restarts, at the
// same time.
func ruleNoAgeLimit(o *Observation) Judgement {
	all := o.named(agedStream)
	ended, open := byEnd(all)
	switch {
	case len(ended)+len(open) == 0:
		return noStreamIn(o.Transcript(agedStream + "1"))
	case len(ended) < enoughAged && len(open) == 0:
		return inconclusive("only %d streams were served", len(ended))
	case len(ended) < enoughAged:
		return kept("%d of %d streams were still there at the age of %s", len(open), len(all), round(oldest(open)))
	}
	ages := rangeOf(ended, age)
	born := rangeOf(ended, func(t *wire.Transcript) time.Duration { return t.Start.Add(t.Head.At).Sub(ended[0].Start) })
	died := rangeOf(ended, func(t *wire.Transcript) time.Duration { return t.Start.Add(t.End.At).Sub(ended[0].Start) })
	switch {
	case ages.least < shortLife || sameWords(ended):
		return notApplicable("the streams are over when they have said all: they last %s to %s", round(ages.least), round(ages.most))
	case ages.width() > born.width()/3 || died.width() < born.width()/2 || oldest(open) > ages.most+born.width()/3:
		return kept("%d streams were ended, %s to %s old: that is no limit", len(ended), round(ages.least), round(ages.most))
	}
	last := ended[len(ended)-1]
	f := at(last, int64(len(last.Body)), "streams are ended at a certain age")
	return broken(f.but("streams that last as long as their clients listen",
		fmt.Sprintf("%d of %d ended when they were %s to %s old; they began %s apart", len(ended), len(all), round(ages.least), round(ages.most), round(born.width()))))
}

// byEnd parts the streams that the Target has ended from those that were open
// when we closed them.
func byEnd(all []*wire.Transcript) (ended, open []*wire.Transcript) {
	for _, t := range all {
		switch {
		case !readable(t):
		case endedByTarget(t):
			ended = append(ended, t)
		default:
			open = append(open, t)
		}
	}
	return ended, open
}

func age(t *wire.Transcript) time.Duration { return t.End.At - t.Head.At }

// oldest returns the age of the one that lasted longest, 0 if there is none.
func oldest(all []*wire.Transcript) time.Duration {
	var most time.Duration
	for _, t := range all {
		most = max(most, age(t))
	}
	return most
}

// interval is the least and the most of some durations.
type interval struct{ least, most time.Duration }

func (i interval) width() time.Duration { return i.most - i.least }

func rangeOf(all []*wire.Transcript, of func(*wire.Transcript) time.Duration) interval {
	var values []time.Duration
	for _, t := range all {
		values = append(values, of(t))
	}
	return interval{slices.Min(values), slices.Max(values)}
}

// sameWords reports whether all streams ended in order after the same events.
func sameWords(all []*wire.Transcript) bool {
	first := all[0]
	return len(first.Events) > 0 && !slices.ContainsFunc(all, func(t *wire.Transcript) bool {
		return t.End.Kind != wire.EndComplete || !slices.EqualFunc(t.Events, first.Events, func(a, b wire.Event) bool {
			return a.Type == b.Type && a.Data == b.Data
		})
	})
}

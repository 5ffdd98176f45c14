package specs

import (
	"fmt"
	"strings"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// ruleSlotsAfterReset wants a client to be served after many others have reset
// their connections.
func ruleSlotsAfterReset(o *Observation) Judgement {
	return servedAfter(o, len(o.named(resetClient)), afterResets, "reset their connections")
}

// ruleServesAfterChurn wants a client to be served, and to get events, after many
// others have come and left.
func ruleServesAfterChurn(o *Observation) Judgement {
	j := servedAfter(o, len(o.named(leavingOne)), afterLeavers, "came and left")
	p, ok := o.published(stepChurned)
	last := lastOf(o.named(afterLeavers))
	if j.Seen == "" || !ok || !p.Accepted() || endedByTarget(last) {
		return j
	}
	if _, arrived := received(last, p.Publication); arrived {
		return j
	}
	f := nowhere(last, "a stream gets no events after %d clients came and left", len(o.named(leavingOne)))
	return broken(f.but("the event "+p.Marker, fmt.Sprintf("nothing until %s", last.End.Kind)))
}

// servedAfter judges whether the last attempt was served after n clients had done
// something.
func servedAfter(o *Observation, n int, attempts, did string) Judgement {
	first, last := o.Transcript(firstOfMany), lastOf(o.named(attempts))
	switch {
	case !readable(first):
		return noStreamIn(first)
	case n < atOnce || last == nil:
		return inconclusive("only %d clients came: its streams begin with so much that there is no room for more", n)
	case readable(last):
		return kept("%d clients %s, and the next was served", n, did)
	case last.Head != nil && last.Head.Status == 429:
		return inconclusive("it limits how often a client may come: %s", describe(last))
	}
	f := nowhere(last, "a client is not served any more after %d others %s", n, did)
	if last.Head != nil {
		f = inHead(last, "", "%s", f.Message)
	}
	tried := last.Start.Add(last.End.At).Sub(o.named(attempts)[0].Start)
	want := fmt.Sprintf("an event stream within %s", o.Limits.MaxSilence+noticeTime)
	return broken(f.but(want, fmt.Sprintf("%s, in attempt %s after %s", describe(last), strings.TrimPrefix(last.Name, attempts), round(tried))))
}

func lastOf(all []*wire.Transcript) *wire.Transcript {
	if len(all) == 0 {
		return nil
	}
	return all[len(all)-1]
}

// ruleRequestsBeside wants other requests to be answered while streams are open,
// if they were before.
func ruleRequestsBeside(o *Observation) Judgement {
	first, alone, beside := o.Transcript(firstOfMany), o.Transcript(otherAlone), o.Transcript(otherBeside)
	open := 0
	for _, t := range o.named(heldStream) {
		if readable(t) {
			open++
		}
	}
	switch {
	case !readable(first):
		return noStreamIn(first)
	case alone == nil || alone.Head == nil:
		return inconclusive("another request is not answered without streams either: %s", statusOfAny(alone))
	case beside == nil:
		return inconclusive("no other request was made beside the streams")
	case beside.Head == nil:
		f := nowhere(beside, "another request is not answered while %d streams are open", open)
		return broken(f.but("an answer, as without streams: "+statusOf(alone), statusOf(beside)))
	case beside.Head.Status == 503 && alone.Head.Status != 503:
		f := inHead(beside, "", "another request is refused while %d streams are open", open)
		return broken(f.but("an answer, as without streams: "+statusOf(alone), statusOf(beside)))
	}
	return kept("another request was answered while %d streams were open: %s", open, statusOf(beside))
}

func statusOfAny(t *wire.Transcript) string {
	if t == nil {
		return "no request was made"
	}
	return statusOf(t)
}

// ruleNoticed wants the streams of clients that left in that way to be gone. What
// others open meanwhile may hide a few.
func ruleNoticed(way wayToLeave) Rule {
	return func(o *Observation) Judgement {
		before, _ := o.counted(way.name + stepBeforeOpen)
		open, opened := o.counted(way.name + stepOpen)
		left, after := o.counted(way.name + stepLeft)
		for _, c := range o.Counted {
			if c.Detail != "" {
				return skipped(report.SkipUntestable, "the hook that counts streams does not work: %s", c.Detail)
			}
		}
		came := open.Streams - before.Streams
		switch {
		case !opened || !after:
			return inconclusive("the open streams were not counted")
		case came < leavers/2:
			return inconclusive("the hook does not count these streams: %d before, %d with %d more", before.Streams, open.Streams, leavers)
		case left.Streams-before.Streams < leavers/2:
			return kept("%d streams, %d when their clients had left by %s", open.Streams, left.Streams, way.name)
		}
		first := o.Transcript(way.name + " 1")
		if first == nil {
			return inconclusive("no stream was opened")
		}
		f := nowhere(first, "streams are kept whose clients have left by %s", way.name)
		gone := first.Start.Add(first.End.At)
		want := fmt.Sprintf("%d streams, as before, within %s", before.Streams, o.Limits.MaxSilence+noticeTime)
		return broken(f.but(want, fmt.Sprintf("%d of %d after %s", left.Streams, open.Streams, round(left.At.Sub(gone)))))
	}
}

package specs

import (
	"fmt"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/specs/wire"
)

const (
	// maxFrameSpan is the longest time between the first and the last byte of a
	// frame that does not count as two flushes.
	maxFrameSpan = 250 * time.Millisecond
	// burstSpan is how close together events that were published apart must arrive
	// to count as one burst.
	burstSpan = 20 * time.Millisecond
	// pushSpan is how soon after the publication of an event the ones before it
	// arrive, if they have waited for it.
	pushSpan = 80 * time.Millisecond
)

// A browser reconnects after every end, whatever it was meant to say.
func ruleStaysOpen(o *Observation) Judgement {
	var found []Finding
	for _, t := range o.Transcripts {
		if streams(t) && endedByTarget(t) {
			f := at(t, int64(len(t.Body)), "the server ended the stream: %s", t.End.Kind)
			found = append(found, f.but("an open stream", fmt.Sprintf("it lasted %s", round(t.End.At-t.Head.At))))
		}
	}
	return verdictOf(found, "%d streams stayed open", len(o.Transcripts))
}

// "Authors can include a comment line (one starting with a ':' character)
// every 15 seconds or so".
func ruleSilence(o *Observation) Judgement {
	t := o.Transcript(quietStream)
	if !readable(t) {
		return noStreamIn(t)
	}
	gap, since := t.MaxSilence(t.Head.At, t.End.At)
	switch limit := o.Limits.MaxSilence; {
	case gap > limit:
		from := t.Start.Add(since)
		f := at(t, int64(len(t.Body)), "the stream was silent for too long")
		if end := offsetAt(t, since); end >= 0 {
			f.Offset = end
		}
		if gap-o.stalled(from, from.Add(gap)) <= limit {
			return tooLate(o.Late, f)
		}
		return broken(f.but("a comment at least every "+limit.String(), fmt.Sprintf("nothing for %s", round(gap))))
	case endedByTarget(t):
		return inconclusive("the server ended the stream after %s", round(t.End.At-t.Head.At))
	case t.End.At-t.Head.At < limit && beatsAfter(t, t.Head.At+settleTime) == 0:
		return inconclusive("it was watched for %s only, and sent nothing", round(t.End.At-t.Head.At))
	}
	return kept("the longest silence was %s", round(gap))
}

// offsetAt returns the place in the body of the first byte that arrived after
// since, -1 if there is none.
func offsetAt(t *wire.Transcript, since time.Duration) int64 {
	for _, f := range t.Frames {
		if t.TimeOf(f.Offset) > since {
			return f.Offset
		}
	}
	return -1
}

// An event whose data is empty fires handlers, which then choke on it.
func ruleHeartbeatIsComment(o *Observation) Judgement {
	t := o.Transcript(quietStream)
	if !readable(t) {
		return noStreamIn(t)
	}
	opening := t.Head.At + settleTime
	beats := beatsAfter(t, opening)
	var found []Finding
	for _, e := range t.Events {
		if e.At > opening && e.Data == "" && len(found) < maxFindings {
			found = append(found, at(t, e.Offset, "a heartbeat that fires an event with empty data").but("a comment, such as \": ping\"", "event "+e.Type))
		}
	}
	if beats == 0 {
		return inconclusive("no heartbeat was seen in %s", round(t.End.At))
	}
	return verdictOf(found, "%d frames on the quiet stream", beats)
}

// beatsAfter counts the signs of life on a quiet stream: frames, and comments
// that no blank line has followed yet.
func beatsAfter(t *wire.Transcript, opening time.Duration) int {
	beats := 0
	for _, f := range t.Frames {
		alive := f.Complete && t.TimeOf(f.Offset) > opening
		for _, l := range f.Lines {
			alive = alive || l.Kind == eventstream.KindComment && l.EOL != "" && t.TimeOf(l.Offset) > opening
		}
		if alive {
			beats++
		}
	}
	return beats
}

// A frame that arrives in two parts shows its first half to nobody until the
// second is there.
func ruleFrameInOnePiece(o *Observation) Judgement {
	return onStream(func(t *wire.Transcript) Judgement {
		var found sightings
		var longest time.Duration
		for _, f := range t.Frames {
			if !f.Complete {
				continue
			}
			first, last := t.TimeOf(f.Offset), t.TimeOf(f.End()-1)
			span := last - first
			if longest = max(longest, span); span <= maxFrameSpan {
				continue
			}
			late := span-o.stalled(t.Start.Add(first), t.Start.Add(last)) <= maxFrameSpan
			found.add(late, at(t, f.Offset, "a frame arrived in parts").but("one flush for each frame", fmt.Sprintf("%s from first to last byte", round(span))))
		}
		return found.any(o, "no frame took longer than %s", round(longest))
	})(o)
}

// delivery is a published event and when it arrived.
type delivery struct {
	Published
	event wire.Event
	at    time.Time
	ok    bool
}

// onDeliveries makes a Rule of one that looks at the events which were
// published at a low rate.
func onDeliveries(rule func(*Observation, *wire.Transcript, []delivery) Judgement) Rule {
	return func(o *Observation) Judgement {
		t := o.Transcript(mainStream)
		if !readable(t) {
			return noStreamIn(t)
		}
		var all []delivery
		for _, p := range o.step(stepSpaced) {
			e, ok := received(t, p.Publication)
			all = append(all, delivery{p, e, t.Start.Add(e.At), ok})
		}
		if len(all) < 2 {
			return unpublished(o, "fewer than two events could be published")
		}
		return rule(o, t, all)
	}
}

// unpublished is the Judgement where nothing was published.
func unpublished(o *Observation, reason string) Judgement {
	for _, p := range o.Published {
		if !p.Accepted() {
			reason = "the publish hook did not accept an event: " + p.Detail
		}
	}
	return inconclusive("%s", reason)
}

// A stream that is ended in order takes with it what is under way just then: the
// end is what is wrong then. One that is cut off has lost it.
func ruleFlushed(o *Observation, t *wire.Transcript, all []delivery) Judgement {
	var found []Finding
	var longest time.Duration
	end, taken := t.Start.Add(t.End.At), 0
	want := fmt.Sprintf("at most %s after its publication", o.Limits.MaxDelay)
	for i, d := range all {
		switch delay := d.at.Sub(d.Sent); {
		case !d.ok && t.End.Kind == wire.EndComplete && end.Sub(d.Sent) <= o.Limits.MaxDelay:
			taken++
		case !d.ok:
			found = append(found, nowhere(t, "event %d of %d did not arrive in time", i+1, len(all)).but(want, "not at all"))
		case delay > o.Limits.MaxDelay:
			found = append(found, at(t, d.event.Offset, "event %d of %d arrived late", i+1, len(all)).but(want, "after "+round(delay).String()))
		default:
			longest = max(longest, delay)
		}
	}
	if taken == len(all) {
		return inconclusive("the stream ended before the first event arrived")
	}
	return verdictOf(found, "the slowest event took %s", round(max(longest, 0)))
}

// Events that arrive only when a later one is published are held back by
// something that waits for more bytes. They are published at irregular times, so
// that a steady delay does not look like that. One late event may be a busy
// machine, and so may some that one later event brings along; half of them are a
// habit.
func ruleNotBehind(o *Observation, t *wire.Transcript, all []delivery) Judgement {
	var found sightings
	pushed := map[int]bool{} // the events that have brought some along
	for i, d := range all[:len(all)-1] {
		for j, later := range all[i+1:] {
			if !o.waitedFor(d, later) || pushed[i+j+1] {
				continue
			}
			pushed[i+j+1] = true
			f := at(t, d.event.Offset, "event %d arrived only after event %d was published", i+1, i+j+2)
			found.add(o.excused(d, later), f.but("each event before the next", fmt.Sprintf("%s after it", round(d.at.Sub(later.Sent)))))
			break
		}
	}
	return found.habit(o, len(all)-1, "%d events, each before the next", len(all))
}

// waitedFor reports whether d arrived when later was published, or so soon after
// that as this machine could see it.
func (o *Observation) waitedFor(d, later delivery) bool {
	pushed := d.at.Sub(later.Sent)
	return d.ok && pushed >= 0 && pushed-o.stalled(later.Sent, d.at) <= pushSpan
}

// excused reports whether this machine was late for so much of the way of d that
// it alone may have brought d close to later, which was published after it.
func (o *Observation) excused(d, later delivery) bool {
	return 2*o.stalled(d.Sent, d.at) >= later.Sent.Sub(d.Sent)
}

func ruleNoBurst(o *Observation, t *wire.Transcript, all []delivery) Judgement {
	var found sightings
	for i, d := range all[1:] {
		before := all[i]
		if !d.ok || !before.ok || d.Sent.Sub(before.Sent) < minSpacing/2 {
			continue
		}
		if apart := d.at.Sub(before.at).Abs(); apart < burstSpan {
			f := at(t, d.event.Offset, "events %d and %d arrived in one burst", i+1, i+2)
			found.add(o.excused(before, d), f.but(fmt.Sprintf("about %s apart, as published", round(d.Sent.Sub(before.Sent))), round(apart).String()))
		}
	}
	return found.habit(o, len(all)-1, "%d events, each by itself", len(all))
}

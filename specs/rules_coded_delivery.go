package specs

import (
	"fmt"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// codedDeliveries are the publications as a coded stream has them, in plain text,
// and as one has them that is not coded.
type codedDeliveries struct {
	coding     string
	text       *wire.Transcript
	all, plain []delivery
}

// onCodedDeliveries makes a Rule of one that compares a coded stream, decoded, with
// one that is not. Streams that cannot be decoded are judged for that elsewhere.
func onCodedDeliveries(find func(o *Observation, d codedDeliveries) []Finding) Rule {
	return func(o *Observation) Judgement {
		all, none := compressed(o)
		published := o.step(stepCoded)
		plain := deliveriesOf(o.Transcript(identityStream), published)
		switch {
		case len(all) == 0:
			return none
		case len(published) < 2:
			return unpublished(o, "fewer than two events could be published")
		case !timely(o, plain):
			return inconclusive("events are late where nothing is compressed, too")
		}
		var found []Finding
		var seen []*wire.Transcript
		for _, t := range all {
			if text, err := plainText(t); err == nil {
				seen = append(seen, t)
				found = append(found, find(o, codedDeliveries{t.Name, text, deliveriesOf(text, published), plain})...)
			}
		}
		if len(seen) == 0 {
			return inconclusive("no compressed stream could be decoded")
		}
		return verdictOf(found, "%d events, compressed as well: %s", len(published), namesOf(seen))
	}
}

func deliveriesOf(t *wire.Transcript, published []Published) []delivery {
	var all []delivery
	for _, p := range published {
		d := delivery{Published: p}
		if e, ok := received(t, p.Publication); ok {
			d.event, d.at, d.ok = e, t.Start.Add(e.At), true
		}
		all = append(all, d)
	}
	return all
}

// timely reports whether every event has arrived in time.
func timely(o *Observation, all []delivery) bool {
	for _, d := range all {
		if !d.ok || d.at.Sub(d.Sent) > o.Limits.MaxDelay {
			return false
		}
	}
	return true
}

// A flush of the response is none of the compressor.
func findHeldBack(o *Observation, c codedDeliveries) []Finding {
	want := fmt.Sprintf("at most %s after its publication, as without a coding", o.Limits.MaxDelay)
	for i, d := range c.all {
		switch delay := d.at.Sub(d.Sent); {
		case !d.ok && lostAmid(c.all, i):
			continue // it has not been held back
		case !d.ok:
			f := nowhere(c.text, "where %s is offered, event %d of %d did not arrive in time", c.coding, i+1, len(c.all))
			return []Finding{f.but(want, "not at all")}
		case delay > o.Limits.MaxDelay:
			f := at(c.text, d.event.Offset, "where %s is offered, event %d of %d arrived late", c.coding, i+1, len(c.all))
			return []Finding{f.but(want, "after "+round(delay).String())}
		}
	}
	return nil
}

// lostAmid reports whether a later event than i has arrived.
func lostAmid(all []delivery, i int) bool {
	for _, later := range all[i+1:] {
		if later.ok {
			return true
		}
	}
	return false
}

// An event that arrives when a later one is published has waited for it, in a
// buffer that more text pushes on. One may be a busy machine; half are a habit.
func findBehind(o *Observation, c codedDeliveries) []Finding {
	var waited []Finding
	fewest := len(c.all)
	for i, d := range c.all[:len(c.all)-1] {
		n := o.behind(c.all, i)
		if n == 0 || o.behind(c.plain, i) > 0 || o.excused(d, c.all[i+n]) {
			continue
		}
		fewest = min(fewest, n)
		waited = append(waited, at(c.text, d.event.Offset, "where %s is offered, event %d arrived only after event %d was published", c.coding, i+1, i+n+1))
	}
	if len(waited) == 0 || 2*len(waited) < len(c.all)-1 {
		return nil
	}
	f := waited[0].but("each event before the next", fmt.Sprintf("%d of %d events arrived late, %d behind", len(waited), len(c.all)-1, fewest))
	return []Finding{f}
}

// behind returns how many events after i were published before it arrived, if the
// last of them brought it along, and else 0.
func (o *Observation) behind(all []delivery, i int) int {
	for n := len(all) - 1 - i; n > 0 && all[i].ok; n-- {
		switch later := all[i+n]; {
		case o.waitedFor(all[i], later):
			return n
		case !all[i].at.Before(later.Sent):
			return 0
		}
	}
	return 0
}

// A coding is undone without loss.
func findChanged(_ *Observation, c codedDeliveries) []Finding {
	for i, d := range c.all {
		plain := c.plain[i]
		switch {
		case !d.ok && lostAmid(c.all, i):
			f := nowhere(c.text, "where %s is offered, event %d is missing", c.coding, i+1)
			return []Finding{f.but(quote(plain.event.Data), "not there, but later ones are")}
		case d.ok && (d.event.Data != plain.event.Data || d.event.Type != plain.event.Type):
			f := at(c.text, d.event.Offset, "where %s is offered, event %d is another one", c.coding, i+1)
			return []Finding{f.but(plain.event.Type+" "+quote(plain.event.Data), d.event.Type+" "+quote(d.event.Data))}
		}
	}
	return nil
}

package specs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// resumption is a stream that resumed after an event, and what it had to
// receive.
type resumption struct {
	t    *wire.Transcript
	want []Published // what came after that event, the live one last
	old  []Published // that event and what came before it
}

// onResumed makes a Rule of one that looks at the streams with these names.
func onResumed(names []string, rule func(resumption) []Finding, seen string) Rule {
	return func(o *Observation) Judgement {
		judged := 0
		var found []Finding
		for _, name := range names {
			r, ok := resumed(o, name)
			if !ok {
				continue
			}
			judged++
			found = append(found, rule(r)...)
		}
		if judged == 0 {
			return noResumption(o)
		}
		return verdictOf(found[:min(len(found), maxFindings)], seen, judged)
	}
}

// liveStep returns the step of the live event of the stream called name: one of
// its own, or the one that it shared with others.
func liveStep(o *Observation, name string) string {
	if _, ok := o.published(stepLive + ": " + name); ok {
		return stepLive + ": " + name
	}
	return stepLiveAll
}

// noResumption says why no stream could be resumed.
func noResumption(o *Observation) Judgement {
	t := o.Transcript(cutStream)
	switch {
	case !readable(t):
		return noStreamIn(t)
	case len(t.Events) > 0 && t.LastEventID == "":
		return notApplicable("events carry no ids, so that nothing can be resumed")
	}
	for _, p := range o.Published {
		if !p.Accepted() {
			return inconclusive("the publish hook did not accept an event: %s", p.Detail)
		}
	}
	if control := o.Transcript(controlStream); control != nil && !idsAgree(o, control, t) {
		return inconclusive("the same event has other ids on other connections, so that an id says nothing of what came before it")
	}
	return inconclusive("no stream was resumed and then received a live event")
}

// unanswered says why the stream t cannot be judged.
func unanswered(o *Observation, t *wire.Transcript) Judgement {
	if t == nil {
		return noResumption(o)
	}
	return inconclusive("it was not answered with a stream: %s", describe(t))
}

// resumed splits what was published into what the stream called name had to
// receive and what not. It reports false unless the stream was answered and the
// control reader has received everything, in its order and with the ids that
// others got.
func resumed(o *Observation, name string) (resumption, bool) {
	t, control := o.Transcript(name), o.Transcript(controlStream)
	if !readable(t) || control == nil || !idsAgree(o, control, o.Transcript(cutStream)) {
		return resumption{}, false
	}
	id, _ := t.Request.Get("Last-Event-ID")
	from := slices.IndexFunc(control.Events, func(e wire.Event) bool { return e.LastEventID == id })
	if from < 0 {
		return resumption{}, false
	}
	r := resumption{t: t}
	live, latest := liveStep(o, name), -1
	for _, p := range o.Published {
		i := indexReceived(control, p.Publication)
		switch {
		case !p.Accepted() || p.Marker == "" || i < 0:
			continue
		case i < latest:
			return resumption{}, false
		case i <= from:
			r.old = append(r.old, p)
		default:
			r.want = append(r.want, p)
		}
		latest = i
		if p.Step == live {
			return r, i > from
		}
	}
	return resumption{}, false
}

func (r resumption) lastID() string {
	id, _ := r.t.Request.Get("Last-Event-ID")
	return id
}

// ruleMissed wants every missed event; the live one is ruleGoesLive's.
func ruleMissed(r resumption) []Finding {
	var lost []string
	for _, p := range r.want[:len(r.want)-1] {
		if _, ok := received(r.t, p.Publication); !ok {
			lost = append(lost, p.Marker)
		}
	}
	if len(lost) == 0 {
		return nil
	}
	total := len(r.want) - 1
	f := nowhere(r.t, "events that were published while the client was away are lost")
	return []Finding{f.but(
		fmt.Sprintf("%d events after Last-Event-ID %s", total, quote(r.lastID())),
		fmt.Sprintf("%d of them, lost: %s", total-len(lost), strings.Join(lost[:min(len(lost), 3)], " ")),
	)}
}

// ruleNoDuplicate wants none of the events twice, and none that the client has
// had already.
func ruleNoDuplicate(r resumption) []Finding {
	var found []Finding
	for _, p := range r.want {
		if places := allReceived(r.t, p.Publication); len(places) > 1 {
			f := at(r.t, r.t.Events[places[1]].Offset, "an event arrived %d times", len(places))
			found = append(found, f.but("once", p.Marker))
		}
	}
	for _, p := range r.old {
		if places := allReceived(r.t, p.Publication); len(places) > 0 {
			f := at(r.t, r.t.Events[places[0]].Offset, "an event arrived that the client has had already")
			found = append(found, f.but("only events after Last-Event-ID "+quote(r.lastID()), p.Marker))
		}
	}
	return found[:min(len(found), maxFindings)]
}

func allReceived(t *wire.Transcript, p Publication) []int {
	var places []int
	for i, e := range t.Events {
		if strings.Contains(e.Data, p.Marker) {
			places = append(places, i)
		}
	}
	return places
}

// ruleInOrder wants the events that did arrive in the order of publication.
func ruleInOrder(r resumption) []Finding {
	last := -1
	for _, p := range r.want {
		i := indexReceived(r.t, p.Publication)
		if i >= 0 && i < last {
			f := at(r.t, r.t.Events[i].Offset, "a resumed event is out of order")
			return []Finding{f.but("the order of publication", p.Marker+" arrived before an earlier one")}
		}
		last = max(last, i)
	}
	return nil
}

// ruleGoesLive wants the event that was published after the client was back.
func ruleGoesLive(r resumption) []Finding {
	live := r.want[len(r.want)-1]
	if _, ok := received(r.t, live.Publication); ok {
		return nil
	}
	f := nowhere(r.t, "a resumed stream gets no new events")
	return []Finding{f.but("the event "+live.Marker, fmt.Sprintf("nothing until %s", r.t.End.Kind))}
}

// ruleAcrossDigits is ruleMissed and ruleNoDuplicate where the ids grow a
// digit.
func ruleAcrossDigits(o *Observation) Judgement {
	if o.Transcript(digitsStream) == nil {
		if t := o.Transcript(cutStream); !readable(t) || t.LastEventID == "" {
			return noResumption(o)
		}
		return notApplicable("no id was followed by one with more digits")
	}
	both := func(r resumption) []Finding { return append(ruleMissed(r), ruleNoDuplicate(r)...) }
	return onResumed([]string{digitsStream}, both, "%d stream resumed across a new digit")(o)
}

// ruleFreshIsLive wants a client without a Last-Event-ID to get what happens
// from now on.
func ruleFreshIsLive(o *Observation) Judgement {
	t := o.Transcript(freshStream)
	if !readable(t) {
		return unanswered(o, t)
	}
	var found []Finding
	for _, p := range o.Published {
		if p.Step == stepLive+": "+freshStream {
			break
		}
		if e, ok := received(t, p.Publication); ok && !p.Sent.After(t.Start) && len(found) < maxFindings {
			found = append(found, at(t, e.Offset, "a new client is sent an old event").but("events from now on", p.Marker))
		}
	}
	live, _ := o.published(stepLive + ": " + freshStream)
	if _, ok := received(t, live.Publication); !ok && len(found) == 0 {
		return inconclusive("no live event arrived on the stream")
	}
	return verdictOf(found, "a new client got new events only")
}

// ruleGapSignalled wants a client whose id is not known any more to see more
// than just live events: an event that tells it so, or the whole history.
func ruleGapSignalled(o *Observation) Judgement {
	t := o.Transcript(unknownStream)
	if !readable(t) {
		return unanswered(o, t)
	}
	live, ok := o.published(stepLive + ": " + unknownStream)
	i := indexReceived(t, live.Publication)
	switch {
	case !ok:
		return noResumption(o)
	case i < 0:
		return inconclusive("no live event arrived on the stream")
	}
	for _, e := range t.Events[:i] {
		p, ours := publishedAs(o, e)
		if ours && !p.Sent.After(t.Start) || !ours && !greets(o.Transcript(freshStream), e) {
			return kept("before the first live event came %q", e.Type)
		}
	}
	f := at(t, t.Events[i].Offset, "the client is switched to live events and is not told of the gap")
	return broken(f.but("an event that says so, or the retained history", "a live event at once"))
}

// publishedAs returns the publication that e is, and whether it is one.
func publishedAs(o *Observation, e wire.Event) (Published, bool) {
	i := slices.IndexFunc(o.Published, func(p Published) bool {
		return p.Marker != "" && strings.Contains(e.Data, p.Marker)
	})
	if i < 0 {
		return Published{}, false
	}
	return o.Published[i], true
}

// greets reports whether a new client is sent e as well.
func greets(fresh *wire.Transcript, e wire.Event) bool {
	return fresh != nil && slices.ContainsFunc(fresh.Events, func(other wire.Event) bool {
		return other.Type == e.Type && other.Data == e.Data
	})
}

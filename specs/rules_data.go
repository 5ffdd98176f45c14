package specs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// rulePublishedArrives looks at the plain event with which the run begins.
func rulePublishedArrives(o *Observation) Judgement {
	t := o.Transcript(firstStream)
	if !readable(t) {
		return noStreamIn(t)
	}
	p, ok := o.published(stepPlain)
	if !ok {
		return unpublished(o, "nothing was published")
	}
	if !p.Accepted() {
		return Judgement{Err: fmt.Errorf("publish event: %s: %s", verbOf(p.Outcome), p.Detail)}
	}
	e, ok := received(t, p.Publication)
	switch {
	case !ok:
		return broken(notArrived(o, t, p))
	case isJSONOf(e.Data, p.Data):
		return kept("it arrived as a JSON string; other data is compared in this form")
	case e.Data != p.Data:
		return broken(at(t, e.Offset, "a published event arrived changed").but(quote(p.Data), quote(e.Data)))
	}
	return kept("it arrived %s after its publication", round(max(0, t.Start.Add(e.At).Sub(p.Sent))))
}

// notArrived says how far p came.
func notArrived(o *Observation, t *wire.Transcript, p Published) Finding {
	if i := bytes.Index(t.Body, []byte(p.Marker)); i >= 0 {
		f := at(t, int64(i), "the text of a published event arrived, but no client dispatches it")
		return f.but("data lines and a blank line that ends the frame", "text outside of a finished frame")
	}
	f := nowhere(t, "a published event did not arrive")
	return f.but(quote(p.Data), fmt.Sprintf("nothing within %s", o.Limits.Timeout))
}

// onOdd makes a Rule of one that looks at what an odd event became: the events
// from..to of a stream that was open before, which lie between two fences.
func onOdd(requirement string, rule func(o *Observation, t *wire.Transcript, p Published, from, to int) Judgement) Rule {
	return func(o *Observation) Judgement {
		t := openBefore(o, requirement)
		p, ok := o.published(requirement)
		switch {
		case !readable(t):
			return noStreamIn(t)
		case !ok:
			return notTried(o, requirement)
		case p.Outcome == OutcomeInexpressible:
			return notApplicable("the publish hook cannot say it: %s", p.Detail)
		case p.Outcome == OutcomeRefused && p.Forged != "":
			return kept("the publisher refused it: %s", p.Detail)
		case p.Outcome == OutcomeRefused:
			return notApplicable("the publisher refused it: %s", p.Detail)
		case !p.Accepted():
			return inconclusive("the publisher did not take it: %s", p.Detail)
		}
		from, to, ok := between(o, t, requirement)
		if !ok {
			return inconclusive("the stream did not go on after it")
		}
		return rule(o, t, p, from, to)
	}
}

// notTried says why an odd event was not published.
func notTried(o *Observation, requirement string) Judgement {
	if strings.HasPrefix(requirement, "injection-id") && !o.Carries.ID {
		return notApplicable("the publish hook does not hand over .ID")
	}
	if strings.HasPrefix(requirement, "injection-type") && !o.Carries.Event {
		return notApplicable("the publish hook does not hand over .Event")
	}
	if p, _ := o.published(stepFence); p.Outcome == OutcomeFailed {
		return inconclusive("not tried: the publisher failed: %s", p.Detail)
	}
	if last := lastOdd(o); last != "" {
		return inconclusive("not tried, because the target did not survive what was published for %s", last)
	}
	return inconclusive("not tried: two streams at a time were not ready for it")
}

// isOdd reports whether p is an odd event: its step is that of its Requirement.
func isOdd(p Published) bool {
	return strings.HasPrefix(p.Step, "data-") || strings.HasPrefix(p.Step, "injection-")
}

// lastOdd returns the requirement of the last odd event that was published.
func lastOdd(o *Observation) string {
	for _, p := range slices.Backward(o.Published) {
		if isOdd(p) {
			return p.Step
		}
	}
	return ""
}

// ruleData wants the odd event back, one event with the data that a client must
// see.
func ruleData(requirement string) Rule {
	return onOdd(requirement, func(o *Observation, t *wire.Transcript, p Published, from, to int) Judgement {
		want := joined(p.Data)
		events := withoutMarkers(o, t.Events[from:to])
		for _, e := range events {
			if e.Data == want || o.AsJSON && isJSONOf(e.Data, p.Data) {
				return kept("%d bytes came back as they were", len(want))
			}
		}
		if len(events) == 0 {
			return broken(nowhere(t, "the event did not arrive").but(quote(want), "no event"))
		}
		return broken(at(t, events[0].Offset, "the event arrived changed").but(quote(want), quoteAll(events)))
	})
}

// isJSONOf reports whether s is the JSON string that stands for text.
func isJSONOf(s, text string) bool {
	var decoded any
	return json.Unmarshal([]byte(s), &decoded) == nil && decoded == any(text)
}

// withoutMarkers returns the events that are none of the ordinary publications.
func withoutMarkers(o *Observation, events []wire.Event) []wire.Event {
	return slices.DeleteFunc(slices.Clone(events), func(e wire.Event) bool {
		_, ours := publishedAs(o, e)
		return ours
	})
}

// joined returns data as a client must receive it: its lines, joined by LF.
func joined(data string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(data)
}

func quote(s string) string {
	const most = 120
	if len(s) > most {
		return fmt.Sprintf("%.*q… (%d bytes)", most, s, len(s))
	}
	return fmt.Sprintf("%q", s)
}

func quoteAll(events []wire.Event) string {
	texts := make([]string, 0, len(events))
	for _, e := range events[:min(len(events), 4)] {
		texts = append(texts, quote(e.Data))
	}
	if len(events) == 1 {
		return texts[0]
	}
	return fmt.Sprintf("%d events: %s", len(events), strings.Join(texts, ", "))
}

// ruleSurvives makes a Rule of what must hold after each odd event; holds says
// whether it does, and what happened instead.
func ruleSurvives(holds func(o *Observation, requirement string) (bool, string)) Rule {
	return func(o *Observation) Judgement {
		tried := 0
		var found []Finding
		for _, p := range o.Published {
			if !isOdd(p) {
				continue
			}
			tried++
			if ok, actual := holds(o, p.Step); !ok {
				f := nowhere(openBefore(o, p.Step), "after the event for %s, %s", p.Step, actual)
				found = append(found, f.but("everything works as before", quote(p.Data)+" broke it"))
			}
		}
		if tried == 0 {
			return notTried(o, "")
		}
		return verdictOf(found, "it held after each of %d odd events", tried)
	}
}

// fence returns the ordinary publication after the odd event.
func fence(o *Observation, requirement string) (Published, bool) {
	return o.published(stepAfter + requirement)
}

func existingSurvives(o *Observation, requirement string) (bool, string) {
	p, ok := fence(o, requirement)
	if !ok || !p.Accepted() {
		return true, "" // the publisher's fault
	}
	_, ok = received(openBefore(o, requirement), p.Publication)
	return ok, "a stream that was open before gets no more events"
}

func newSurvives(o *Observation, requirement string) (bool, string) {
	t := o.Transcript(newStream + requirement)
	if t == nil || !readable(t) {
		return false, "a new stream is not served: " + describe(t)
	}
	p, ok := fence(o, requirement)
	if !ok || !p.Accepted() {
		return true, ""
	}
	_, ok = received(t, p.Publication)
	return ok, "a new stream gets no events"
}

// rulePublisherSurvives is ruleSurvives for the publisher, which may also have
// failed before, when streams came and went.
func rulePublisherSurvives(o *Observation) Judgement {
	if p, _ := o.published(stepFence); p.Outcome == OutcomeFailed {
		f := nowhere(o.Transcript(oldStream), "the publisher does not answer any more, after streams have come and gone")
		return broken(f.but("an answer, as at the start of the run", p.Detail))
	}
	return ruleSurvives(publisherSurvives)(o)
}

func publisherSurvives(o *Observation, requirement string) (bool, string) {
	if p, _ := o.published(requirement); p.Outcome == OutcomeFailed {
		return false, "the publisher failed on it: " + p.Detail
	}
	p, ok := fence(o, requirement)
	return !ok || p.Accepted(), "the publisher fails: " + p.Detail
}

// ruleInjection wants nothing of the attack to have become a field of its own.
func ruleInjection(requirement string) Rule {
	judge := onOdd(requirement, func(_ *Observation, t *wire.Transcript, p Published, from, to int) Judgement {
		start := int64(0)
		if from > 0 {
			start = t.Events[from-1].EndOffset
		}
		end := t.Events[to].Offset
		var found []Finding
		eachField(t, func(_ eventstream.Frame, l eventstream.Line) {
			if l.Offset >= start && l.Offset < end && l.Value == p.Forged && len(found) < maxFindings {
				f := at(t, l.Offset, "text of the publisher became a field of its own")
				found = append(found, f.but("no such field", strings.TrimRight(string(l.Raw), "\r\n")))
			}
		})
		return verdictOf(found, "nothing was forged in %d bytes", end-start)
	})
	return func(o *Observation) Judgement {
		if o.Trespass.Cause != "" {
			return Judgement{Skip: o.Trespass}
		}
		return judge(o)
	}
}

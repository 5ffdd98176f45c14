package specs

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

func mercureJudges() map[string]judge {
	return map[string]judge{
		"mercure-well-known-path":        {probeMercure, ruleMercurePath},
		"mercure-last-event-id-answered": {probeMercure, ruleMercureAnswered},
		"mercure-unknown-id-told":        {probeMercure, ruleMercureUnknown},

		"mercure-several-topics":          {probeHub, ruleMercureTopics},
		"mercure-id-is-iri":               {probeHub, ruleMercureIDs},
		"mercure-last-event-id-parameter": {probeHub, onMercureHistory(mercureByParam, ruleMercureParameter)},
		"mercure-header-over-parameter":   {probeHub, onMercureHistory(mercureByBoth, ruleMercurePrecedence)},
		"mercure-earliest":                {probeHub, onMercureHistory(mercureAll, ruleMercureEarliest)},
		"mercure-gap-told":                {probeHub, ruleMercureGap},
		"mercure-publish-needs-token":     {probeHub, ruleMercureNobody},
		"mercure-publish-checks-token":    {probeHub, ruleMercureToken},
		"mercure-publish-answers-id":      {probeHub, ruleMercureAnswer},
	}
}

// "The URL of the hub MUST be the well-known fixed path /.well-known/mercure",
// says one draft; in others it SHOULD.
func ruleMercurePath(o *Observation) Judgement {
	const want = "/.well-known/mercure"
	t := o.Transcript(mercureUnknownField)
	if !streams(t) {
		return noStreamIn(t)
	}
	_, after, _ := strings.Cut(t.URL, "://")
	_, path, _ := strings.Cut(after, "/")
	path, _, _ = strings.Cut("/"+path, "?")
	if path != want {
		return broken(nowhere(t, "the hub is at another path").but(want, path))
	}
	return kept("%s", path)
}

// "The hub MUST set a Last-Event-ID header on the HTTP response".
func ruleMercureAnswered(o *Observation) Judgement {
	judged := 0
	var found []Finding
	for _, name := range []string{mercureUnknownField, mercureUnknownParam} {
		t := o.Transcript(name)
		if !streams(t) {
			continue
		}
		judged++
		if _, ok := t.Head.Get("Last-Event-ID"); !ok {
			f := inHead(t, "", "the response does not say where the stream begins")
			found = append(found, f.but("a Last-Event-ID field", "none"))
		}
	}
	if judged == 0 {
		return noStreamIn(o.Transcript(mercureUnknownField))
	}
	return verdictOf(found, "%d responses", judged)
}

// "[…] or the reserved value earliest if there is no preceding event (it happens
// […] when the subscriber requests an event that doesn't exist)".
func ruleMercureUnknown(o *Observation) Judgement {
	t := o.Transcript(mercureUnknownField)
	if !streams(t) {
		return noStreamIn(t)
	}
	asked, _ := t.Request.Get("Last-Event-ID")
	got, ok := t.Head.Get("Last-Event-ID")
	switch {
	case !ok:
		return notApplicable("the response has no Last-Event-ID")
	case got == asked:
		f := inHead(t, "Last-Event-ID", "the hub answers as if it had an update that never was")
		return broken(f.but("earliest, or the id of another update", quote(got)))
	}
	return kept("Last-Event-ID %s", quote(got))
}

// mercureUpdates returns the updates that were published on the topic of the
// streams before they were resumed, and whether the control reader has both.
func mercureUpdates(o *Observation) (first, missed Published, ok bool) {
	first, _ = o.published(stepHub)
	if first.Marker == "" {
		first, _ = o.published(stepBefore)
	}
	missed, _ = o.published(stepMissed)
	t := o.Transcript(controlStream)
	return first, missed, indexReceived(t, first.Publication) >= 0 && indexReceived(t, missed.Publication) >= 0
}

// nothingToResume says why no stream was resumed.
func nothingToResume(o *Observation) Judgement {
	t := o.Transcript(controlStream)
	if _, _, ok := mercureUpdates(o); ok && t.LastEventID == "" {
		return notApplicable("updates carry no ids")
	}
	for _, p := range o.Published {
		if !p.Accepted() {
			return inconclusive("the publish hook did not accept an update: %s", p.Detail)
		}
	}
	if !readable(t) {
		return noStreamIn(t)
	}
	return inconclusive("the updates did not arrive")
}

// onMercureHistory makes a Rule of one that looks at the stream called name,
// where a stream that is resumed by the header gets what it has missed and this
// one has got the update after that.
func onMercureHistory(name string, rule func(t *wire.Transcript, first, missed Published) Judgement) Rule {
	return func(o *Observation) Judgement {
		first, missed, ok := mercureUpdates(o)
		live, _ := o.published(stepLive)
		resumed, t := o.Transcript(mercureByField), o.Transcript(name)
		switch {
		case !ok || !live.Accepted():
			return nothingToResume(o)
		case !readable(resumed) || indexReceived(resumed, live.Publication) < 0:
			return inconclusive("no stream was resumed by the header")
		case indexReceived(resumed, missed.Publication) < 0:
			return notApplicable("the hub does not replay what was missed")
		case !readable(t) || indexReceived(t, live.Publication) < 0:
			return inconclusive("the stream %s brought no update", quote(name))
		}
		return rule(t, first, missed)
	}
}

// "The hub MUST also allow to pass the last event ID in a query parameter named
// lastEventID".
func ruleMercureParameter(t *wire.Transcript, _, missed Published) Judgement {
	if indexReceived(t, missed.Publication) < 0 {
		f := nowhere(t, "what came after lastEventID is not sent, although the header brings it")
		return broken(f.but("the update "+missed.Marker, "none but later ones"))
	}
	return kept("lastEventID brought what was missed")
}

// "The HTTP header MUST take precedence".
func ruleMercurePrecedence(t *wire.Transcript, _, missed Published) Judgement {
	if e, ok := received(t, missed.Publication); ok {
		f := at(t, e.Offset, "the stream begins where the query says, and not the header")
		return broken(f.but("only what came after the id in the header", missed.Marker))
	}
	return kept("the header took precedence")
}

// "The reserved value earliest can be used to hint the hub to send all updates it
// has".
func ruleMercureEarliest(t *wire.Transcript, first, _ Published) Judgement {
	if indexReceived(t, first.Publication) < 0 {
		f := nowhere(t, "earliest does not bring all updates")
		return broken(f.but("the update "+first.Marker, "none but later ones"))
	}
	return kept("earliest brought the first update")
}

// "The value of the Last-Event-ID response header MUST be the ID of the event
// preceding the first one sent to the subscriber".
func ruleMercureGap(o *Observation) Judgement {
	_, missed, ok := mercureUpdates(o)
	t := o.Transcript(mercureByField)
	live, _ := o.published(stepLive)
	switch {
	case !ok || !live.Accepted():
		return nothingToResume(o)
	case !readable(t) || indexReceived(t, live.Publication) < 0:
		return inconclusive("no stream was resumed by the header")
	}
	asked, _ := t.Request.Get("Last-Event-ID")
	got, ok := t.Head.Get("Last-Event-ID")
	if !ok {
		return notApplicable("the response has no Last-Event-ID")
	}
	if got == asked && indexReceived(t, missed.Publication) < 0 {
		f := inHead(t, "Last-Event-ID", "the hub says that nothing is lost, and does not send what was missed")
		return broken(f.but("the update "+missed.Marker+", or another Last-Event-ID", quote(got)))
	}
	for _, e := range identifiedEvents(t) {
		if e.id == got {
			f := inHead(t, "Last-Event-ID", "the field names an update that the stream brings itself")
			return broken(f.but("the id of the update before the first, "+quote(asked), quote(got)))
		}
	}
	return kept("Last-Event-ID %s", quote(got))
}

// "The hub sends to the subscriber updates for topics matching the provided topic
// selectors".
func ruleMercureTopics(o *Observation) Judgement {
	t := o.Transcript(mercureBoth)
	_, missed, ok := mercureUpdates(o)
	switch {
	case t == nil && o.Transcript(controlStream) != nil:
		return notApplicable("the url names no topic")
	case !readable(t):
		return noStreamIn(t)
	case !ok:
		return nothingToResume(o)
	}
	other, _ := o.published(stepOther)
	if !other.Accepted() {
		return inconclusive("the publish hook did not accept an update: %s", other.Detail)
	}
	var found []Finding
	for _, p := range []Published{other, missed} {
		if indexReceived(t, p.Publication) < 0 {
			f := nowhere(t, "an update of one of two topics does not arrive")
			found = append(found, f.but("the update "+p.Marker, fmt.Sprintf("%d others", len(t.Events))))
		}
	}
	return verdictOf(found, "the updates of both topics")
}

// "The value contained in this id property SHOULD be an IRI". The hub MAY
// "generate a relative URI composed of a fragment".
func ruleMercureIDs(o *Observation) Judgement {
	t := o.Transcript(controlStream)
	first, _, ok := mercureUpdates(o)
	switch {
	case !ok:
		return nothingToResume(o)
	case first.ID != "":
		return notApplicable("the publish hook names the ids")
	}
	ids := identifiedEvents(t)
	var found []Finding
	for _, e := range ids {
		if !regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]*:|#)\S+$`).MatchString(e.id) && len(found) < maxFindings {
			f := at(t, e.offset, "the id of an update is no IRI")
			found = append(found, f.but("urn:uuid:…, another IRI, or a fragment", quote(e.id)))
		}
	}
	if len(ids) == 0 {
		return notApplicable("updates carry no ids")
	}
	return verdictOf(found, "%d ids", len(ids))
}

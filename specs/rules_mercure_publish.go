package specs

import (
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// "The publisher MUST be authorized to publish updates".
func ruleMercureNobody(o *Observation) Judgement {
	return onlyRefused(o, "a publication without a token is accepted", mercureNobody)
}

// "The hub will check that the JWS conforms to the rules".
func ruleMercureToken(o *Observation) Judgement {
	return onlyRefused(o, "a publication with a token that the hub cannot trust is accepted", mercureUnsigned, mercureForged)
}

// onlyRefused wants the requests with these names to be refused.
func onlyRefused(o *Observation, message string, names ...string) Judgement {
	if !readable(o.Transcript(controlStream)) {
		return noStreamIn(o.Transcript(controlStream))
	}
	var last *wire.Transcript
	var found []Finding
	for _, name := range names {
		t := o.Transcript(name)
		switch {
		case t == nil:
			return notApplicable("the url names no topic to publish on")
		case t.Head == nil:
			continue
		case t.Head.Status < 300:
			f := inHead(t, "", "%s", message)
			found = append(found, f.but("401 Unauthorized", statusOf(t)))
		}
		last = t
	}
	if last == nil {
		return inconclusive("there was no answer: %s", statusOf(o.Transcript(names[0])))
	}
	return verdictOf(found, "%s", statusOf(last))
}

// "The HTTP response's body MUST be the id associated to this update".
func ruleMercureAnswer(o *Observation) Judgement {
	p, ok := o.published(stepHub)
	t := o.Transcript(controlStream)
	switch {
	case !ok && len(o.Published) > 0:
		return notApplicable("the publish hook is not the hub itself")
	case !p.Accepted():
		return nothingToResume(o)
	}
	e, ok := received(t, p.Publication)
	switch {
	case !ok:
		return nothingToResume(o)
	case e.LastEventID == "":
		return notApplicable("updates carry no ids")
	case !strings.Contains(p.Detail, e.LastEventID):
		f := at(t, e.Offset, "the answer to the publication is not the id that its update has")
		return broken(f.but(quote(e.LastEventID), quote(p.Detail)))
	}
	return kept("the answer was the id of the update")
}

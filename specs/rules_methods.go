package specs

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

func methodsJudges() map[string]judge {
	return map[string]judge{
		"methods-head-no-body":  {probeMethods, onHEAD(ruleHeadNoBody)},
		"methods-head-ends":     {probeMethods, onHEAD(ruleHeadEnds)},
		"methods-head-like-get": {probeMethods, onHEAD(ruleHeadLikeGet)},
		"methods-options-ends":  {probeMethods, ruleOptionsEnds},
		"methods-accept":        {probeMethods, ruleAccept},
		"methods-http10":        {probeMethods, ruleHTTP10},
		"methods-other-refused": {probeVerbs, onVerbs(ruleOtherRefused)},
		"methods-allow":         {probeVerbs, onVerbs(ruleAllow)},
	}
}

// onHEAD makes a Rule of one that looks at the answer to HEAD, where the stream
// is asked for by GET.
func onHEAD(rule func(o *Observation, t *wire.Transcript) Judgement) Rule {
	return func(o *Observation) Judgement {
		base, t := o.Transcript(plainStream), o.Transcript(headRequest)
		switch {
		case base != nil && base.Request.Method != http.MethodGet:
			return notApplicable("the stream is asked for by %s", base.Request.Method)
		case t == nil:
			return inconclusive("HEAD was not tried")
		case busy(t) || t.Head == nil && !silent(t):
			return inconclusive("HEAD was not answered: %s", statusOf(t))
		}
		return rule(o, t)
	}
}

// "the server MUST NOT send content in the response" to HEAD. What may follow is
// the answer to the second HEAD.
func ruleHeadNoBody(_ *Observation, t *wire.Transcript) Judgement {
	if t.Head == nil {
		return inconclusive("HEAD was not answered: %s", statusOf(t))
	}
	end := t.Head.Offset + int64(len(t.Head.Raw))
	if rest := t.Raw()[end:]; len(rest) > 0 && !bytes.HasPrefix(rest, []byte("HTTP/1.")) {
		f := at(t, end, "bytes follow the head of an answer to HEAD")
		f.Raw = true
		return broken(f.but("nothing, or the next response", "a body"))
	}
	return kept("HEAD was answered by a head alone")
}

// A HEAD that is handled like a GET holds a worker for as long as the stream
// would last, and a health check waits for ever.
func ruleHeadEnds(o *Observation, t *wire.Transcript) Judgement {
	limit := o.Limits.MaxHeadWait.String()
	switch {
	case t.Head == nil:
		f := nowhere(t, "HEAD was not answered")
		return broken(f.but("an answer within "+limit, "nothing"))
	case t.Freed == 0:
		f := inHead(t, "", "HEAD was answered, but its connection is not served any more")
		return broken(f.but("the next request on it is answered, or it is closed, within "+limit, "neither"))
	}
	return kept("the connection was free again after %s", round(t.Freed-t.Sent))
}

// "The server SHOULD send the same header fields in response to a HEAD request as
// it would have sent if the request method had been GET".
func ruleHeadLikeGet(o *Observation, t *wire.Transcript) Judgement {
	base := o.Transcript(plainStream)
	switch {
	case !streams(base):
		return noStreamIn(base)
	case t.Head == nil:
		return inconclusive("HEAD was not answered: %s", statusOf(t))
	case t.Head.Status == 405 || t.Head.Status == 501:
		return notApplicable("the target does not offer HEAD: %s", statusOf(t))
	case t.Head.Status != 200:
		return broken(inHead(t, "", "HEAD has another status than GET").but("200", statusOf(t)))
	case !streams(t):
		value, _ := t.Head.Get("Content-Type")
		f := inHead(t, "Content-Type", "HEAD has another media type than GET")
		return broken(f.but("text/event-stream", quote(value)))
	}
	return kept("status and media type are those of GET")
}

// OPTIONS asks what there is, not for it.
func ruleOptionsEnds(o *Observation) Judgement {
	t := o.Transcript(optionsRequest)
	switch {
	case t == nil:
		return inconclusive("OPTIONS was not tried")
	case busy(t) || t.Head == nil && !silent(t):
		return inconclusive("OPTIONS was not answered: %s", statusOf(t))
	case !endedByTarget(t):
		f := inHead(t, "", "the answer to OPTIONS does not end")
		if t.Head == nil {
			f = nowhere(t, "OPTIONS was not answered")
		}
		return broken(f.but("a whole response within "+o.Limits.MaxHeadWait.String(), describe(t)))
	}
	return kept("%s", statusOf(t))
}

// onVerbs makes a Rule of one that looks at the answers to other methods. One
// that a redirect has turned into a GET is none.
func onVerbs(rule func(answers []*wire.Transcript) Judgement) Rule {
	return func(o *Observation) Judgement {
		if base := o.Transcript(plainStream); !streams(base) {
			return noStreamIn(base)
		}
		var answers []*wire.Transcript
		for _, t := range o.Transcripts {
			if slices.Contains(otherMethods(), t.Name) && t.Head != nil && !busy(t) && len(t.Redirects) == 0 {
				answers = append(answers, t)
			}
		}
		if len(answers) == 0 {
			return inconclusive("no other method was answered")
		}
		return rule(answers)
	}
}

// A stream for every method is a handler that does not look at it.
func ruleOtherRefused(answers []*wire.Transcript) Judgement {
	var found []Finding
	for _, t := range answers {
		if streams(t) {
			f := inHead(t, "", "%s opens a stream as well", t.Name)
			found = append(found, f.but("405 Method Not Allowed", describe(t)))
		}
	}
	return verdictOf(found, "%d other methods open no stream", len(answers))
}

// "The origin server MUST generate an Allow header field in a 405 response".
func ruleAllow(answers []*wire.Transcript) Judgement {
	refused := 0
	var found []Finding
	for _, t := range answers {
		if t.Head.Status != 405 {
			continue
		}
		refused++
		if _, ok := t.Head.Get("Allow"); !ok {
			f := inHead(t, "", "the refusal of %s does not say what is allowed", t.Name)
			found = append(found, f.but("Allow, such as GET, HEAD", "no Allow"))
		}
	}
	if refused == 0 {
		return notApplicable("no method was refused with status 405")
	}
	return verdictOf(found, "%d refusals say what is allowed", refused)
}

// A client that says nothing accepts everything. Where the run names an Accept of
// its own, that belongs to the protocol of the Target.
func ruleAccept(o *Observation) Judgement {
	base := o.Transcript(plainStream)
	if !streams(base) {
		return noStreamIn(base)
	}
	if own, _ := base.Request.Get("Accept"); !strings.EqualFold(own, "text/event-stream") {
		return notApplicable("the run asks with an Accept of its own: %s", own)
	}
	asked := 0
	var found []Finding
	for _, name := range []string{acceptStream, acceptAll, acceptNothing} {
		t := o.Transcript(name)
		switch {
		case t == nil || t.Head == nil || busy(t):
			continue
		case !streams(t):
			found = append(found, inHead(t, "", "a request with %s gets no stream", name).but("an event stream", describe(t)))
		}
		asked++
	}
	if asked == 0 {
		return inconclusive("no further request was answered")
	}
	return verdictOf(found, "%d requests, with Accept and without, get the stream", asked)
}

// "A server MUST NOT send a response containing Transfer-Encoding unless the
// corresponding request indicates HTTP/1.1".
func ruleHTTP10(o *Observation) Judgement {
	t := o.Transcript(oldHTTP)
	switch {
	case t == nil:
		return inconclusive("HTTP/1.0 was not tried")
	case t.Head == nil || busy(t):
		return inconclusive("HTTP/1.0 was not answered: %s", statusOf(t))
	}
	if value, ok := t.Head.Get("Transfer-Encoding"); ok {
		f := inHead(t, "Transfer-Encoding", "a request in HTTP/1.0 is answered with a transfer coding")
		return broken(f.but("no Transfer-Encoding", "Transfer-Encoding: "+value))
	}
	return kept("%s, without a transfer coding", statusOf(t))
}

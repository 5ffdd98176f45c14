package specs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

func authJudges() map[string]judge {
	return map[string]judge{
		"auth-revoked-stream-ends": {probeAuth, ruleRevokedStreamEnds},
		"auth-revoked-refused":     {probeAuth, ruleRevokedRefused},
		"auth-refusal-is-final":    {probeAuth, ruleRefusalIsFinal},
		"auth-challenge":           {probeAuth, ruleChallenge},
	}
}

// revoked returns when the credential of a stream was revoked, or the Judgement
// that none was, or none that matters.
func revoked(o *Observation) (Acted, Judgement) {
	if t := o.Transcript(revokedStream); !readable(t) {
		return Acted{}, inconclusive("the revocable credential is not accepted, perhaps not any more: %s", describe(t))
	}
	done, trouble := o.acted(hookRevoke)
	if anonymous := o.Transcript(anonymousStream); trouble.Skip.Cause == "" && readable(anonymous) && !refused(o, anonymous, done) {
		return Acted{}, notApplicable("the stream is there without a credential")
	}
	return done, trouble
}

// refused reports whether t is an answer to one who has no right to a stream. A
// stream that ends is such an answer where those with a right have streams that
// last.
func refused(o *Observation, t *wire.Transcript, done Acted) bool {
	if !readable(t) {
		return t != nil && t.Head != nil
	}
	accepted := o.Transcript(revokedStream)
	lasting := !endedByTarget(accepted) || !accepted.Start.Add(accepted.End.At).Before(done.Sent)
	return lasting && endedByTarget(t)
}

// ruleRevokedStreamEnds wants the stream to end soon after the revocation.
func ruleRevokedStreamEnds(o *Observation) Judgement {
	done, trouble := revoked(o)
	if done.Outcome != OutcomeAccepted {
		return trouble
	}
	t := o.Transcript(revokedStream)
	ended := t.Start.Add(t.End.At)
	switch {
	case endedByTarget(t) && ended.Before(done.Sent):
		return inconclusive("the stream had ended before the revocation")
	case endedByTarget(t):
		return kept("the stream ended %s after the revocation", round(max(0, ended.Sub(done.Answered))))
	case t.End.Kind != wire.EndClosed:
		return inconclusive("the stream was not watched to its end: %s", t.End.Detail)
	}
	f := nowhere(t, "a stream goes on after its credential was revoked")
	since := 0
	for _, p := range o.step(stepAfterRevoked) {
		if e, ok := received(t, p.Publication); ok {
			f.Offset = e.Offset
			since++
		}
	}
	return broken(f.but(
		"the end of the stream within "+round(o.Limits.MaxLinger).String(),
		fmt.Sprintf("it was open %s later, and got %d of %d events that were published meanwhile", round(ended.Sub(done.Answered)), since, len(o.step(stepAfterRevoked))),
	))
}

// lastAttempt returns the last stream that was asked for with the revoked
// credential, nil if none was.
func lastAttempt(o *Observation) *wire.Transcript {
	attempts := o.named(revokedAgain)
	if len(attempts) == 0 {
		return nil
	}
	return attempts[len(attempts)-1]
}

// ruleRevokedRefused wants the revoked credential to be refused: with 401 or 403,
// or with 404, by which a server may hide what is forbidden.
// https://www.rfc-editor.org/rfc/rfc9110#section-15.5.4
func ruleRevokedRefused(o *Observation) Judgement {
	done, trouble := revoked(o)
	if done.Outcome != OutcomeAccepted {
		return trouble
	}
	t := lastAttempt(o)
	if t == nil || t.Head == nil {
		return inconclusive("there is no answer to judge: %s", describe(t))
	}
	switch status := t.Head.Status; {
	case status == 401 || status == 403 || status == 404:
		return kept("a new stream is refused with status %d", status)
	case status >= 400:
		return inconclusive("a new stream is refused with status %d, which does not say that the credential is the reason", status)
	}
	f := inHead(t, "", "a revoked credential is not refused")
	return broken(f.but("status 401 or 403", described(t)))
}

// refusals returns the answers to those who had no right to a stream.
func refusals(o *Observation, done Acted) []*wire.Transcript {
	both := []*wire.Transcript{o.Transcript(anonymousStream), lastAttempt(o)}
	return slices.DeleteFunc(both, func(t *wire.Transcript) bool { return !refused(o, t, done) })
}

// ruleRefusalIsFinal wants a refusal to be one for an EventSource, which gives up
// at any status but 200, and comes back after each stream that ended. Nor may it
// look like a success to others.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model
func ruleRefusalIsFinal(o *Observation) Judgement {
	done, trouble := revoked(o)
	if done.Outcome != OutcomeAccepted {
		return trouble
	}
	judged := refusals(o, done)
	if len(judged) == 0 {
		return notApplicable("nobody was refused")
	}
	var found []Finding
	for _, t := range judged {
		switch {
		case streams(t):
			f := inHead(t, "Content-Type", "the refusal is a stream that ends: an EventSource comes back for ever")
			found = append(found, f.but("status 401 or 403", "a stream that ended after "+round(t.End.At).String()))
		case t.Head.Status < 300:
			f := inHead(t, "", "the refusal looks like a success")
			found = append(found, f.but("status 401 or 403", described(t)))
		}
	}
	return verdictOf(found, "%d refusals, each final", len(judged))
}

// described is describe, with the redirects before the answer.
func described(t *wire.Transcript) string {
	text := describe(t)
	if t.Head.Status == 200 && !streams(t) {
		text = "status 200 and " + text
	}
	if n := len(t.Redirects); n > 0 {
		text += ", after a redirect to " + quote(t.Redirects[n-1].Location)
	}
	return text
}

// ruleChallenge quotes RFC 9110: "A server generating a 401 (Unauthorized)
// response MUST send a WWW-Authenticate header field containing at least one
// challenge.".
func ruleChallenge(o *Observation) Judgement {
	done, trouble := revoked(o)
	if done.Outcome != OutcomeAccepted {
		return trouble
	}
	judged := 0
	var found []Finding
	for _, t := range refusals(o, done) {
		if t.Head.Status != 401 {
			continue
		}
		judged++
		if value, _ := t.Head.Get("WWW-Authenticate"); strings.TrimSpace(value) == "" {
			found = append(found, inHead(t, "WWW-Authenticate", "a 401 does not say how to authenticate").
				but("WWW-Authenticate with a challenge", "none"))
		}
	}
	if judged == 0 {
		return notApplicable("nobody was refused with status 401")
	}
	return verdictOf(found, "%d answers with status 401, each with a challenge", judged)
}

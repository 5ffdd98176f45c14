package specs

import (
	"net/url"
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

func corsJudges() map[string]judge {
	return map[string]judge{
		"cors-one-origin":                   {probeCORS, onGrants(ruleOneOrigin)},
		"cors-no-wildcard-with-credentials": {probeCORS, onGrants(ruleNoWildcardWithCredentials)},
		"cors-no-reflected-credentials":     {probeCORS, ruleNoReflectedCredentials},
		"cors-vary-origin":                  {probeCORS, ruleVaryOrigin},
		"cors-preflight-ok":                 {probeCORS, onPreflight(rulePreflightOK)},
		"cors-preflight-last-event-id":      {probeCORS, onAllowed(preflightID, rulePreflightLastEventID)},
		"cors-preflight-authorization":      {probeCORS, rulePreflightAuthorization},
	}
}

// The fields of the CORS protocol.
const (
	allowOrigin      = "Access-Control-Allow-Origin"
	allowCredentials = "Access-Control-Allow-Credentials"
	allowHeaders     = "Access-Control-Allow-Headers"
)

// grants returns the answers that let other origins read them.
func grants(o *Observation) []*wire.Transcript {
	var found []*wire.Transcript
	for _, t := range o.Transcripts {
		if t.Head == nil {
			continue
		}
		if _, ok := t.Head.Get(allowOrigin); ok {
			found = append(found, t)
		}
	}
	return found
}

// ungranted is the Judgement where no stream is for other origins.
func ungranted(o *Observation) Judgement {
	for _, name := range []string{originStream, strangerStream} {
		if t := o.Transcript(name); !streams(t) {
			return noStreamIn(t)
		}
	}
	return notApplicable("the target lets no other origin read its streams")
}

// onGrants makes a Rule of one that looks at each answer for other origins.
func onGrants(rule func(t *wire.Transcript) []Finding) Rule {
	return func(o *Observation) Judgement {
		all := grants(o)
		if len(all) == 0 {
			return ungranted(o)
		}
		var found []Finding
		for _, t := range all {
			found = append(found, rule(t)...)
		}
		return verdictOf(found, "%d answers for other origins", len(all))
	}
}

// "If getting Access-Control-Allow-Origin is failure": a list equals no origin.
func ruleOneOrigin(t *wire.Transcript) []Finding {
	values := t.Head.Values(allowOrigin)
	switch {
	case len(values) > 1:
		f := inHead(t, allowOrigin, "%s stands there %d times", allowOrigin, len(values))
		return []Finding{f.but("one field", strings.Join(values, " and "))}
	case values[0] != "*" && values[0] != "null" && !isOrigin(values[0]):
		return []Finding{inHead(t, allowOrigin, "%s is no origin", allowOrigin).but("an origin, null or *", quote(values[0]))}
	}
	return nil
}

// isOrigin reports whether s is an origin as browsers write it.
// https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin
func isOrigin(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme != "" && u.Host != "" && s == u.Scheme+"://"+u.Host && !strings.ContainsAny(s, " ,")
}

// "If request's credentials mode is "include"", the wildcard does not count.
func ruleNoWildcardWithCredentials(t *wire.Transcript) []Finding {
	value, _ := t.Head.Get(allowOrigin)
	if value != "*" || !credentialed(t) {
		return nil
	}
	f := inHead(t, allowCredentials, "credentials are allowed to the origin *, which browsers refuse")
	return []Finding{f.but("an origin, or no credentials", allowOrigin+": *")}
}

func credentialed(t *wire.Transcript) bool {
	value, _ := t.Head.Get(allowCredentials)
	return value == "true"
}

// An origin that the suite has made up cannot be on anybody's list.
func ruleNoReflectedCredentials(o *Observation) Judgement {
	t := o.Transcript(strangerStream)
	if t == nil || t.Head == nil || len(grants(o)) == 0 {
		return ungranted(o)
	}
	origin, _ := t.Request.Get("Origin")
	if value, _ := t.Head.Get(allowOrigin); value == origin && credentialed(t) {
		f := inHead(t, allowOrigin, "any origin may read the stream with the credentials of a visitor")
		return broken(f.but("no grant to "+origin, allowOrigin+": "+value))
	}
	return kept("an unknown origin is allowed no credentials")
}

// "If Access-Control-Allow-Origin is set to * or a static origin", Vary is not
// needed.
func ruleVaryOrigin(o *Observation) Judgement {
	first, second := o.Transcript(originStream), o.Transcript(strangerStream)
	if !streams(first) || !streams(second) || len(grants(o)) == 0 {
		return ungranted(o)
	}
	one, _ := first.Head.Get(allowOrigin)
	two, _ := second.Head.Get(allowOrigin)
	if one == two {
		return kept("%s is the same for every origin: %s", allowOrigin, one)
	}
	var found []Finding
	for _, t := range []*wire.Transcript{first, second} {
		if !varies(t, "Origin") {
			f := inHead(t, allowOrigin, "%s depends on the origin, and Vary does not say so", allowOrigin)
			found = append(found, f.but("Vary: Origin", "Vary: "+strings.Join(t.Head.Values("Vary"), ", ")))
		}
	}
	return verdictOf(found, "Vary: Origin")
}

// varies reports whether t says that it depends on a field of the request.
func varies(t *wire.Transcript, field string) bool {
	for name := range strings.SplitSeq(strings.Join(t.Head.Values("Vary"), ","), ",") {
		if name = strings.TrimSpace(name); name == "*" || strings.EqualFold(name, field) {
			return true
		}
	}
	return false
}

// onPreflight makes a Rule of one that looks at the plain preflight, which is sent
// where other origins may read the stream.
func onPreflight(rule func(o *Observation, t *wire.Transcript) Judgement) Rule {
	return func(o *Observation) Judgement {
		t := o.Transcript(preflightPlain)
		switch {
		case t == nil:
			return ungranted(o)
		case busy(t) || t.Head == nil && !silent(t):
			return inconclusive("the preflight was not answered: %s", statusOf(t))
		}
		return rule(o, t)
	}
}

// "If a CORS check for request and response returns success and response's status
// is an ok status": anything else is a network error.
func rulePreflightOK(o *Observation, t *wire.Transcript) Judgement {
	want := "a grant with a 2xx status within " + o.Limits.MaxHeadWait.String()
	switch {
	case t.Head == nil:
		return broken(nowhere(t, "the preflight was not answered").but(want, "nothing"))
	case t.Head.Status/100 != 2:
		return broken(inHead(t, "", "the preflight is refused").but(want, statusOf(t)))
	case !granted(t):
		return broken(inHead(t, allowOrigin, "the preflight grants nothing to the origin of the request").but(want, "no matching "+allowOrigin))
	case !endedByTarget(t):
		return broken(inHead(t, "", "the answer to the preflight does not end").but(want, "an open response"))
	}
	return kept("%s", statusOf(t))
}

// granted reports whether the answer lets the origin of its request read it.
// https://fetch.spec.whatwg.org/#cors-check
func granted(t *wire.Transcript) bool {
	origin, _ := t.Request.Get("Origin")
	values := t.Head.Values(allowOrigin)
	return len(values) == 1 && (values[0] == "*" || values[0] == origin)
}

// passed reports whether a preflight is granted.
func passed(t *wire.Transcript) bool {
	return t != nil && t.Head != nil && t.Head.Status/100 == 2 && granted(t)
}

// onAllowed makes a Rule of one that looks at the fields, in lower case, that the
// preflight of that name allows, where preflights are granted at all. One that is
// refused for the fields that it asks for allows none.
func onAllowed(name string, rule func(t *wire.Transcript, allowed map[string]bool) Judgement) Rule {
	return onPreflight(func(o *Observation, plain *wire.Transcript) Judgement {
		t := o.Transcript(name)
		if !passed(plain) || t == nil || t.Head == nil || busy(t) {
			return inconclusive("the preflight was not granted")
		}
		allowed := map[string]bool{}
		for field := range strings.SplitSeq(strings.Join(t.Head.Values(allowHeaders), ","), ",") {
			allowed[strings.ToLower(strings.TrimSpace(field))] = passed(t)
		}
		return rule(t, allowed)
	})
}

func rulePreflightLastEventID(t *wire.Transcript, allowed map[string]bool) Judgement {
	var missing []string
	for _, name := range []string{"Last-Event-ID", "Cache-Control"} {
		if !allowed[strings.ToLower(name)] && (!allowed["*"] || credentialed(t)) {
			missing = append(missing, name)
		}
	}
	return wantAllowed(t, missing)
}

// wantAllowed is broken if fields are missing in what a preflight allows.
func wantAllowed(t *wire.Transcript, missing []string) Judgement {
	value := strings.Join(t.Head.Values(allowHeaders), ", ")
	if len(missing) == 0 {
		return kept("%s: %s", allowHeaders, value)
	}
	f := inHead(t, allowHeaders, "a page of another origin may not send %s", strings.Join(missing, " and "))
	return broken(f.but(allowHeaders+": "+strings.Join(missing, ", "), statusOf(t)+", "+quote(value)))
}

// A "CORS non-wildcard request-header name is a byte-case-insensitive match for
// `Authorization`". Whether the Target takes it is known where the run sends it,
// and meant where it allows everything.
func rulePreflightAuthorization(o *Observation) Judgement {
	return onAllowed(preflightAuth, func(t *wire.Transcript, allowed map[string]bool) Judgement {
		sent := false
		if first := o.Transcript(originStream); first != nil {
			_, sent = first.Request.Get("Authorization")
		}
		switch {
		case allowed["authorization"]:
			return wantAllowed(t, nil)
		case allowed["*"] || sent:
			return wantAllowed(t, []string{"Authorization"})
		}
		return notApplicable("the run sends no Authorization, and the target allows fields of its choice")
	})(o)
}

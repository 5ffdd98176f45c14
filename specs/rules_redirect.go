package specs

import (
	"net"
	"net/url"
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

func redirectJudges() map[string]judge {
	return map[string]judge{
		"redirect-ends":        {probeReach, ruleRedirectEnds},
		"redirect-same-origin": {probeReach, onHops(leavesOrigin)},
		"redirect-keeps-https": {probeReach, onHops(losesTLS)},
	}
}

// isRedirect reports whether a status sends a client elsewhere.
func isRedirect(status int) bool {
	switch status {
	case 301, 302, 303, 307, 308:
		return true
	}
	return false
}

// "If locationURL is failure, then return a network error", and so for one whose
// scheme is not HTTP(S). "If request's redirect count is 20, then return a network
// error".
func ruleRedirectEnds(o *Observation) Judgement {
	t := o.Transcript(firstStream)
	switch {
	case t == nil:
		return inconclusive("no request was made")
	case t.End.Kind == wire.EndTooManyRedirects:
		f := inHead(t, "Location", "the redirects do not come to an end")
		return broken(f.but("at most 20, each to another place", chain(t)))
	case t.Head != nil && isRedirect(t.Head.Status):
		value, ok := t.Head.Get("Location")
		if !ok {
			value = "no Location"
		}
		f := inHead(t, "Location", "a redirect leads nowhere")
		return broken(f.but("a Location that can be followed", value))
	case len(t.Redirects) == 0:
		return notApplicable("the target does not redirect")
	case t.Head == nil:
		return inconclusive("what the redirect leads to was not answered: %s", describe(t))
	}
	return kept("%d redirects, to %s", len(t.Redirects), t.URL)
}

// chain says where the redirects of t lead, at most the first few.
func chain(t *wire.Transcript) string {
	const most = 4
	var places []string
	for i, r := range t.Redirects {
		if i == most {
			places = append(places, "…")
			break
		}
		places = append(places, r.URL)
	}
	return strings.Join(places, " -> ")
}

// hop is one redirect.
type hop struct{ from, to *url.URL }

// onHops makes a Rule of one that says what is wrong with a redirect: a message,
// and what was expected.
func onHops(wrong func(h hop) (message, want string)) Rule {
	return func(o *Observation) Judgement {
		t := o.Transcript(firstStream)
		if t == nil {
			return inconclusive("no request was made")
		}
		if len(t.Redirects) == 0 {
			return notApplicable("the target does not redirect")
		}
		var found []Finding
		for _, r := range t.Redirects {
			from, err := url.Parse(r.URL)
			if err != nil {
				continue
			}
			to, err := url.Parse(r.Target)
			if err != nil {
				continue
			}
			if message, want := wrong(hop{from, to}); message != "" && len(found) < maxFindings {
				found = append(found, nowhere(t, "%s", message).but(want, r.URL+" -> "+r.Target))
			}
		}
		return verdictOf(found, "%d redirects: %s", len(t.Redirects), chain(t))
	}
}

func leavesOrigin(h hop) (message, want string) {
	upgrade := h.from.Scheme == "http" && h.to.Scheme == "https" && strings.EqualFold(h.from.Hostname(), h.to.Hostname())
	if originOf(h.from) == originOf(h.to) || upgrade {
		return "", ""
	}
	return "a redirect leads to another origin", "one within " + originOf(h.from)
}

func losesTLS(h hop) (message, want string) {
	if h.from.Scheme != "https" || h.to.Scheme != "http" {
		return "", ""
	}
	return "a redirect leads from https to http", "https"
}

// originOf returns scheme, host and port of u in one form.
func originOf(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme + "://" + net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

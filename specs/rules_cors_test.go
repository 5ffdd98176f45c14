package specs

import (
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// fromOrigin is the tape of a stream that a page of that origin asks for, with
// more lines in its head.
func fromOrigin(name, origin, lines string) tape {
	head := strings.TrimSuffix(streamHead, "\r\n") + lines + "\r\n"
	return tapedFor(name, wire.Request{Header: []wire.Field{{Name: "Origin", Value: origin}}}, text(head), closedAt(sec))
}

// preflights are the three of the probe, all answered alike.
func preflights(answer string) []tape {
	var all []tape
	for _, name := range []string{preflightPlain, preflightID, preflightAuth} {
		all = append(all, preflighted(name, answer))
	}
	return all
}

func preflighted(name, answer string, more ...wire.Piece) tape {
	req := wire.Request{Method: "OPTIONS", Header: []wire.Field{{Name: "Origin", Value: ownOrigin}}}
	return tapedFor(name, req, append([]wire.Piece{text(answer)}, more...)...)
}

// pages is the scene of two pages that get these lines, and of preflights.
func pages(one, two string, tapes ...tape) scene {
	all := []tape{fromOrigin(originStream, ownOrigin, one), fromOrigin(strangerStream, strangerOrigin, two)}
	return sceneOf(probeCORS, append(all, tapes...)...)
}

const (
	anyone   = "Access-Control-Allow-Origin: *\r\n"
	ours     = "Access-Control-Allow-Origin: " + ownOrigin + "\r\n"
	theirs   = "Access-Control-Allow-Origin: " + strangerOrigin + "\r\n"
	trusting = "Access-Control-Allow-Credentials: true\r\n"
	varying  = "Vary: Accept, origin\r\n"
	opened   = "HTTP/1.1 204 No Content\r\n" + anyone
)

func corsRows() []row {
	const one, wildcard, reflected, vary = "cors-one-origin", "cors-no-wildcard-with-credentials", "cors-no-reflected-credentials", "cors-vary-origin"
	none := doesNotApply("no other origin")
	unseen := sceneOf(probeCORS, taped(originStream, text(notFoundYet)))
	return []row{
		{one, "any", pages(anyone, anyone), keeps("2 answers")},
		{one, "an origin and null", pages(ours, "Access-Control-Allow-Origin: null\r\n"), keeps("2 answers")},
		{one, "twice", pages("‸"+anyone+ours, ""), breaks(because("2 times", "one field", "* and https"))},
		{one, "a list", pages("‸Access-Control-Allow-Origin: https://a.example, https://b.example\r\n", ""), breaks(because("is no origin", "an origin", "a.example, https"))},
		{one, "a path", pages("‸Access-Control-Allow-Origin: https://a.example/\r\n", ""), breaks(because("is no origin", "an origin", "a.example/"))},
		{one, "none", pages("", ""), none},
		{one, "no stream", unseen, leavesOpen("status 404")},

		{wildcard, "any, without", pages(anyone, anyone), keeps("2 answers")},
		{wildcard, "one, with", pages(ours+trusting, ""), keeps("1 answers")},
		{wildcard, "any, with", pages(anyone+"‸"+trusting, ""), breaks(because("which browsers refuse", "an origin", "*"))},
		{wildcard, "none", pages(trusting, ""), none},

		{reflected, "only a known one", pages(ours+trusting, ""), keeps("no credentials")},
		{reflected, "without credentials", pages(ours, theirs), keeps("no credentials")},
		{reflected, "any", pages(ours+trusting, "‸"+theirs+trusting), breaks(because("any origin", "no grant", strangerOrigin))},
		{reflected, "none", pages("", ""), none},
		{reflected, "no stream", unseen, leavesOpen("status 404")},

		{vary, "the same for all", pages(anyone, anyone), keeps("the same")},
		{vary, "said", pages(ours+varying, theirs+varying), keeps("Vary: Origin")},
		{vary, "anything", pages(ours+"Vary: *\r\n", varying), keeps("Vary: Origin")},
		{vary, "not said", pages("‸"+ours, theirs+varying), breaks(because("depends on the origin", "Vary: Origin", "Vary:"))},
		{vary, "not said to the stranger", sceneOf(probeCORS,
			fromOrigin(originStream, ownOrigin, ours+varying),
			tapedFor(strangerStream, wire.Request{}, text("‸"+streamHead), closedAt(sec)),
		), breaks(because("depends on the origin", "Vary: Origin", "Vary:"))},
		{vary, "none", pages("", ""), none},
	}
}

func preflightRows() []row {
	const ok, id, auth = "cors-preflight-ok", "cors-preflight-last-event-id", "cors-preflight-authorization"
	asked := func(tapes ...tape) scene { return pages(anyone, anyone, tapes...) }
	allowing := func(value string) []tape {
		return preflights(opened + "Access-Control-Allow-Headers: " + value + "\r\n\r\n")
	}
	// refusing marks the answer to the preflight of that name.
	refusing := func(name, answer string) scene {
		s := preflights(strings.ReplaceAll(answer, mark, ""))
		for i := range s {
			if s[i].Name == name {
				s[i] = preflighted(name, answer)
			}
		}
		return asked(s...)
	}
	allowingMarked := func(name, value string) scene {
		return refusing(name, opened+"‸Access-Control-Allow-Headers: "+value+"\r\n\r\n")
	}
	signed := asked(allowing("Last-Event-ID, Cache-Control")...)
	signed.Transcripts[0].Request.Header = append(signed.Transcripts[0].Request.Header, wire.Field{Name: "Authorization", Value: "Bearer x"})
	strict := asked(preflighted(preflightPlain, opened+"\r\n"), preflighted(preflightID, "‸HTTP/1.1 400 Bad Request\r\n"+anyone+"Content-Length: 0\r\n\r\n"))
	return []row{
		{ok, "204", asked(allowing("x")...), keeps("status 204")},
		{ok, "401", refusing(preflightPlain, "‸HTTP/1.1 401 Unauthorized\r\n"+anyone+"Content-Length: 0\r\n\r\n"), breaks(because("is refused", "a grant", "status 401"))},
		{ok, "no grant", refusing(preflightPlain, "‸HTTP/1.1 204 No Content\r\n\r\n"), breaks(because("grants nothing", "a grant", "no matching"))},
		{ok, "endless", asked(preflighted(preflightPlain, "‸HTTP/1.1 200 OK\r\n"+anyone+"\r\n", closedAt(2*sec))), breaks(because("does not end", "a grant", "open"))},
		{ok, "no answer", asked(preflighted(preflightPlain, "", closedAt(2*sec))), breaks(because("not answered", "a grant", "nothing"))},
		{ok, "no room", asked(preflights(refusedBusy)...), leavesOpen("status 503")},
		{ok, "none", pages("", ""), doesNotApply("no other origin")},

		{id, "both", asked(allowing("cache-control, LAST-EVENT-ID")...), keeps("LAST-EVENT-ID")},
		{id, "all", asked(allowing("*")...), keeps("*")},
		{id, "one", allowingMarked(preflightID, "Cache-Control"), breaks(because("may not send Last-Event-ID", "Last-Event-ID", "Cache-Control"))},
		{id, "refused", strict, breaks(because("may not send Last-Event-ID and Cache-Control", "Last-Event-ID", "status 400"))},
		{
			id, "a wildcard with credentials", refusing(preflightID, "HTTP/1.1 204 No Content\r\n"+ours+trusting+"‸Access-Control-Allow-Headers: *\r\n\r\n"),
			breaks(because("may not send Last-Event-ID and Cache-Control", "Last-Event-ID", "*")),
		},
		{id, "no preflight", asked(preflights("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")...), leavesOpen("was not granted")},

		{auth, "named", asked(allowing("Authorization")...), keeps("Authorization")},
		{auth, "only a wildcard", allowingMarked(preflightAuth, "*"), breaks(because("may not send Authorization", "Authorization", "*"))},
		{auth, "not needed", asked(allowing("Last-Event-ID")...), doesNotApply("sends no Authorization")},
		{auth, "not asked", asked(preflighted(preflightPlain, opened+"\r\n")), leavesOpen("was not granted")},
	}
}

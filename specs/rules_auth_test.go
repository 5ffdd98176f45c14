package specs

import (
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

const unauthorized = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nContent-Length: 0\r\n\r\n"

// called is a call of a control hook that began and ended after that time.
func called(hook string, outcome Outcome, at time.Duration) Acted {
	return Acted{Hook: hook, Outcome: outcome, Detail: "404 Not Found", Sent: time.Time{}.Add(at), Answered: time.Time{}.Add(at)}
}

// whileRevoked is the scene of the probe "auth", whose credential was revoked
// after two seconds.
func whileRevoked(tapes ...tape) scene {
	return sceneOf(probeAuth, tapes...).but(func(o *Observation) { o.Acted = []Acted{called(hookRevoke, OutcomeAccepted, 2*sec)} })
}

func authRows() []row {
	const ends = "auth-revoked-stream-ends"
	endedAt := func(at time.Duration) tape {
		return taped(revokedStream, text(streamHead), wire.Piece{At: at, End: wire.EndComplete})
	}
	open := taped(revokedStream, text(streamHead), closedAt(12*sec))
	leaked := taped(revokedStream, text(streamHead), later(3*sec, mark+"data: m1.\n\n"), closedAt(12*sec))
	notTaken := sceneOf(probeAuth, open).but(func(o *Observation) { o.Acted = []Acted{called(hookRevoke, OutcomeRefused, 2*sec)} })
	rows := []row{
		{ends, "at once", whileRevoked(endedAt(2 * sec)), keeps("ended 0s after")},
		{ends, "later", whileRevoked(endedAt(5 * sec)), keeps("ended 3s after")},
		{ends, "never", whileRevoked(open), breaks(because("goes on after its credential", "within 10s", "open 10s later, and got 0 of 0"))},
		{
			ends, "it gets events", whileRevoked(leaked).with(accepted(stepAfterRevoked, "m1")),
			breaks(because("goes on after its credential", "within 10s", "got 1 of 1 events")),
		},
		{ends, "before", whileRevoked(endedAt(sec)), leavesOpen("had ended before the revocation")},
		{ends, "cut short by us", whileRevoked(taped(revokedStream, text(streamHead), wire.Piece{At: 3 * sec, End: wire.EndTimeout})), leavesOpen("not watched to its end")},
	}
	for _, r := range []string{ends, "auth-revoked-refused", "auth-refusal-is-final", "auth-challenge"} {
		rows = append(
			rows,
			row{r, "the credential is not accepted", whileRevoked(taped(revokedStream, text(unauthorized))), leavesOpen("status 401 Unauthorized")},
			row{r, "the hook does not work", notTaken, cannotBeTested("the revoke hook does not work: 404")},
			row{r, "open to all", whileRevoked(open, live(anonymousStream, "")), doesNotApply("without a credential")},
			row{r, "the hook was not called", sceneOf(probeAuth, open), leavesOpen("was not called")},
		)
	}
	return append(append(rows, revokedRefusedRows()...), refusalRows()...)
}

// returning is whileRevoked with the answer to a new stream.
func returning(answer tape) scene {
	return whileRevoked(taped(revokedStream, text(streamHead), wire.Piece{At: 2 * sec, End: wire.EndComplete}), answer)
}

// sentToLogin is an answer that came after a redirect.
func sentToLogin(t tape) tape {
	t.Redirects = []wire.Redirect{{Status: 302, Location: "/login"}}
	return t
}

const (
	loginPage  = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n"
	markedPage = mark + loginPage
)

func revokedRefusedRows() []row {
	const refused = "auth-revoked-refused"
	again := func(response string) scene { return returning(taped(revokedAgain+"1", text(response))) }
	return []row{
		{refused, "401", again(unauthorized), keeps("status 401")},
		{refused, "403", again("HTTP/1.1 403 Forbidden\r\n\r\n"), keeps("status 403")},
		{refused, "404", again("HTTP/1.1 404 Not Found\r\n\r\n"), keeps("status 404")},
		{refused, "429", again("HTTP/1.1 429 Slow Down\r\n\r\n"), leavesOpen("status 429, which does not say")},
		{refused, "the second attempt", whileRevoked(
			taped(revokedStream, text(streamHead), wire.Piece{At: 2 * sec, End: wire.EndComplete}),
			live(revokedAgain+"1", ""), taped(revokedAgain+"2", text(unauthorized)),
		), keeps("status 401")},
		{
			refused, "accepted", returning(taped(revokedAgain+"1", text(mark+streamHead), closedAt(sec))),
			breaks(because("is not refused", "status 401 or 403", "an event stream")),
		},
		{
			refused, "a login page", returning(sentToLogin(taped(revokedAgain+"1", text(markedPage)))),
			breaks(because("is not refused", "status 401 or 403", `status 200 and media type "text/html", after a redirect to "/login"`)),
		},
		{refused, "no answer", returning(taped(revokedAgain+"1", wire.Piece{At: sec, End: wire.EndTimeout})), leavesOpen("no answer to judge")},
		{refused, "not tried", returning(taped(anonymousStream, text(unauthorized))), leavesOpen("no request was made")},
	}
}

func refusalRows() []row {
	const final, challenge = "auth-refusal-is-final", "auth-challenge"
	anonymous := func(response string) scene { return returning(taped(anonymousStream, text(response))) }
	short := strings.Replace(streamHead, "Content-Type", mark+"Content-Type", 1)
	return []row{
		{final, "401", anonymous(unauthorized), keeps("1 refusals")},
		{final, "accepted", returning(live(revokedAgain+"1", "")), doesNotApply("nobody was refused")},
		{final, "a login page", anonymous(markedPage), breaks(because("looks like a success", "401 or 403", "text/html"))},
		{
			final, "a stream that ends", anonymous(short + "data: unauthorized\n\n"),
			breaks(because("an EventSource comes back for ever", "401 or 403", "a stream that ended after")),
		},
		{final, "streams that never last", whileRevoked(
			taped(revokedStream, text(streamHead), wire.Piece{At: sec, End: wire.EndComplete}),
			taped(anonymousStream, text(streamHead+"data: all there is\n\n")),
		), doesNotApply("without a credential")},
		{challenge, "with one", anonymous(unauthorized), keeps("1 answers")},
		{challenge, "403", anonymous("HTTP/1.1 403 Forbidden\r\n\r\n"), doesNotApply("nobody was refused with status 401")},
		{
			challenge, "without one", anonymous(mark + "HTTP/1.1 401 Unauthorized\r\n\r\n"),
			breaks(because("how to authenticate", "a challenge", "none")),
		},
	}
}

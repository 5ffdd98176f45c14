package specs

import (
	"net/url"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// hubScene is the scene in which two updates were published, then a stream was
// resumed after the first, and a third was published.
func hubScene(tapes ...tape) scene {
	control := live(controlStream, updates("one", "two", "live"))
	return sceneOf(probeHub, append([]tape{control}, tapes...)...).with(
		accepted(stepHub, "one"), accepted(stepMissed, "two"), accepted(stepLive, "live"),
	).but(func(o *Observation) {
		o.Carries.ID = false
		o.Published[0].Detail = "200 OK urn:one"
	})
}

// updates returns the events of a hub with these markers.
func updates(markers ...string) string {
	var body strings.Builder
	for _, m := range markers {
		body.WriteString("id: urn:" + m + "\ndata: " + m + ".\n\n")
	}
	return body.String()
}

// reconciled is the tape of a stream whose response names an id.
func reconciled(name, asked, answered, body string) tape {
	return tapedAfter(name, asked, text("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"+answered+"\r\n"+body), closedAt(10*sec))
}

func mercureRows() []row {
	return append(append(mercureHeadRows(), mercureResumeRows()...), append(mercureTopicRows(), mercurePublishRows()...)...)
}

func mercureHeadRows() []row {
	const path, answered, told = "mercure-well-known-path", "mercure-last-event-id-answered", "mercure-unknown-id-told"
	const names, echoes = "Last-Event-ID: earliest\r\n", "‸Last-Event-ID: urn:x\r\n"
	field := func(head string) tape { return reconciled(mercureUnknownField, "urn:x", head, "") }
	asked := func(tapes ...tape) scene { return sceneOf(probeMercure, tapes...) }
	at := func(url string) scene {
		return asked(field(names)).but(func(o *Observation) { o.Transcripts[0].URL = url })
	}
	none := taped(mercureUnknownField, text("HTTP/1.1 404 Not Found\r\n\r\n"))
	bare := taped(mercureUnknownParam, text("‸"+streamHead), closedAt(10*sec))
	rows := []row{
		{path, "as it should be", at("https://hub.example/.well-known/mercure?topic=a"), keeps("/.well-known/mercure")},
		{path, "elsewhere", at("https://hub.example/hub?topic=a"), breaks(because("at another path", "/.well-known/mercure", "/hub"))},
		{answered, "by both ways", asked(field(names), reconciled(mercureUnknownParam, "", names, "")), keeps("2 responses")},
		{answered, "by one way", asked(field(names), bare), breaks(because("does not say where", "a Last-Event-ID field", "none"))},
		{told, "earliest", asked(field(names)), keeps(`"earliest"`)},
		{told, "the same id", asked(field(echoes)), breaks(because("never was", "earliest, or", `"urn:x"`))},
		{told, "nothing", asked(field("")), doesNotApply("no Last-Event-ID")},
	}
	for _, id := range []string{path, answered, told} {
		rows = append(
			rows,
			row{id, "no stream", asked(none), leavesOpen("status 404")},
			row{id, "nothing was asked", asked(), leavesOpen("no request was made")},
		)
	}
	return rows
}

func mercureResumeRows() []row {
	const param, over, earliest, gap = "mercure-last-event-id-parameter", "mercure-header-over-parameter", "mercure-earliest", "mercure-gap-told"
	const said = "Last-Event-ID: urn:one\r\n"
	resumed := reconciled(mercureByField, "urn:one", said, updates("two", "live"))
	forgot := reconciled(mercureByField, "urn:one", "Last-Event-ID: urn:two\r\n", updates("live"))
	with := func(name, body string) scene { return hubScene(resumed, live(name, body)) }
	rows := []row{
		{param, "it counts", with(mercureByParam, updates("two", "live")), keeps("what was missed")},
		{param, "it does not", with(mercureByParam, updates("live")), breaks(because("is not sent, although", "the update two", "later ones"))},
		{over, "the header wins", with(mercureByBoth, updates("live")), keeps("the header took precedence")},
		{over, "the query wins", with(mercureByBoth, "‸"+updates("two", "live")), breaks(because("where the query says", "after the id in the header", "two"))},
		{earliest, "all", with(mercureAll, updates("one", "two", "live")), keeps("the first update")},
		{earliest, "nothing", with(mercureAll, updates("live")), breaks(because("does not bring all", "the update one", "later ones"))},

		{gap, "nothing is lost", hubScene(resumed), keeps(`"urn:one"`)},
		{gap, "something is lost, and it says so", hubScene(forgot), keeps(`"urn:two"`)},
		{
			gap, "something is lost", hubScene(reconciled(mercureByField, "urn:one", "‸"+said, updates("live"))),
			breaks(because("says that nothing is lost", "the update two", `"urn:one"`)),
		},
		{
			gap, "the newest is named", hubScene(reconciled(mercureByField, "urn:one", "‸Last-Event-ID: urn:two\r\n", updates("two", "live"))),
			breaks(because("brings itself", `"urn:one"`, `"urn:two"`)),
		},
		{gap, "nothing is named", hubScene(live(mercureByField, updates("two", "live"))), doesNotApply("no Last-Event-ID")},
	}
	for _, id := range []string{param, over, earliest} {
		rows = append(
			rows,
			row{id, "no history", hubScene(forgot), doesNotApply("does not replay")},
			row{id, "no such stream", hubScene(resumed), leavesOpen("brought no update")},
		)
	}
	for _, id := range []string{param, over, earliest, gap} {
		rows = append(rows, row{id, "not resumed", hubScene(), leavesOpen("no stream was resumed")})
	}
	return append(rows, unpublishedRows(param, over, earliest, gap)...)
}

// unpublishedRows are the rows in which no update got as far as the stream.
func unpublishedRows(ids ...string) []row {
	var rows []row
	for _, id := range ids {
		rows = append(
			rows,
			row{id, "no hook", hubScene().but(noHook), cannotBeTested("there is no publish hook")},
			row{id, "no stream", sceneOf(probeHub, taped(controlStream, text("HTTP/1.1 404 Not Found\r\n\r\n"))), leavesOpen("status 404")},
			row{id, "refused", sceneOf(probeHub, live(controlStream, "")).with(refusedBy(accepted(stepHub, "one"))), leavesOpen("did not accept an update")},
			row{id, "lost on the way", sceneOf(probeHub, live(controlStream, "")).with(accepted(stepHub, "one"), accepted(stepMissed, "two")), leavesOpen("did not arrive")},
		)
	}
	return rows
}

func mercureTopicRows() []row {
	const topics, iri = "mercure-several-topics", "mercure-id-is-iri"
	two := func(markers ...string) scene {
		return hubScene(live(mercureBoth, updates(markers...))).with(accepted(stepOther, "other"))
	}
	with := func(body string) scene {
		return hubScene().but(func(o *Observation) {
			o.Transcripts[0] = live(controlStream, body+updates("one", "two")).Transcript
		})
	}
	number := live(controlStream, updates("one")+"‸id: 7\ndata: two.\n\n")
	rows := []row{
		{topics, "both", two("one", "other", "two"), keeps("both topics")},
		{topics, "the first alone", two("one", "two"), breaks(because("of one of two topics", "the update other", "2 others"))},
		{topics, "the last alone", two("other"), breaks(because("of one of two topics", "the update two", "1 others"))},
		{topics, "without topics", hubScene(), doesNotApply("names no topic")},
		{topics, "the other was refused", hubScene(live(mercureBoth, "")).with(refusedBy(accepted(stepOther, "other"))), leavesOpen("did not accept an update")},

		{iri, "URNs", hubScene(), keeps("3 ids")},
		{iri, "a fragment", with("id: #7\ndata: x\n\n"), keeps("3 ids")},
		{
			iri, "a number", sceneOf(probeHub, number).with(accepted(stepHub, "one"), accepted(stepMissed, "two")),
			breaks(because("is no IRI", "urn:uuid:", `"7"`)),
		},
		{iri, "none", sceneOf(probeHub, live(controlStream, "data: one.\n\ndata: two.\n\n")).with(accepted(stepHub, "one"), accepted(stepMissed, "two")), doesNotApply("no ids")},
		{iri, "those of the hook", hubScene().but(func(o *Observation) { o.Published[0].ID = "urn:one" }), doesNotApply("the publish hook names the ids")},
	}
	return append(rows, unpublishedRows(iri)...)
}

func mercurePublishRows() []row {
	const nobody, token, answers = "mercure-publish-needs-token", "mercure-publish-checks-token", "mercure-publish-answers-id"
	refused := func(name string) tape { return turnedAway(name, "401 Unauthorized") }
	taken := func(name string) tape {
		return taped(name, text("‸HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nurn:x"))
	}
	answered := func(detail string) scene {
		return hubScene().but(func(o *Observation) { o.Published[0].Detail = detail })
	}
	place := func(s scene) scene {
		s.tapes[0].marks = []int64{int64(len(streamHead))}
		return s
	}
	rows := []row{
		{nobody, "refused", hubScene(refused(mercureNobody)), keeps("status 401")},
		{nobody, "taken", hubScene(taken(mercureNobody)), breaks(because("without a token", "401", "status 200"))},
		{nobody, "never answered", hubScene(silence(mercureNobody)), leavesOpen("there was no answer")},
		{nobody, "no topic", hubScene(), doesNotApply("no topic to publish on")},
		{token, "refused", hubScene(refused(mercureUnsigned), refused(mercureForged)), keeps("status 401")},
		{token, "an unsigned one is taken", hubScene(taken(mercureUnsigned), refused(mercureForged)), breaks(because("cannot trust", "401", "status 200"))},
		{token, "a forged one is taken", hubScene(refused(mercureUnsigned), taken(mercureForged)), breaks(because("cannot trust", "401", "status 200"))},
		{token, "never answered", hubScene(silence(mercureUnsigned), silence(mercureForged)), leavesOpen("there was no answer")},

		{answers, "the id", hubScene(), keeps("the id of the update")},
		{answers, "ok", place(answered("200 OK ok")), breaks(because("is not the id", `"urn:one"`, "200 OK ok"))},
		{answers, "by somebody else", sceneOf(probeHub, live(controlStream, "")).with(accepted(stepBefore, "one")), doesNotApply("is not the hub itself")},
		{answers, "no ids", sceneOf(probeHub, live(controlStream, "data: one.\n\n")).with(accepted(stepHub, "one")), doesNotApply("no ids")},
	}
	for _, id := range []string{nobody, token} {
		rows = append(rows, row{id, "no stream", sceneOf(probeHub, taped(controlStream, text("HTTP/1.1 404 Not Found\r\n\r\n"))), leavesOpen("status 404")})
	}
	return append(rows, unpublishedRows(answers)...)
}

func TestWithQuery(t *testing.T) {
	for raw, want := range map[string]string{
		"http://a/b":     "http://a/b?c=d%26e",
		"http://a/b?c=x": "http://a/b?c=x&c=d%26e",
	} {
		u, err := url.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		req := wire.Request{URL: u}
		if got := withQuery(req, "c", "d&e").URL.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if req.URL.String() != raw {
			t.Errorf("the request has changed to %s", req.URL)
		}
	}
}

package specs

import (
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// cutScene is resumedScene with the live event as one that all streams share, and
// with other streams beside.
func cutScene(tapes ...tape) scene {
	s := sceneOf(probeResume, append([]tape{
		controlTape(events(1, "b1", "b2", "b3", "m4", "m5", "m6", "l7")), live(cutStream, events(1, "b1", "b2", "b3")),
	}, tapes...)...)
	return s.with(
		accepted(stepBefore, "b1"), accepted(stepBefore, "b2"), accepted(stepBefore, "b3"),
		accepted(stepMissed, "m4"), accepted(stepMissed, "m5"), accepted(stepMissed, "m6"),
		accepted(stepLiveAll, "l7"),
	)
}

// everyCutRows are about streams that resume after each of several events.
func everyCutRows() []row {
	const missed, twice, goes = "resume-missed-events", "resume-no-duplicate", "resume-goes-live"
	second := func(body string) tape { return liveAfter(cutName(2), "2", body) }
	fifth := func(body string) tape { return liveAfter(cutName(5), "5", body) }
	return []row{
		{missed, "at each cut", cutScene(second(events(3, "b3", "m4", "m5", "m6", "l7")), fifth(events(6, "m6", "l7"))), keeps("2 streams resumed, nothing lost")},
		{
			missed, "at one cut of two", cutScene(second(events(3, "b3", "m4", "m5", "m6", "l7")), fifth(events(7, "l7"))),
			breaks(because("are lost", `1 events after Last-Event-ID "5"`, "0 of them, lost: m6.")),
		},
		{twice, "at one cut of two", cutScene(second(events(3, "b3", "m4", "m5", "m6", "l7")), fifth("‸"+events(5, "m5")+events(6, "m6", "l7"))), breaks(
			because("the client has had already", `only events after Last-Event-ID "5"`, "m5."),
		)},
		{goes, "at each cut", cutScene(fifth(events(6, "m6"))), breaks(because("gets no new events", "the event l7.", "nothing until closed"))},
	}
}

// sameEventRows are about what a replayed event looks like.
func sameEventRows() []row {
	const same = "resume-same-event"
	return []row{
		{same, "the same", cutScene(liveAfter(resumedStream, "3", events(4, "m4", "m5", "m6", "l7"))), keeps("4 replayed events are as they were live")},
		{same, "one of a stranger beside them", cutScene(liveAfter(resumedStream, "3", "data: x\n\n"+events(4, "m4"))), keeps("1 replayed")},
		{same, "another id", cutScene(liveAfter(resumedStream, "3", "‸"+events(9, "m4")+events(5, "m5"))), breaks(
			because("has another id than it had live", `id "4"`, `id "9"`),
		)},
		{same, "no id", cutScene(liveAfter(resumedStream, "3", "‸data: m4.\n\n"+events(5, "m5"))), breaks(because("another id", `id "4"`, `id "3"`))},
		{same, "a type", cutScene(liveAfter(cutName(2), "2", "‸event: note\n"+events(3, "b3"))), breaks(because("another type", `type "message"`, `type "note"`))},
		{same, "wrapped", cutScene(liveAfter(resumedStream, "3", "‸id: 4\ndata: {\"m4.\"}\n\n")), breaks(because("another data", `data "m4."`, `data "{\"m4.\"}"`))},
		{same, "a live event does not count", cutScene(liveAfter(resumedStream, "3", "id: 4\nevent: x\ndata: m4.\n\n")).but(func(o *Observation) {
			o.Published[3].Sent = o.Transcript(resumedStream).Start.Add(sec)
		}), leavesOpen("no event was replayed")},
		{same, "ids that are each connection's own", cutScene(liveAfter(resumedStream, "3", events(9, "m4"))).but(func(o *Observation) {
			o.Transcripts[1] = live(cutStream, events(5, "b1")).Transcript
		}), keeps("1 replayed")},
		{same, "nothing replayed", cutScene(liveAfter(resumedStream, "3", "")), leavesOpen("no event was replayed")},
		{same, "no hook", cutScene().but(noHook), cannotBeTested("there is no publish hook")},
		{same, "not resumed", cutScene(), leavesOpen("no stream was resumed")},
		{same, "no ids", sceneOf(probeResume, live(cutStream, "data: b1.\n\n")), doesNotApply("events carry no ids")},
	}
}

// connectionRows are about many streams that resume after one event.
func connectionRows() []row {
	const every = "resume-on-every-connection"
	whole := events(4, "m4", "m5", "m6", "l7")
	on := func(n, body string) tape { return liveAfter(sameCutPrefix+n, "3", body) }
	served := func(n, by, body string) tape {
		return tapedAfter(sameCutPrefix+n, "3", text(strings.Replace(streamHead, "\r\n\r\n", "\r\nX-Served-By: "+by+"\r\n\r\n", 1)+body), closedAt(sec))
	}
	other := "one connection replays something else"
	return []row{
		{every, "the same", cutScene(on("1", whole), on("2", whole), on("3", whole)), keeps("3 connections, all with the same 3 events")},
		{every, "nothing on each is the same", cutScene(on("1", ""), on("2", events(7, "l7"))), keeps("the same 0 events")},
		{every, "one of three knows nothing", cutScene(on("1", whole), on("2", events(7, "l7")), on("3", whole)), breaks(because(other, "3 events, as on 2 of 3 connections", "0 events"))},
		{every, "one in another order", cutScene(on("1", whole), on("2", events(4, "m5", "m4", "m6", "l7")), on("3", whole)), breaks(because(other, "3 events", "3 events"))},
		{every, "the one that knows less counts as the other", cutScene(on("1", events(7, "l7")), on("2", whole)), breaks(because(other, "3 events, as on 1 of 2", "0 events"))},
		{every, "instances are named", cutScene(served("1", "a", whole), served("2", "b", ""), served("3", "a", whole)), breaks(
			because(other, "3 events, as on 2 of 3 connections", `0 events; X-Served-By: "b", on the others "a"`),
		)},
		{every, "one is refused", cutScene(on("1", whole), on("2", whole), taped(sameCutPrefix+"3", text("HTTP/1.1 503 No\r\n\r\n"))), keeps("2 connections")},
		{every, "one only", cutScene(on("1", whole)), leavesOpen("no stream was resumed")},
		{every, "no hook", cutScene().but(noHook), cannotBeTested("there is no publish hook")},
		{every, "no ids", sceneOf(probeResume, live(cutStream, "data: b1.\n\n")), doesNotApply("events carry no ids")},
	}
}

// headerRows are about an id in the query, beside one in the header.
func headerRows() []row {
	const wins = "resume-header-wins"
	query, both := queryPrefix+"lastEventId", bothPrefix+"lastEventId"
	byHeader := liveAfter(cutName(sameCut), "5", events(6, "m6", "l7"))
	fresh := live(freshStream, events(8, "l8"))
	with := func(tapes ...tape) scene { return cutScene(append([]tape{byHeader, fresh}, tapes...)...) }
	old := events(2, "b2", "b3", "m4", "m5", "m6")
	return []row{
		{wins, "the header", with(live(query, old), liveAfter(both, "5", events(6, "m6"))), keeps("the header decides, and not lastEventId")},
		{wins, "the query", with(live(query, old), liveAfter(both, "5", "‸"+old)), breaks(
			because("the query parameter lastEventId decides", `only events after Last-Event-ID "5"`, `an event with the id "2"`),
		)},
		{wins, "the event itself again, as by the header alone", cutScene(
			liveAfter(cutName(sameCut), "5", events(5, "m5", "m6")), fresh, live(query, old), liveAfter(both, "5", events(5, "m5", "m6")),
		), keeps("the header decides")},
		{wins, "no effect", with(live(query, events(7, "l7")), liveAfter(both, "5", events(6, "m6"))), doesNotApply("no query parameter has an effect: lastEventId, evs_last_event_id")},
		{wins, "everybody is sent everything", cutScene(byHeader, live(freshStream, events(1, "b1")+old), live(query, old), liveAfter(both, "5", old)), doesNotApply("no query parameter")},
		{wins, "a parameter that is refused", with(taped(query, text("HTTP/1.1 400 No\r\n\r\n")), taped(both, text("HTTP/1.1 400 No\r\n\r\n"))), doesNotApply("no query parameter")},
		{wins, "no hook", with().but(noHook), cannotBeTested("there is no publish hook")},
		{wins, "no fresh stream", cutScene(byHeader), leavesOpen("no stream was resumed")},
		{wins, "no ids", sceneOf(probeResume, live(cutStream, "data: b1.\n\n")), doesNotApply("events carry no ids")},
	}
}

func TestCutsHaveNamesOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range append(cutNames(), freshStream, unknownStream, digitsStream, cutStream) {
		if seen[name] {
			t.Errorf("%q stands there twice", name)
		}
		seen[name] = true
	}
	if cutName(beforeEvents) != resumedStream || len(cutNames()) != beforeEvents+missedEvents {
		t.Errorf("got %q", cutNames())
	}
}

// A query parameter is added to what the URL has, which is not written anew.
func TestQueryParametersAreAdded(t *testing.T) {
	for _, tt := range []struct{ url, want string }{
		{"http://127.0.0.1:1/e", "lastEventId=a%2Fb"},
		{"http://127.0.0.1:1/e?b=%7e&a", "b=%7e&a&lastEventId=a%2Fb"},
	} {
		s := newSubject(&scripted{}, false)
		s.cfg.URL = tt.url
		x := s.resumeByQuery(t.Context(), queryPrefix, []wire.Field{{Name: "Last-Event-ID", Value: "x"}}, "lastEventId", "a/b")
		got := x.Close(wire.CloseFIN)
		if id, _ := got.Request.Get("Last-Event-ID"); got.Request.URL.RawQuery != tt.want || id != "x" || got.Name != queryPrefix+"lastEventId" {
			t.Errorf("got %s with %q as %q, want %s", got.Request.URL.RawQuery, id, got.Name, tt.want)
		}
	}
}

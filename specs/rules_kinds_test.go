package specs

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// kindRows are about ids that frames of all kinds have brought.
func kindRows() []row {
	const every = "resume-every-kind-of-id"
	of := func(body string, tapes ...tape) scene {
		return sceneOf(probeKinds, append([]tape{live(kindsStream, body)}, tapes...)...).with(
			accepted(stepOrdinary, "o1"), accepted(stepOrdinary, "o2"), accepted(stepLater, "m3"), accepted(stepLater, "m4"), accepted(stepLiveAll, "l5"),
		)
	}
	after := func(kind, id, body string) tape { return liveAfter(kindPrefix+kind, id, body) }
	plain := events(1, "o1") + "id: 2\nevent: note\ndata: o2.\n\n"
	later := events(3, "m3", "m4", "l5")
	loses := func(kind, want, got string) want { return breaks(because("got "+kind+" last loses", want, got)) }
	beat := ": ping\nid: hb\n\n"
	return []row{
		{every, "an event", of(plain+later, after(kindEvent, "1", "data: o2.\n\n"+later)), keeps("nothing is lost after an event")},
		{every, "the default type", of("event: message\nid: 1\ndata: o1.\n\n"+later, after(kindEvent, "1", later)), keeps("nothing is lost after an event")},
		{every, "a heartbeat", of(plain+beat+later, after(kindBeat, "hb", later)), keeps("a heartbeat")},
		{every, "a heartbeat that loses", of(plain+"‸"+beat+later, after(kindEvent, "1", "data: o2.\n\n"+later), after(kindBeat, "hb", events(5, "l5"))), loses(kindBeat, `2 events after Last-Event-ID "hb"`, "0 of them, lost: m3. m4.")},
		{every, "the opening", of("‸id: 0\nretry: 5\n\n"+plain+later, after(kindOpening, "0", plain)), loses(kindOpening, `4 events after Last-Event-ID "0"`, "2 of them, lost: m3. m4.")},
		{every, "a type", of(events(1, "o1")+"‸id: 2\nevent: note\ndata: o2.\n\n"+later, after(kindTyped, "2", events(4, "m4"))), loses(kindTyped, "2 events", "1 of them, lost: m3.")},
		{every, "an id alone", of(plain+"‸id: 9\n\n"+later, after(kindBare, "9", "")), loses(kindBare, `2 events after Last-Event-ID "9"`, "0 of them")},
		{every, "a reset", of(plain+later, liveAfter(unknownStream, "x", "‸id: r\nevent: reset\ndata: x\n\n"+later), after(`an event "reset"`, "r", "")), loses(`an event "reset"`, "2 events", "0 of them")},
		{every, "an ordinary event loses as well", of(plain+beat+later, after(kindEvent, "1", ""), after(kindBeat, "hb", "")), leavesOpen("a resume after an ordinary event loses events as well")},
		{every, "events of other topics", of(plain+beat+later, after(kindBeat, "hb", "data: ssegauge-abc-000007.\n\n")), leavesOpen("is sent events of other topics")},
		{every, "what was live does not count", of(plain+later, after(kindEvent, "1", "")).but(func(o *Observation) {
			for i := range o.Published {
				o.Published[i].Sent = when(sec)
			}
		}), keeps("an event")},
		{every, "the answer was no stream", of(plain+later, taped(kindPrefix+kindEvent, text("HTTP/1.1 500 No\r\n\r\n"))), leavesOpen("no stream was resumed")},
		{every, "no ids", of("data: o1.\n\n"), doesNotApply("events carry no ids")},
		{every, "refused", of("").with(refusedBy(accepted(stepLater, "x"))), leavesOpen("the publish hook did not accept an event")},
		{every, "no stream", sceneOf(probeKinds), leavesOpen("no request was made")},
		{every, "no hook", of("").but(noHook), cannotBeTested("there is no publish hook")},
	}
}

// Each kind counts once, with the first of its frames, and an id that a header
// would change does not.
func TestKindsOfIDs(t *testing.T) {
	x := live(kindsStream, "id: 0\n\nid: a\ndata: p1.\n\nid: b\ndata: p2.\n\nevent: note\nid: c\ndata: p3.\n\n: hb\nid: d\n\n"+
		"id: e\n\nevent: hello\nid: f\ndata: x\n\nid\ndata: y\n\nevent: tail\nid: g \ndata: x\n\nevent: cut\nid: h\n").Transcript
	published := []Published{accepted("s", "p1"), accepted("s", "p2"), accepted("s", "p3")}
	got := map[string]string{}
	for _, k := range kindsOfIDs(published, x, nil) {
		got[k.name] = k.id
	}
	want := map[string]string{kindOpening: "0", kindEvent: "a", kindTyped: "c", kindBeat: "d", kindBare: "e", `an event "hello"`: "f"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

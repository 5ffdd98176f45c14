package specs

import (
	"fmt"
	"strings"
	"testing"
)

// controlTape is the tape of the control reader. Its name is out of the way of
// variables called live.
func controlTape(body string) tape { return live(controlStream, body) }

// events returns an event for each marker, with ids that count from first.
func events(first int, markers ...string) string {
	var body strings.Builder
	for i, marker := range markers {
		fmt.Fprintf(&body, "id: %d\ndata: %s.\n\n", first+i, marker)
	}
	return body.String()
}

// resumedScene is the scene in which b1 to b3 were published before a cut, m4
// to m6 after it, and l7 once the stream called name had resumed after
// lastEventID; then it had received body.
func resumedScene(name, lastEventID, body string) scene {
	return sceneOf(
		probeResume,
		controlTape(events(1, "b1", "b2", "b3", "m4", "m5", "m6", "l7")),
		live(cutStream, events(1, "b1", "b2", "b3")),
		liveAfter(name, lastEventID, body),
	).with(
		accepted(stepBefore, "b1"), accepted(stepBefore, "b2"), accepted(stepBefore, "b3"),
		accepted(stepMissed, "m4"), accepted(stepMissed, "m5"), accepted(stepMissed, "m6"),
		accepted(stepLive+": "+name, "l7"),
	)
}

// resumeRows are about streams that resume after an event.
func resumeRows() []row {
	const missed, twice, order, live = "resume-missed-events", "resume-no-duplicate", "resume-in-order", "resume-goes-live"
	after := func(body string) scene { return resumedScene(resumedStream, "3", body) }
	whole := events(4, "m4", "m5", "m6", "l7")
	lost := func(left, markers string) want {
		return breaks(because("are lost", "3 events after Last-Event-ID \"3\"", left+" of them, lost: "+markers))
	}
	had := func(id, marker string) evidence {
		return because("the client has had already", "only events after Last-Event-ID "+id, marker)
	}
	again := func(marker string) evidence { return because("arrived 2 times", "once", marker) }
	swapped := func(marker string) want {
		return breaks(because("out of order", "the order of publication", marker+" arrived before an earlier one"))
	}
	deaf := because("gets no new events", "the event l7.", "nothing until closed")
	rows := []row{
		{missed, "all of them", after(whole), keeps("1 streams resumed, nothing lost")},
		{missed, "in another order", after(events(4, "m6", "m5", "m4")), keeps("nothing lost")},
		{missed, "the live one is not its matter", after(events(4, "m4", "m5", "m6")), keeps("nothing lost")},
		{missed, "after the latest nothing was missed", resumedScene(latestStream, "6", events(7, "l7")), keeps("nothing lost")},
		{missed, "some", after(events(4, "m4", "l7")), lost("1", "m5. m6.")},
		{missed, "Last-Event-ID is ignored", after(events(7, "l7")), lost("0", "m4. m5. m6.")},
		{missed, "after the first", resumedScene(firstIDStream, "1", whole), breaks(because("are lost", `5 events after Last-Event-ID "1"`, "3 of them, lost: b2. b3."))},

		{twice, "each once", after(whole), keeps("nothing twice")},
		{twice, "events with the same data are told apart", resumedScene(resumedStream, "3", whole+"data: b1\n\n"), keeps("nothing twice")},
		{twice, "the last one again", after("‸" + events(3, "b3") + whole), breaks(had(`"3"`, "b3."))},
		{twice, "the whole history", after("‸" + events(1, "b1") + "‸" + events(2, "b2") + "‸" + events(3, "b3") + whole), breaks(had(`"3"`, "b1."), had(`"3"`, "b2."), had(`"3"`, "b3."))},
		{twice, "replayed and live", after(whole + "‸" + events(7, "l7")), breaks(again("l7."))},
		{twice, "the latest again", resumedScene(latestStream, "6", "‸"+events(6, "m6")+events(7, "l7")), breaks(had(`"6"`, "m6."))},

		{order, "in order", after(whole), keeps("1 streams resumed in order")},
		{order, "some are lost", after(events(4, "m4", "m6", "l7")), keeps("in order")},
		{order, "backwards", after(events(4, "m6") + "‸" + events(5, "m5") + events(6, "m4", "l7")), swapped("m5.")},
		{order, "the live event came before the replay", after("‸" + events(7, "l7") + events(4, "m4", "m5", "m6")), swapped("l7.")},

		{live, "it goes on", after(whole), keeps("1 streams resumed and went on")},
		{live, "nothing lost is not its matter", after(events(7, "l7")), keeps("went on")},
		{live, "deaf", after(events(4, "m4", "m5", "m6")), breaks(deaf)},
		{live, "ended after the replay", after("").but(func(o *Observation) {
			o.Transcripts[2] = tapedAfter(resumedStream, "3", text(streamHead+events(4, "m4"))).Transcript
		}), breaks(because("gets no new events", "the event l7.", "nothing until complete"))},
	}
	for _, id := range []string{missed, twice, order, live} {
		rows = append(rows, unresumedRows(id)...)
	}
	return rows
}

// unresumedRows are the rows in which nothing could be resumed.
func unresumedRows(id string) []row {
	whole := events(4, "m4", "m5", "m6", "l7")
	without := func(change func(*Observation)) scene { return resumedScene(resumedStream, "3", whole).but(change) }
	return []row{
		{id, "no hook", without(noHook), cannotBeTested("there is no publish hook")},
		{id, "no stream", sceneOf(probeResume), leavesOpen("no request was made")},
		{id, "no events before the cut", sceneOf(probeResume, live(cutStream, "")), leavesOpen("no stream was resumed")},
		{id, "no ids", sceneOf(probeResume, live(cutStream, "data: b1.\n\n")), doesNotApply("events carry no ids")},
		{id, "no control reader", without(func(o *Observation) { o.Transcripts = o.Transcripts[1:] }), leavesOpen("no stream was resumed")},
		{id, "the control reader has not seen the live event", without(func(o *Observation) {
			o.Transcripts[0] = controlTape(events(1, "b1", "b2", "b3", "m4")).Transcript
		}), leavesOpen("no stream was resumed")},
		{id, "the control reader knows other ids", without(func(o *Observation) {
			o.Transcripts[0] = controlTape(events(90, "b1", "b2", "b3", "m4", "m5", "m6", "l7")).Transcript
		}), leavesOpen("other ids on other connections")},
		{id, "the live event was refused", without(func(o *Observation) { o.Published[6] = refusedBy(o.Published[6]) }), leavesOpen("the publish hook did not accept an event: 400 Bad Request")},
		{id, "the answer was no stream", without(func(o *Observation) {
			o.Transcripts[2] = tapedAfter(resumedStream, "3", text("HTTP/1.1 500 No\r\n\r\n")).Transcript
		}), leavesOpen("no stream was resumed")},
		{id, "the cut stream was coded", sceneOf(probeResume, taped(cutStream, text("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: br\r\n\r\n"))), leavesOpen(`content coding "br"`)},
	}
}

func TestSplitNumber(t *testing.T) {
	tests := []struct{ id, text, number string }{
		{"9", "", "9"},
		{"a-10", "a-", "10"},
		{"a-9b", "a-9b", ""},
		{"0", "", "0"},
		{"a-0", "a-", "0"},
		{"007", "007", ""},
		{"2024-01-02", "2024-01-02", ""},
		{"", "", ""},
		{"é5", "é", "5"},
	}
	for _, tt := range tests {
		t.Run(tt.id, func(t *testing.T) {
			if text, number := splitNumber(tt.id); text != tt.text || number != tt.number {
				t.Errorf("got %q, %q, want %q, %q", text, number, tt.text, tt.number)
			}
		})
	}
}

func TestToNewDigit(t *testing.T) {
	tests := []struct {
		id   string
		left int
		ok   bool
	}{
		{"0", 10, true},
		{"a-9", 1, true},
		{"10", 90, true},
		{"999", 1, true},
		{"99999999", 1, true},
		{"1234567890", 0, false},
		{"a", 0, false},
		{"", 0, false},
		{"09", 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.id, func(t *testing.T) {
			if left, ok := toNewDigit(tt.id); left != tt.left || ok != tt.ok {
				t.Errorf("got %d, %t, want %d, %t", left, ok, tt.left, tt.ok)
			}
		})
	}
}

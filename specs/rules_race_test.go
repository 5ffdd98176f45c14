package specs

import (
	"slices"
	"testing"
)

// raceRows are about clients that reconnect amid events.
func raceRows() []row {
	const id = "resume-race"
	of := func(tapes ...tape) scene {
		return sceneOf(probeRace, append([]tape{
			controlTape(events(1, "e1", "e2", "e3", "e4", "e5", "l6")), liveAfter(calmStream, "4", events(5, "e5", "l6")),
		}, tapes...)...).with(
			accepted(stepRace, "e1"), accepted(stepRace, "e2"), accepted(stepRace, "e3"), accepted(stepRace, "e4"), accepted(stepRace, "e5"),
			accepted(stepLiveAll, "l6"),
		)
	}
	on := func(n, lastEventID, body string) tape { return liveAfter(racePrefix+n, lastEventID, body) }
	lost := func(marker, id, instead string) evidence {
		return because("amid events loses some", marker+", on the connection with Last-Event-ID \""+id+"\"", instead)
	}
	twice := func(marker string) evidence {
		return because("gets one twice", "each event once", marker+" came again")
	}
	hello := func(time string) string { return "event: hello\ndata: " + time + "\n\n" }
	greeted := func(o *Observation) {
		o.Transcripts[0] = controlTape(hello("09:30:00") + events(1, "e1", "e2", "e3", "e4", "e5", "l6")).Transcript
		o.Transcripts[1] = liveAfter(calmStream, "4", hello("09:30:59")+events(5, "e5", "l6")).Transcript
	}
	without := func(change func(*Observation)) scene { return of().but(change) }
	return []row{
		{id, "each once", of(on("1.1", "1", events(2, "e2")), on("1.2", "2", ""), on("1.3", "2", events(3, "e3", "e4")), on("1, at last", "4", events(5, "e5", "l6"))), keeps("6 events, each once, over 3 connections")},
		{id, "out of order", of(on("2.1", "1", events(2, "e3", "e2", "e4"))), keeps("each once")},
		{id, "lost at a switch", of(on("1.1", "1", events(2, "e2")), on("1.2", "2", "‸"+events(4, "e4"))), breaks(lost("e3.", "2", "e4., 1 events later"))},
		{id, "lost at the start", of(on("3.1", "1", "‸"+events(4, "e4"))), breaks(lost("e2.", "1", "e4., 2 events later"))},
		{id, "lost at last", of(on("1.1", "1", events(2, "e2")), on("1, at last", "2", "‸"+events(6, "l6"))), breaks(lost("e3.", "2", "l6., 3 events later"))},
		{id, "told of the gap", of(on("1.1", "1", "event: reset\ndata: x\n\n"+events(4, "e4"))), keeps("each once")},
		{id, "twice on one connection", of(on("1.1", "1", events(2, "e2", "e3")+"‸"+events(3, "e3"))), breaks(twice("e3."))},
		{id, "twice on two", of(on("1.1", "1", events(2, "e2", "e3")), on("1.2", "3", "‸"+events(3, "e3")+events(4, "e4"))), breaks(twice("e3."))},
		{id, "the first once more", of(on("1.1", "1", "‸"+events(1, "e1")+events(2, "e2"))), breaks(twice("e1."))},
		{id, "clients are told apart", of(on("1.1", "1", events(2, "e2")), on("2.1", "1", events(2, "e2"))), keeps("over 2 connections")},
		{id, "it never replays", without(func(o *Observation) {
			o.Transcripts[1] = liveAfter(calmStream, "4", events(6, "l6")).Transcript
		}), leavesOpen("resumes in calm loses, repeats or swaps events as well")},
		{id, "it always repeats", without(func(o *Observation) {
			o.Transcripts[1] = liveAfter(calmStream, "4", events(4, "e4", "e5", "l6")).Transcript
		}), leavesOpen("in calm loses, repeats")},
		{id, "it always swaps", without(func(o *Observation) {
			o.Transcripts[1] = liveAfter(calmStream, "4", events(5, "l6", "e5")).Transcript
		}), leavesOpen("in calm loses, repeats or swaps")},
		{id, "it shows other topics", without(func(o *Observation) {
			o.Transcripts[1] = liveAfter(calmStream, "4", events(5, "x9", "e5", "l6")).Transcript
		}), leavesOpen("in calm is sent events of others")},
		{id, "each connection is greeted with the time", of(on("1.1", "1", hello("09:30:02")+events(2, "e2")), on("1.2", "2", hello("09:30:03")+"‸"+events(4, "e4"))).but(greeted), breaks(lost("e3.", "2", "e4., 1 events later"))},
		{id, "ids that are shared", sceneOf(probeRace, controlTape("id: 4\ndata: e1.\n\ndata: e2.\n\nid: 5\ndata: l6.\n\n"), liveAfter(calmStream, "4", "data: e2.\n\ndata: l6.\n\n")).with(
			accepted(stepRace, "e1"), accepted(stepRace, "e2"), accepted(stepLiveAll, "l6"),
		), leavesOpen("events share ids")},
		{id, "the control reader has not seen the end", without(func(o *Observation) {
			o.Transcripts[0] = controlTape(events(1, "e1", "e2", "e3", "e4")).Transcript
		}), leavesOpen("the control reader has not seen all of it")},
		{id, "nobody came back", without(func(o *Observation) { o.Transcripts = o.Transcripts[:1] }), leavesOpen("no stream was resumed after the race")},
		{id, "no ids", sceneOf(probeRace, controlTape("data: e1.\n\n")), doesNotApply("events carry no ids")},
		{id, "no stream", sceneOf(probeRace), leavesOpen("no request was made")},
		{id, "no hook", of().but(noHook), cannotBeTested("there is no publish hook")},
	}
}

func TestMarkerNumber(t *testing.T) {
	s := newSubject(&scripted{}, false)
	for range 3 {
		s.newMarker()
	}
	if got := markerNumber(`{"text":"`+s.newMarker()+`"}`, s.run.token); got != 4 {
		t.Errorf("got %d, want 4", got)
	}
	for _, data := range []string{"", "ssegauge-other-000001.", "ssegauge-" + s.run.token + "-x."} {
		if got := markerNumber(data, s.run.token); got != 0 {
			t.Errorf("%q: got %d, want none", data, got)
		}
	}
}

// The slowest client says how far the publisher is ahead.
func TestUnreceived(t *testing.T) {
	numbers := []int64{10, 20, 30, 40}
	for _, tt := range []struct {
		newest []int64
		want   int
	}{{nil, 0}, {[]int64{0}, 4}, {[]int64{10}, 3}, {[]int64{40, 20}, 2}, {[]int64{25}, 2}, {[]int64{40}, 0}, {[]int64{99}, 0}} {
		var clients []*racer
		for _, n := range tt.newest {
			r := new(racer)
			r.newest.Store(n)
			clients = append(clients, r)
		}
		if got := unreceived(clients, slices.Clone(numbers)); got != tt.want {
			t.Errorf("newest %v: got %d, want %d", tt.newest, got, tt.want)
		}
	}
}

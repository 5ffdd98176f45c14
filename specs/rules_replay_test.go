package specs

import "testing"

// digitRows are about ids that grow by a digit.
func digitRows() []row {
	const digits = "resume-across-digits"
	of := func(body string) scene {
		return sceneOf(
			probeResume, controlTape(events(8, "a8", "a9", "a10", "a11")), live(cutStream, events(8, "a8")), liveAfter(digitsStream, "9", body),
		).with(
			accepted(stepBefore, "a8"), accepted(stepDigits, "a9"), accepted(stepDigits, "a10"), accepted(stepLive+": "+digitsStream, "a11"),
		)
	}
	return []row{
		{digits, "the event after 9", of(events(10, "a10", "a11")), keeps("1 stream resumed across a new digit")},
		{digits, "ids behind a word", sceneOf(
			probeResume, controlTape("id: a-9\ndata: a9.\n\nid: a-10\ndata: a10.\n\nid: a-11\ndata: a11.\n\n"), liveAfter(digitsStream, "a-9", "id: a-11\ndata: a11.\n\n"),
		).with(accepted(stepDigits, "a9"), accepted(stepDigits, "a10"), accepted(stepLive+": "+digitsStream, "a11")), breaks(because("are lost", `1 events after Last-Event-ID "a-9"`, "0 of them, lost: a10."))},
		{digits, "10 sorts before 9: nothing", of(events(11, "a11")), breaks(because("are lost", `1 events after Last-Event-ID "9"`, "lost: a10."))},
		{digits, "8 sorts after 10: everything", of("‸" + events(8, "a8") + "‸" + events(9, "a9") + events(10, "a10", "a11")), breaks(
			because("has had already", "only events after", "a8."), because("has had already", "only events after", "a9."),
		)},
		{digits, "no such id came", sceneOf(probeResume, live(cutStream, events(100, "b1"))), doesNotApply("no id was followed by one with more digits")},
		{digits, "no ids", sceneOf(probeResume, live(cutStream, "data: b1.\n\n")), doesNotApply("events carry no ids")},
		{digits, "the answer was no stream", sceneOf(probeResume, live(cutStream, events(9, "b1")), taped(digitsStream, text("HTTP/1.1 500 No\r\n\r\n"))), leavesOpen("no stream was resumed")},
		{digits, "no hook", of("").but(noHook), cannotBeTested("there is no publish hook")},
	}
}

// topicRows are about what a stream must not show, and must tell.
func topicRows() []row {
	const topic, fresh, gap = "resume-topic-only", "resume-fresh-is-live", "resume-gap-signalled"
	other := func(body string) scene {
		return resumedScene(resumedStream, "3", body).with(onTopic("t-other", accepted(stepOther, "o8")), onTopic("t-other", accepted(stepOther, "o9")))
	}
	freshly := func(body string) scene {
		return resumedScene(resumedStream, "3", "").with(accepted(stepLive+": "+freshStream, "l8")).but(func(o *Observation) {
			o.Transcripts = append(o.Transcripts, live(freshStream, body).Transcript)
		})
	}
	unknown := func(body string) scene {
		return sceneOf(probeResume, liveAfter(unknownStream, "evicted", body)).with(accepted(stepBefore, "b1"), accepted(stepLive+": "+unknownStream, "l8"))
	}
	return []row{
		{topic, "its own events", other(events(4, "m4", "l7")), keeps("1 resumed streams, nothing of another topic")},
		{topic, "another topic's", other(events(4, "m4") + "‸" + events(8, "o8") + "‸" + events(9, "o9")), breaks(
			because("an event of another topic", `no events of "t-other"`, "o8."), because("an event of another topic", `no events of "t-other"`, "o9."),
		)},
		{topic, "no topics", resumedScene(resumedStream, "3", ""), cannotBeTested("the url has no {{.Topic}}")},
		{topic, "refused", resumedScene(resumedStream, "3", "").with(refusedBy(accepted(stepOther, "o8"))), cannotBeTested("the publish hook takes no event for another topic: 400")},
		{topic, "no stream resumed", sceneOf(probeResume, live(cutStream, events(1, "b1"))).with(accepted(stepOther, "o8")), leavesOpen("no stream was resumed")},
		{topic, "no hook", other("").but(noHook), cannotBeTested("there is no publish hook")},

		{fresh, "new events only", freshly(events(8, "l8")), keeps("new events only")},
		{fresh, "a greeting", freshly("event: hello\ndata: hi\n\n" + events(8, "l8")), keeps("new events only")},
		{fresh, "what came after the live event", sceneOf(probeResume, live(freshStream, events(8, "l8", "m9"))).with(accepted(stepLive+": "+freshStream, "l8"), accepted("nudge", "m9")), keeps("new events only")},
		{fresh, "an event that was published for its head", sceneOf(probeResume, live(freshStream, events(7, "n7", "l8"))).with(sentAt(sec, accepted("nudge", "n7")), sentAt(2*sec, accepted(stepLive+": "+freshStream, "l8"))), keeps("new events only")},
		{fresh, "no stream", sceneOf(probeResume, live(cutStream, events(1, "b1"))), leavesOpen("no stream was resumed")},
		{fresh, "no hook", freshly("").but(noHook), cannotBeTested("there is no publish hook")},

		{gap, "an event that says so", unknown("event: reset\ndata\n\n" + events(8, "l8")), keeps(`before the first live event came "reset"`)},
		{gap, "the whole history", unknown(events(1, "b1") + events(8, "l8")), keeps(`came "message"`)},
		{gap, "nothing", unknown("retry: 5\n\n‸" + events(8, "l8")), breaks(because("is not told of the gap", "or the retained history", "a live event at once"))},
		{gap, "deaf", unknown("retry: 5\n\n"), leavesOpen("no live event arrived")},
		{gap, "no live event", sceneOf(probeResume, live(cutStream, ""), live(unknownStream, "")), leavesOpen("no stream was resumed")},
		{gap, "the answer was no stream", sceneOf(probeResume, live(cutStream, events(1, "b1")), taped(unknownStream, text("HTTP/1.1 404 No\r\n\r\n"))), leavesOpen("it was not answered with a stream: status 404 No")},
		{gap, "no hook", unknown("").but(noHook), cannotBeTested("there is no publish hook")},
	}
}

// historyRows are about a fresh client that is sent what happened before.
func historyRows() []row {
	const fresh = "resume-fresh-is-live"
	old := func(marker string) evidence {
		return because("a new client is sent an old event", "events from now on", marker)
	}
	s := sceneOf(probeResume, live(freshStream, "‸"+events(1, "b1")+"‸"+events(2, "b2")+events(8, "l8")))
	return []row{{
		fresh, "the whole history",
		s.with(accepted(stepBefore, "b1"), accepted(stepMissed, "b2"), accepted(stepLive+": "+freshStream, "l8")),
		breaks(old("b1."), old("b2.")),
	}}
}

func TestLastBeforeNewDigit(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"9 and 10", events(8, "a", "b", "c"), "9"},
		{"the last of two", events(9, "a", "b") + events(99, "c", "d"), "99"},
		{"behind a word", "id: a-9\ndata: x\n\nid: a-10\ndata: y\n\n", "a-9"},
		{"behind two words", "id: a-9\ndata: x\n\nid: b-10\ndata: y\n\n", ""},
		{"none", events(10, "a", "b"), ""},
		{"leading zeros", "id: 09\ndata: x\n\nid: 10\ndata: y\n\n", ""},
		{"an event without an id between them", "id: 9\ndata: x\n\ndata: y\n\nid: 10\ndata: z\n\n", "9"},
		{"no events", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := lastBeforeNewDigit(live("x", tt.body).Transcript); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

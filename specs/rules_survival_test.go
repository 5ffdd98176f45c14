package specs

// survivalRows are about what still works after each odd event.
func survivalRows() []row {
	const old, fresh, publisher = "data-existing-stream-survives", "data-new-stream-served", "data-publisher-survives"
	const id = "data-empty"
	broke := func(actual string) evidence {
		return because("after the event for "+id+", "+actual, "everything works as before", `"" broke it`)
	}
	kept := func() scene { return oddText(id, "", "data\n\n") }
	oldBody := func(body string) scene {
		return kept().but(func(o *Observation) { o.Transcripts[0] = live(oldStream, body).Transcript })
	}
	newStreamIs := func(t tape) scene { return kept().but(func(o *Observation) { o.Transcripts[1] = t.Transcript }) }
	fenceIs := func(change func(Published) Published) scene {
		return kept().but(func(o *Observation) { o.Published[2] = change(o.Published[2]) })
	}
	oddIs := func(change func(Published) Published) scene {
		return kept().but(func(o *Observation) { o.Published[1] = change(o.Published[1]) })
	}
	rows := []row{
		{old, "it goes on", kept(), keeps("it held after each of 1 odd events")},
		{old, "the odd event was refused", oddIs(refusedBy), keeps("1 odd events")},
		{old, "deaf", oldBody("data: f0.\n\ndata\n\n"), breaks(broke("a stream that was open before gets no more events"))},
		{old, "the publisher's fault", oldBodyAfter(fenceIs(failedBy), "data: f0.\n\n"), keeps("1 odd events")},
		{old, "no fence", kept().but(func(o *Observation) { o.Published = o.Published[:2] }), keeps("1 odd events")},

		{fresh, "served", kept(), keeps("it held after each of 1 odd events")},
		{fresh, "status 500", newStreamIs(taped(newStream+id, text("HTTP/1.1 500 No\r\n\r\n"))), breaks(broke("a new stream is not served: status 500 No"))},
		{fresh, "no head", newStreamIs(taped(newStream+id, closedAt(sec))), breaks(broke("a new stream is not served"))},
		{fresh, "deaf", newStreamIs(live(newStream+id, "retry: 5\n\n")), breaks(broke("a new stream gets no events"))},
		{fresh, "the publisher's fault", fenceIs(refusedBy).but(func(o *Observation) { o.Transcripts[1] = live(newStream+id, "").Transcript }), keeps("1 odd events")},

		{publisher, "answers", kept(), keeps("it held after each of 1 odd events")},
		{publisher, "refused the odd event", oddIs(refusedBy), keeps("1 odd events")},
		{publisher, "fails on the odd event", oddIs(failedBy), breaks(broke("the publisher failed on it: 500 Internal Server Error"))},
		{publisher, "fails after it", fenceIs(failedBy), breaks(broke("the publisher fails: 500 Internal Server Error"))},
		{publisher, "refuses after it", fenceIs(refusedBy), breaks(broke("the publisher fails: 400 Bad Request"))},
	}
	for _, requirement := range []string{old, fresh, publisher} {
		rows = append(
			rows,
			row{requirement, "of two odd events the second", twoOddEvents(requirement), breaks(because("after the event for injection-data-lf", "everything works as before", `broke it`))},
			row{requirement, "nothing was tried", sceneOf(probeOdd, live(oldStream, "")), leavesOpen("not tried")},
			row{requirement, "no hook", kept().but(noHook), cannotBeTested("there is no publish hook")},
		)
	}
	return rows
}

// oldBodyAfter is s with another body of the old stream.
func oldBodyAfter(s scene, body string) scene {
	return s.but(func(o *Observation) { o.Transcripts[0] = live(oldStream, body).Transcript })
}

// twoOddEvents is the scene of two odd events, after the second of which
// requirement is broken.
func twoOddEvents(requirement string) scene {
	const second = "injection-data-lf"
	s := oddText("data-cr", "a\rb", "data: a\ndata: b\n\n")
	attack := Published{Publication: Publication{Step: second, Data: "x\nevent: y"}, Outcome: OutcomeAccepted}
	fence := accepted(stepAfter+second, "f2")
	if requirement == "data-publisher-survives" {
		fence = failedBy(fence)
	}
	return s.with(attack, fence).but(func(o *Observation) {
		o.Transcripts = append(o.Transcripts, live(newStream+second, "retry: 5\n\n").Transcript)
	})
}

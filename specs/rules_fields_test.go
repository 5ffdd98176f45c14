package specs

import "strings"

// idRows are about the ids on one stream.
func idRows() []row {
	const present, unique, nul, wiped, safe = "fields-id-present", "fields-id-unique", "fields-id-no-nul", "fields-id-not-wiped", "fields-id-header-safe"
	without := because("an event without an id", "an id field", "no id")
	twice := func(id, place string) evidence {
		return because("two events have the id "+id, "an id of its own", "at byte "+place)
	}
	forgets := func(id string) evidence {
		return because("an empty id makes clients forget "+id, "the event's id", "id:")
	}
	unsafe := func(actual string) evidence {
		return because("may not come back as it is", "visible ASCII, at most 4096 bytes", actual)
	}
	holdsNUL := func(actual string) want {
		return breaks(because("clients ignore an id that holds NUL", "no NUL", actual))
	}
	rows := []row{
		{present, "each event", watched("id: 1\ndata: a\n\ndata: b\nid\n\n"), keeps("2 events, all with an id")},
		{present, "frames without an event", watched("retry: 5\n\nid: 1\ndata: a\n\n: c\n\n"), keeps("1 events")},
		{present, "no events", watched("retry: 5\n\n"), leavesOpen("no event arrived")},
		{present, "one of two", watched("id: 1\ndata: a\n\n‸data: b\n\n"), breaks(without)},
		{present, "an id in another frame", watched("id: 1\n\n‸data: a\n\n"), breaks(without)},
		{present, "many without", watched(strings.Repeat("‸data: a\n\n", 20) + strings.Repeat("data: a\n\n", 9)), breaks(times(20, without)...)},

		{unique, "counted", watched("id: 1\ndata: a\n\nid: 2\ndata: a\n\n"), keeps("2 ids, no two alike")},
		{unique, "events with the same data", watched("id: 0\ndata: a\n\nid: 00\ndata: a\n\n"), keeps("2 ids")},
		{unique, "empty ones are not its matter", watched("id: 1\ndata: a\n\nid\ndata: b\n\nid\ndata: c\n\n"), keeps("3 ids")},
		{unique, "an id that was announced", watched("id: 1\n\nid: 1\ndata: a\n\n"), keeps("1 ids")},
		{unique, "no ids", watched("data: a\n\n"), doesNotApply("no event carries an id")},
		{unique, "a constant", watched("id: x\ndata: a\n\n‸id: x\ndata: b\n\n‸id: x\ndata: c\n\n"), breaks(twice(`"x"`, "0"), twice(`"x"`, "0"))},
		{unique, "the last of two fields counts", watched("id: 1\nid: 2\ndata: a\n\n‸id: 3\nid: 2\ndata: b\n\n"), breaks(twice(`"2"`, "0"))},

		{nul, "0 is not NUL", watched("id: 0\ndata: a\n\n"), keeps("1 ids")},
		{nul, "NUL in data", watched("id: 1\ndata: \x00\n\n"), keeps("1 ids")},
		{nul, "no ids", watched("data: a\n\n"), doesNotApply("no frame carries an id")},
		{nul, "NUL", watched("data: a\n‸id: a\x00b\n\n"), holdsNUL(`"a\x00b"`)},
		{nul, "in a frame without data", watched("‸id: \x00\n\n"), holdsNUL(`"\x00"`)},

		{wiped, "never empty", watched("id: 0\ndata: a\n\ndata: b\n\nid: 1\ndata: c\n\n"), keeps("2 ids, none wiped")},
		{wiped, "empty from the start", watched("id\ndata: a\n\nid:\ndata: b\n\n"), keeps("2 ids")},
		{wiped, "no ids", watched("data: a\n\n"), doesNotApply("no event carries an id")},
		{wiped, "empty after one", watched("id: 7\ndata: a\n\n‸id:\ndata: b\n\nid\ndata: c\n\n"), breaks(forgets(`"7"`))},
		{wiped, "twice", watched("id: 7\ndata: a\n\n‸id\ndata: b\n\nid: 8\ndata: c\n\n‸id: \ndata: d\n\n"), breaks(forgets(`"7"`), forgets(`"8"`))},

		{safe, "visible ASCII", watched("id: a-9:~!\ndata: a\n\n"), keeps("1 ids")},
		{safe, "a space inside", watched("id: a b\n\n"), keeps("1 ids")},
		{safe, "4 KiB", watched("id: " + strings.Repeat("x", 4096) + "\n\n"), keeps("1 ids")},
		{safe, "empty", watched("id\n\n"), keeps("1 ids")},
		{safe, "no ids", watched(": a\n\n"), doesNotApply("no frame carries an id")},
		{safe, "accents", watched("‸id: caf\u00e9\n\n"), breaks(unsafe(`"café", 5 bytes`))},
		{safe, "spaces around, a tab inside", watched("‸id:  1\n‸id: 1 \n‸id: 1\t2\n\n"), breaks(unsafe(`" 1"`), unsafe(`"1 "`), unsafe(`"1\t2"`))},
		{safe, "DEL", watched("‸id: \x7F\n\n"), breaks(unsafe(`"\x7f"`))},
		{safe, "more than 4 KiB", watched("‸id: " + strings.Repeat("x", 4097) + "\n\n"), breaks(unsafe("4097 bytes"))},
	}
	for _, id := range []string{present, unique, wiped} {
		rows = append(rows, row{id, "a frame without an event", watched(": a\n\n"), leavesOpen("no event arrived in 10s")})
	}
	return append(rows, unseenRows(present, unique, nul, wiped, safe)...)
}

// idAgreementRows are about the ids of one event on two connections.
func idAgreementRows() []row {
	const agrees = "fields-id-agrees"
	two := func(first, second string) scene {
		return sceneOf(probeStream, live(mainStream, first), live(controlStream, second))
	}
	differs := func(want, actual string) evidence {
		return because("another connection got this event with another id", "the id "+want, actual)
	}
	return []row{
		{agrees, "one event", two("id: 1\ndata: a\n\n", "id: 1\ndata: a\n\n"), keeps("1 events with the same id")},
		{agrees, "one reader came later", two("id: 1\ndata: a\n\nid: 2\ndata: b\n\n", ": hi\n\nid: 2\ndata: b\n\n"), keeps("1 events")},
		{agrees, "an event that is sent again and again", two("id: 1\ndata: tick\n\n", "id: 2\ndata: tick\n\nid: 3\ndata: tick\n\nid: 4\ndata: tick\n\n"), leavesOpen("no event with an id arrived on two connections")},
		{agrees, "equal data of two types", two("id: 1\ndata: a\n\nid: 2\nevent: x\ndata: a\n\n", "id: 1\ndata: a\n\nid: 2\nevent: x\ndata: a\n\n"), keeps("2 events")},
		{agrees, "empty data", two("id: 1\ndata\n\n", "id: 2\ndata\n\n"), leavesOpen("no event with an id")},
		{agrees, "no ids", two("data: a\n\n", "data: a\n\n"), leavesOpen("no event with an id")},
		{agrees, "one stream", watched("id: 1\ndata: a\n\n"), leavesOpen("two streams are needed: no request was made")},
		{agrees, "a counter for each connection", two("‸id: 1\ndata: a\n\n‸id: 2\ndata: b\n\n", "id: 2\ndata: a\n\nid: 3\ndata: b\n\n"), breaks(differs(`"2"`, `"1"`), differs(`"3"`, `"2"`))},
		{agrees, "one of two", two("id: 1\ndata: a\n\n‸id: 2\ndata: b\n\n", "id: 1\ndata: a\n\nid: 3\ndata: b\n\n"), breaks(differs(`"3"`, `"2"`))},
	}
}

// typeRows are about event types and repeated fields.
func typeRows() []row {
	const empty, reserved, kept, repeated = "fields-type-not-empty", "fields-type-not-reserved", "fields-type-kept", "fields-not-repeated"
	typed := func(body string) scene { return watched(body).with(spaced("m1", markedType)) }
	taken := func(typ string) evidence {
		return because("EventSource fires events of its own", "another type", "event: "+typ)
	}
	second := func(field string) evidence { return because("a second "+field+" field in one frame", "", "") }
	rows := []row{
		{empty, "a type", watched("event: a\ndata: b\n\n"), keeps("1 event fields")},
		{empty, "no type", watched("data: b\n\n"), keeps("0 event fields")},
		{empty, "a part cut by our close", watched("data: a\n\nevent"), keeps("0 event fields")},
		{empty, "empty, in three ways", watched("‸event\ndata: b\n\n‸event:\ndata: b\n\n‸event: \n\n"), breaks(times(3, because("an empty event type means none", "a type, or no event field", "event:"))...)},

		{reserved, "another", watched("event: Error\ndata: b\n\nevent: message\ndata: a\n\n"), keeps("2 event fields")},
		{reserved, "in data", watched("data: error\n\n"), keeps("0 event fields")},
		{reserved, "error and open", watched("data: a\n‸event: error\n\n‸event:open\ndata: b\n\n"), breaks(taken("error"), taken("open"))},

		{kept, "kept", typed("event: " + markedType + "\ndata: m1.\n\n"), keeps("1 events with their type")},
		{kept, "lost", typed("‸data: m1.\n\n"), breaks(because("another type than it was published with", markedType, "message"))},
		{kept, "changed", typed(": a\n\n‸event: other\ndata: m1.\n\n"), breaks(because("another type", markedType, "other"))},
		{kept, "only published without", watched("data: m1.\n\n").with(spaced("m1", "")), leavesOpen("no event that was published with a type arrived")},
		{kept, "refused", watched("data: m1.\n\n").with(refusedBy(spaced("m1", markedType))), leavesOpen("no event that was published with a type arrived")},
		{kept, "the event did not arrive", typed("data: x\n\n"), leavesOpen("no event that was published with a type arrived")},
		{kept, "the hook has no type", typed("data: m1.\n\n").but(func(o *Observation) { o.Carries.Event = false }), doesNotApply("does not hand over .Event")},
		{kept, "no stream", sceneOf(probeStream), leavesOpen("no request was made")},
		{kept, "no hook", watched("data: x\n\n").but(noHook), cannotBeTested("there is no publish hook")},

		{repeated, "several data lines", watched("id: 1\nevent: a\nretry: 5\ndata: a\ndata: b\n\n"), keeps("1 frames without a repeated field")},
		{repeated, "in different frames", watched("id: 1\ndata: a\n\nid: 2\ndata: b\n\n"), keeps("2 frames")},
		{repeated, "each of them", watched("id: 1\n‸id: 1\nevent: a\n‸event: b\nretry: 5\n‸retry: 6\n\n"), breaks(second("id"), second("event"), second("retry"))},
		{repeated, "a part cut by our close", watched("data: a\n\nid: 1\nid"), keeps("2 frames")},
		{repeated, "three times counts once", watched("id: 1\n‸id: 2\nid: 3\n\n"), breaks(second("id"))},
	}
	return append(rows, unseenRows(empty, reserved, repeated)...)
}

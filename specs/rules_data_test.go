package specs

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// publishedRows are about the plain event with which a run begins.
func publishedRows() []row {
	const arrives = "data-published-arrives"
	plain := accepted(stepPlain, "m1")
	plain.Sent = when(0)
	of := func(body string) scene { return sceneOf(probeReach, live(firstStream, body)).with(plain) }
	return []row{
		{arrives, "as it was", of("id: 1\ndata: m1.\n\n"), keeps("it arrived 0s after its publication")},
		{arrives, "among others", of(": hi\n\ndata: x\n\ndata: m1.\n\n"), keeps("it arrived")},
		{
			arrives, "after a while",
			sceneOf(probeReach, taped(firstStream, text(streamHead), later(sec, "data: m1.\n\n"), closedAt(time.Minute))).with(plain), keeps("it arrived 1s after"),
		},
		{arrives, "behind a nudge", sceneOf(probeReach, live(firstStream, "data: m1.\n\n")).with(accepted("nudge", "m0"), plain), keeps("it arrived")},
		{arrives, "not at all", of("data: m2.\n\n"), breaks(because("did not arrive", `"m1."`, "nothing within 10s"))},
		{arrives, "without its blank line", of("data: ‸m1.\n"), breaks(because("no client dispatches it", "a blank line that ends the frame", "text outside"))},
		{arrives, "in a comment", of(":‸m1.\n\n"), breaks(because("no client dispatches it", "data lines", "text outside"))},
		{arrives, "as a JSON string", of("id: 1\ndata: \"m1.\"\n\n"), keeps("it arrived as a JSON string")},
		{arrives, "inside an envelope", of("data: x\n\n‸data: {\"data\":\"m1.\"}\n\n"), breaks(because("arrived changed", `"m1."`, `m1.`))},
		{arrives, "refused", sceneOf(probeReach, live(firstStream, "")).with(refusedBy(plain)), hinders("publish event: the hook refused it: 400 Bad Request")},
		{arrives, "the hook fails", sceneOf(probeReach, live(firstStream, "")).with(failedBy(plain)), hinders("the hook does not work: 500 Internal")},
		{arrives, "nothing was published", sceneOf(probeReach, live(firstStream, "")), leavesOpen("nothing was published")},
		{arrives, "no stream", sceneOf(probeReach), leavesOpen("no request was made")},
		{arrives, "no hook", of("").but(noHook), cannotBeTested("there is no publish hook")},
	}
}

// oddScene is the scene in which p was published between two fences, and then
// came this between them. It is the odd event of a Requirement.
func oddScene(requirement string, p Published, between string) scene {
	p.Step = requirement
	return sceneOf(
		probeOdd,
		live(oldStream, "data: f0.\n\n"+between+"data: f1.\n\n"),
		live(newStream+requirement, "data: f1.\n\n"),
	).with(accepted(stepFence, "f0"), p, accepted(stepAfter+requirement, "f1"))
}

// oddText is oddScene for data.
func oddText(requirement, data, between string) scene {
	return oddScene(requirement, Published{Publication: Publication{Data: data}, Outcome: OutcomeAccepted}, between)
}

// dataRows are about data that comes back changed.
func dataRows() []row {
	changed := func(expected, actual string) want {
		return breaks(because("the event arrived changed", expected, actual))
	}
	var rows []row
	add := func(id, name, data, between string, w want) {
		rows = append(rows, row{id, name, oddText(id, data, between), w})
	}
	add("data-multi-line", "a field for each line", "a\nb\nc", "data: a\ndata: b\ndata: c\n\n", keeps("5 bytes came back"))
	add("data-multi-line", "written as it is", "a\nb\nc", "‸data: a\nb\nc\n\n", changed(`"a\nb\nc"`, `"a"`))
	add("data-crlf", "joined by LF", "a\r\nb", "data: a\r\ndata: b\r\n\r\n", keeps("3 bytes"))
	add("data-crlf", "doubled", "a\r\nb", "‸data: a\ndata: \ndata: b\n\n", changed(`"a\nb"`, `"a\n\nb"`))
	add("data-cr", "joined by LF", "a\rb", "data: a\ndata: b\n\n", keeps("3 bytes"))
	add("data-cr", "written as it is", "a\rb", "‸data: a\rb\n\n", changed(`"a\nb"`, `"a"`))
	add("data-blank-lines", "kept", "a\n\n\nb", "data: a\ndata\ndata:\ndata: b\n\n", keeps("5 bytes"))
	add("data-blank-lines", "cut in two", "a\n\nb", "‸data: a\n\ndata: b\n\n", changed(`"a\n\nb"`, `2 events: "a", "b"`))
	add("data-leading-space", "kept", "  a", "data:   a\n\n", keeps("3 bytes"))
	add("data-leading-space", "one lost", "  a", "‸data:  a\n\n", changed(`"  a"`, `" a"`))
	add("data-leading-colon", "kept", ":a", "data::a\n\n", keeps("2 bytes"))
	add("data-leading-colon", "taken for a comment", ":a", ":a\n\n", breaks(because("the event did not arrive", `":a"`, "no event")))
	add("data-empty", "kept", "", "data\n\n", keeps("0 bytes came back"))
	add("data-empty", "swallowed", "", "id: 1\n\n", breaks(because("the event did not arrive", `""`, "no event")))
	add("data-empty", "as JSON", "", "‸data: \"\"\n\n", changed(`""`, `"\"\""`))
	add("data-trailing-newline", "kept", "a\n", "data: a\ndata:\n\n", keeps("2 bytes"))
	add("data-trailing-newline", "lost", "a\n", "‸data: a\n\n", changed(`"a\n"`, `"a"`))
	add("data-unicode-separators", "kept", "a\u2028b\u0085c\vd", "data: a\u2028b\u0085c\vd\n\n", keeps("10 bytes"))
	add("data-unicode-separators", "split there", "a\u2028b", "‸data: a\ndata: b\n\n", changed(`"a\u2028b"`, `"a\nb"`))
	add("data-multi-byte", "kept", "日😀", "data: 日😀\n\n", keeps("7 bytes"))
	add("data-multi-byte", "escaped", "日", "‸data: \\u65e5\n\n", changed(`"日"`, `u65e5`))
	add("data-multi-byte", "broken", "日", "‸data: \xE6\x97\n\n", changed(`"日"`, "\uFFFD"))
	large := strings.Repeat("x", largeBytes)
	add("data-large", "kept", large, "data: "+large+"\n\n", keeps("262144 bytes"))
	add("data-large", "cut off", large, "‸data: "+large[1:]+"\n\n", changed("(262144 bytes)", "(262143 bytes)"))
	return slices.Concat(rows, jsonRows(), oddCircumstanceRows())
}

// jsonRows are about a target that sends all data as JSON strings.
func jsonRows() []row {
	asJSON := func(o *Observation) { o.AsJSON = true }
	var rows []row
	add := func(id, name, data, between string, w want) {
		rows = append(rows, row{id, "JSON: " + name, oddText(id, data, between).but(asJSON), w})
	}
	add("data-multi-line", "kept", "a\nb", `data: "a\nb"`+"\n\n", keeps("3 bytes came back"))
	add("data-multi-line", "one text as it is", "a\nb", "data: a\ndata: b\n\n", keeps("3 bytes came back"))
	add("data-multi-line", "cut", "a\nb", `‸data: "a"`+"\n\n", breaks(because("arrived changed", `"a\nb"`, `"\"a\""`)))
	add("data-crlf", "kept as it was", "a\r\nb", `data: "a\r\nb"`+"\n\n", keeps("3 bytes came back"))
	add("data-empty", "kept", "", `data: ""`+"\n\n", keeps("0 bytes came back"))
	add("data-empty", "swallowed", "", "", breaks(because("did not arrive", `""`, "no event")))
	add("data-unicode-separators", "escaped", "\u2028", `data: "\u2028"`+"\n\n", keeps("3 bytes came back"))
	add("data-unicode-separators", "no JSON", "\u2028", "‸data: \"\u2028\n\n", breaks(because("arrived changed", `"\u2028"`, `"\"\u2028"`)))
	return rows
}

// oddCircumstanceRows are about what may come between an odd event and its
// Judgement.
func oddCircumstanceRows() []row {
	const id = "data-multi-line"
	withOutcome := func(outcome Outcome, detail string) scene {
		return oddText(id, "a\nb", "").but(func(o *Observation) { o.Published[1].Outcome, o.Published[1].Detail = outcome, detail })
	}
	return []row{
		{id, "other events in between", oddText(id, "a\nb", "data: tick\n\ndata: a\ndata: b\n\ndata: tick\n\n"), keeps("3 bytes")},
		{
			id, "ordinary events in between do not count",
			oddText(id, "a\nb", "data: f2.\n\n").with(accepted("nudge", "f2")), breaks(because("the event did not arrive", `"a\nb"`, "no event")),
		},
		{id, "it came after the fence", oddText(id, "a", "").but(func(o *Observation) {
			o.Transcripts[0] = live(oldStream, "data: f0.\n\ndata: f1.\n\ndata: a\n\n").Transcript
		}), breaks(because("the event did not arrive", `"a"`, "no event"))},
		{id, "refused", withOutcome(OutcomeRefused, "413 Too Large"), doesNotApply("the publisher refused it: 413 Too Large")},
		{id, "inexpressible", withOutcome(OutcomeInexpressible, "no NUL"), doesNotApply("the publish hook cannot say it: no NUL")},
		{id, "failed", withOutcome(OutcomeFailed, "500"), leavesOpen("the publisher did not take it: 500")},
		{id, "the stream went deaf", oddText(id, "a\nb", "").but(func(o *Observation) {
			o.Transcripts[0] = live(oldStream, "data: f0.\n\ndata: a\ndata: b\n\n").Transcript
		}), leavesOpen("the stream did not go on after it")},
		{id, "the first fence is missing", oddText(id, "a\nb", "").but(func(o *Observation) {
			o.Transcripts[0] = live(oldStream, "data: a\ndata: b\n\ndata: f1.\n\n").Transcript
		}), leavesOpen("the stream did not go on after it")},
		{id, "after one that did harm", oddText("data-cr", "a", ""), leavesOpen("did not survive what was published for data-cr")},
		{id, "nothing was tried", sceneOf(probeOdd, live(oldStream, "")), leavesOpen("not tried: two streams at a time were not ready")},
		{id, "no stream", sceneOf(probeOdd), leavesOpen("no request was made")},
		{id, "no hook", oddText(id, "a", "").but(noHook), cannotBeTested("there is no publish hook")},
	}
}

func TestJoined(t *testing.T) {
	tests := []struct{ data, want string }{
		{"", ""},
		{"a\nb", "a\nb"},
		{"a\r\nb\rc\n\rd\r\r\n", "a\nb\nc\n\nd\n\n"},
	}
	for _, tt := range tests {
		t.Run(tt.data, func(t *testing.T) {
			if got := joined(tt.data); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestQuote(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"short", "a\n", `"a\n"`},
		{"as long as may be", strings.Repeat("x", 120), `"` + strings.Repeat("x", 120) + `"`},
		{"longer", strings.Repeat("x", 121), `"` + strings.Repeat("x", 120) + `"… (121 bytes)`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := quote(tt.text); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

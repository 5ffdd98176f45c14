package specs

import (
	"strings"
	"testing"
)

// patched is a patch of elements or of signals with these lines of data.
func patched(what string, lines ...string) string {
	return "event: datastar-patch-" + what + "\ndata: " + strings.Join(lines, "\ndata: ") + "\n\n"
}

// patching is the scene of the probe "datastar" with a stream that the target has
// ended.
func patching(body string) scene {
	return sceneOf(probeDatastar, taped(patchStream, text(streamHead+body)))
}

// datastarRows are about what patches say.
func datastarRows() []row {
	const names, keywords, values, target, object = "datastar-event-names", "datastar-data-keywords", "datastar-values-known", "datastar-has-target", "datastar-signals-an-object"
	list, signals := patched("elements", `elements <ul id="a">`, "elements </ul>"), patched("signals", `signals {"a":1}`)
	elements := func(lines ...string) scene { return patching(patched("elements", lines...)) }
	badElements := func(lines ...string) scene { return patching("‸" + patched("elements", lines...)) }
	given := func(lines ...string) scene { return patching(patched("signals", lines...)) }
	badSignals := func(lines ...string) scene { return patching("‸" + patched("signals", lines...)) }
	unknown := func(typ string) evidence {
		return because("an event that the page does not know", "datastar-patch-elements or datastar-patch-signals", typ)
	}
	dropped := func(n, line string) want {
		return breaks(because(n+" lines of data that the client drops", "each line to begin with", line))
	}
	noValue := func(expected, seen string) want {
		return breaks(because("a value that the client does not know", expected, seen))
	}
	nowhere := func(expected, seen string) want {
		return breaks(because("elements for which there is no place", expected, seen))
	}
	noObject := func(seen string) want {
		return breaks(because("signals that are no object", `signals {"name":value}`, seen))
	}
	all := []row{
		{names, "both", patching(list + signals), keeps("2 events")},
		{names, "three newlines", patching(list + "\n" + signals + "\n"), keeps("2 events")},
		{names, "a comment", patching(": ping\n\n" + list), keeps("1 events")},
		{names, "an old name, and none", patching("‸event: datastar-merge-fragments\ndata: fragments <p>\n\n‸data: elements <p>\n\n"), breaks(unknown("merge-fragments"), unknown("message"))},

		{keywords, "one on each line", patching(list + signals), keeps("2 events")},
		{keywords, "all there are", elements("selector #a", "mode append", "namespace svg", "useViewTransition true", "viewTransitionSelector b", "wrap svg", "elements <p>"), keeps("1 events")},
		{keywords, "empty lines", elements("elements <pre>", "elements", "", "elements </pre>"), keeps("1 events")},
		{keywords, "another event", patching("data: a\n\n"), doesNotApply("no event is one of Datastar's")},
		{keywords, "beside another event", patching("event: x\ndata: a\n\n" + list), keeps("1 events")},
		{keywords, "on the first line only", badElements("elements <p id=a>", "  text", "</p>"), dropped("2", "  text")},
		{keywords, "of the other type", badSignals(`elements <p>`), dropped("1", "elements <p>")},
		{keywords, "no space, letter case", badElements("elements<p>", "Mode inner"), dropped("2", "elements<p>")},

		{values, "known", elements("mode inner", "namespace mathml", "useViewTransition false", "selector a", "elements <p>"), keeps("1 events")},
		{values, "a space behind it", given("onlyIfMissing true ", "signals {}"), keeps("1 events")},
		{values, "an old mode", badElements("mode morph", "elements <p id=a>"), noValue("outer, inner", "mode \"morph\"")},
		{values, "another namespace", badElements("namespace xml", "elements <p id=a>"), noValue("html, svg, mathml", "xml")},
		{values, "twice", badElements("mode append", "mode append", "selector a"), noValue("outer", `append\nappend`)},
		{values, "True", badSignals("onlyIfMissing True", "signals {}"), noValue("true, false", "True")},

		{target, "an id", patching(list), keeps("1 events")},
		{target, "a selector", elements("mode append", "selector #a", "elements <p>"), keeps("1 events")},
		{target, "an id behind others", elements("elements <!-- a -->", `elements <p class="a > b" ID='c'>`), keeps("1 events")},
		{target, "the body", elements("elements <body><p>"), keeps("1 events")},
		{target, "nothing that can be read", elements("elements text"), keeps("1 events")},
		{target, "no elements", given("signals {}"), doesNotApply("no event is of type datastar-patch-elements")},
		{target, "no id", badElements(`elements <p data-id="a"><b id=c>`), nowhere("a selector, or an id", "<p data-id")},
		{target, "an empty selector", badElements("selector ", "mode inner", "elements <p>"), nowhere("a selector, or an id", "<p>")},
		{target, "appended to nothing", badElements("mode append", "elements <p id=a>"), nowhere("a selector beside mode append", "no selector")},

		{object, "JSON", patching(signals), keeps("1 events")},
		{object, "on several lines", given("signals {", `signals "a": {"b": null}`, "signals }"), keeps("1 events")},
		{object, "JavaScript", given(`signals {a: 1, b_: 'it\'s "c: d"', "e": "f: g"}`), keeps("1 events")},
		{object, "no signals", patching(list), doesNotApply("no event is of type datastar-patch-signals")},
		{object, "Python", badSignals("signals {'a': None}"), noObject("None")},
		{object, "a list, null", patching("‸" + patched("signals", "signals [1]") + "‸" + patched("signals", "signals null")), breaks(
			because("no object", `signals {"name":value}`, "[1]"), because("no object", `signals {"name":value}`, "null"))},
		{object, "cut off", badSignals(`signals {"a":`), noObject(`{\"a\":`)},
		{object, "no line of it", badSignals("onlyIfMissing true"), noObject("no signals")},
	}
	for _, id := range []string{names, keywords, values, target, object} {
		all = append(
			all,
			row{id, "no stream", sceneOf(probeDatastar), leavesOpen("no request was made")},
			row{id, "status 500", sceneOf(probeDatastar, taped(patchStream, text("HTTP/1.1 500 No\r\n\r\n"))), leavesOpen("status 500 No")},
			row{id, "nothing to patch", patching(""), doesNotApply("the stream has no event")},
			row{id, "nothing arrived", sceneOf(probeDatastar, live(patchStream, "")), leavesOpen("no event arrived in 10s")},
		)
	}
	return all
}

func TestQuoted(t *testing.T) {
	tests := []struct{ text, want string }{
		{`{a: 1, $b : {c_1:2}}`, `{"a": 1, "$b": {"c_1":2}}`},
		{`{"a b": 'c', d: "e: f"}`, `{"a b": "c", "d": "e: f"}`},
		{`{'a': None}`, `{"a": None}`},
	}
	for _, tt := range tests {
		if got := quoted(tt.text); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.text, got, tt.want)
		}
	}
}

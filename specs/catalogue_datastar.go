package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

const (
	// datastarEvents is where Datastar describes its events, and datastarSDK how a
	// server writes them.
	datastarEvents = "https://data-star.dev/reference/sse_events"
	datastarSDK    = "https://github.com/starfederation/datastar/blob/develop/sdk/ADR.md"
)

// datastarRequirements are about streams that patch a page.
func datastarRequirements() []Requirement {
	list := slices.Concat(datastarNames(), datastarElements(), datastarSignals())
	for i := range list {
		list[i].Profile, list[i].Tier = profileDatastar, TierPassive
	}
	return list
}

func datastarNames() []Requirement {
	return []Requirement{
		{
			ID: "datastar-event-names", Level: report.Should,
			Sentence: "Each event SHOULD be of type datastar-patch-elements or datastar-patch-signals.",
			Source:   datastarEvents + "#event-types",
			Symptom:  "page does not change although events are in the network panel; worked before the update to version 1",
			Why:      "The client drops events of other types and does not say so: what they carry reaches nobody, unless a plugin of the page's own takes it.",
			Causes: []string{
				"names of versions before 1.0: datastar-merge-fragments, datastar-merge-signals, datastar-execute-script",
				"a frame without an event line, which makes it a message",
				"an event line that is written after the blank line of its own frame",
			},
			Fix:      "Write event: datastar-patch-elements or event: datastar-patch-signals, and take an SDK of the version that the page loads. Run scripts as elements.",
			Snippets: []Snippet{datastarWire(), datastarGo()},
		},
		{
			ID: "datastar-data-keywords", Level: report.Must,
			Sentence: "Each data line of a patch MUST begin with a keyword of its type, such as elements or signals.",
			Source:   datastarSDK + "#implementation",
			Symptom:  "only the first line of the template shows up; half a table; list ends in the middle",
			Why:      "The client reads each line by itself: a keyword, a space, a value. Lines without one are dropped, so that HTML on several lines loses all but the first.",
			Causes: []string{
				"a template with line feeds behind one data: elements",
				"keywords of versions before 1.0: fragments, mergeMode, settleDuration",
				"a line that begins with the HTML, without elements before it",
			},
			Fix:      `Write the keyword on each line: for each line of the HTML, "data: elements " and the line.`,
			Snippets: []Snippet{datastarWire(), datastarGoLines(), datastarPythonLines()},
		},
	}
}

func datastarElements() []Requirement {
	return []Requirement{
		{
			ID: "datastar-values-known", Level: report.Must,
			Sentence: "mode, namespace, useViewTransition and onlyIfMissing MUST have one of the values that the client knows.",
			Source:   datastarEvents + "#datastar-patch-elements",
			Symptom:  "PatchElementsInvalidMode in the console; signals overwritten although onlyIfMissing is set; no view transition",
			Why:      "An unknown mode is an error, and the patch is lost. A flag that is not the word true counts as false, without a word in the console.",
			Causes: []string{
				"modes of versions before 1.0: morph, upsertAttributes",
				"True of Python, or 1 or yes, where the client compares with true",
				"the same keyword on two lines, whose values are joined",
			},
			Fix:      "Use outer, inner, replace, prepend, append, before, after or remove; html, svg or mathml; true or false in lower case. Write each of them once.",
			Snippets: []Snippet{datastarWire(), datastarPythonLines()},
		},
		{
			ID: "datastar-has-target", Level: report.Must,
			Sentence: "Elements MUST have a selector, or an id in their first tag if the mode is not append, prepend, before or after.",
			Source:   datastarSDK + "#elements-vs-fragments-key-distinction",
			Symptom:  "PatchElementsNoTargetsFound or PatchElementsExpectedSelector in the console; new rows never appear",
			Why:      "The client finds the place of a patch by the selector or by the id of the element. Without both it gives up, and the page stays as it was.",
			Causes: []string{
				"a template that is rendered without its outer element, the one with the id",
				"append or prepend without a selector for the list",
				"text without any element around it",
			},
			Fix:      "Give the outer element of the template an id, or name its place: data: selector #feed.",
			Snippets: []Snippet{datastarWire(), datastarGo()},
		},
	}
}

func datastarSignals() []Requirement {
	return []Requirement{
		{
			ID: "datastar-signals-an-object", Level: report.Should,
			Sentence: "The signals of a patch SHOULD be one object of JSON, whose names may stand without quotes.",
			Source:   datastarSDK + "#serversenteventgeneratorpatchsignals",
			Symptom:  "Unexpected identifier in the console; None is not defined; counter stays at its first value",
			Why:      "The client merges the object into its signals. What is no object is an error or changes nothing, and the page keeps showing old values.",
			Causes: []string{
				"str() of a dictionary, with None and True, instead of json.dumps()",
				"a list or a bare value in place of an object with names",
				"an event without a signals line",
			},
			Fix:      `Encode an object: data: signals {"count":2}. Remove a signal by the value null.`,
			Snippets: []Snippet{datastarWire(), datastarGo(), datastarPythonLines()},
		},
	}
}

package defects

import (
	"net/http"
	"strings"
)

// patches is where the dialect "datastar" is spoken.
const patches = "/datastar/feed"

// onPatches edits the frames of patches that are not compressed.
func onPatches(edit func(raw string) string) func() layer {
	plain := func(r *http.Request) bool {
		return r.URL.Path == patches && !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")
	}
	return eachFrameOf(plain, func(f frame) []byte { return []byte(edit(string(f.raw))) })
}

// inPatches replaces a text in all frames of patches.
func inPatches(before, after string) func() layer {
	return onPatches(func(raw string) string { return strings.ReplaceAll(raw, before, after) })
}

// datastarDefects err in patches for a page.
func datastarDefects() []Defect {
	list := []Defect{
		{
			Name: "datastar-old-names", Sentence: "Elements are sent under the name of a version before 1.0.",
			Breaks: []string{"datastar-event-names"},
			layer:  inPatches("event: datastar-patch-elements", "event: datastar-merge-fragments"),
		},
		{
			Name: "datastar-keyword-once", Sentence: "HTML on several lines has its keyword on the first line only.",
			Breaks: []string{"datastar-data-keywords"},
			layer: onPatches(func(raw string) string {
				const keyword = "data: elements "
				behind := strings.Index(raw, keyword) + len(keyword)
				if behind < len(keyword) {
					return raw
				}
				return raw[:behind] + strings.ReplaceAll(raw[behind:], keyword, "data: ")
			}),
		},
		{
			Name: "datastar-true-of-python", Sentence: "Flags are written as Python prints them.",
			Breaks: []string{"datastar-values-known"},
			layer:  inPatches("onlyIfMissing true", "onlyIfMissing True"),
		},
		{
			Name: "datastar-no-selector", Sentence: "New rows are appended without saying where.",
			Breaks: []string{"datastar-has-target"},
			layer:  inPatches("data: selector #feed\n", ""),
		},
		{
			Name: "datastar-signals-of-python", Sentence: "Signals are written as Python prints a dictionary.",
			Breaks: []string{"datastar-signals-an-object"},
			layer:  inPatches(`"read":0`, `"read":None`),
		},
	}
	for i := range list {
		list[i].Dialect = "datastar"
	}
	return list
}

package report

import (
	"fmt"
	"strings"
	"time"
)

// Summary counts Results by how they came out. The counts are disjoint, and
// their sum is the number of Results: what has an Outcome of its own here does
// not count under its Verdict as well, so that Fail holds what stands in the way.
type Summary struct {
	Pass       int `json:"pass"`
	Warn       int `json:"warn"`
	Fail       int `json:"fail"`
	Skip       int `json:"skip"`       // skipped for any cause but "untestable"
	Untestable int `json:"untestable"` // skipped because the tier is missing
	Error      int `json:"error"`

	UnexpectedPass  int `json:"unexpected_pass,omitempty"`
	ExpectedFailure int `json:"expected_failure,omitempty"`
	Flaky           int `json:"flaky,omitempty"`
	New             int `json:"new,omitempty"`
}

// Total returns the sum of the counts.
func (s Summary) Total() int {
	return s.Pass + s.Warn + s.Fail + s.Skip + s.Untestable + s.Error +
		s.UnexpectedPass + s.ExpectedFailure + s.Flaky + s.New
}

// String returns the counts that are not zero, such as
// "41 passed, 1 warning, 8 untestable".
func (s Summary) String() string {
	if s.Total() == 0 {
		return "nothing judged"
	}
	var parts []string
	add := func(n int, one, many string) {
		switch {
		case n == 1:
			parts = append(parts, "1 "+one)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %s", n, many))
		}
	}
	add(s.Pass, "passed", "passed")
	add(s.Fail, "failed", "failed")
	add(s.Error, "error", "errors")
	add(s.UnexpectedPass, "unexpected pass", "unexpected passes")
	add(s.Warn, "warning", "warnings")
	add(s.ExpectedFailure, "expected failure", "expected failures")
	add(s.Flaky, "flaky", "flaky")
	add(s.New, "new", "new")
	add(s.Skip, "skipped", "skipped")
	add(s.Untestable, "untestable", "untestable")
	return strings.Join(parts, ", ")
}

func tally(results []Result) Summary {
	var s Summary
	for i := range results {
		*s.count(&results[i])++
	}
	return s
}

// count returns the count that r belongs to.
func (s *Summary) count(r *Result) *int {
	switch r.Outcome {
	case UnexpectedPass:
		return &s.UnexpectedPass
	case ExpectedFailure:
		return &s.ExpectedFailure
	case Flaky:
		return &s.Flaky
	case New:
		return &s.New
	default:
		return s.countByVerdict(r)
	}
}

func (s *Summary) countByVerdict(r *Result) *int {
	switch {
	case r.Verdict == Skip && r.Skip == SkipUntestable:
		return &s.Untestable
	case r.Verdict == Skip:
		return &s.Skip
	case r.Verdict == Pass:
		return &s.Pass
	case r.Verdict == Warn:
		return &s.Warn
	case r.Verdict == Fail:
		return &s.Fail
	default:
		return &s.Error
	}
}

// chapter is the Results of one chapter, in document order.
type chapter struct {
	name    string
	results []Result
}

// byChapter groups results by chapter, chapters in order of first appearance.
func byChapter(results []Result) []chapter {
	var chapters []chapter
	index := map[string]int{}
	for _, res := range results {
		i, ok := index[res.Chapter]
		if !ok {
			i = len(chapters)
			index[res.Chapter] = i
			chapters = append(chapters, chapter{name: res.Chapter})
		}
		chapters[i].results = append(chapters[i].results, res)
	}
	return chapters
}

// skipped is the Results that were skipped for one cause and reason.
type skipped struct {
	why string // "untestable: no publish hook"
	ids []string
}

// bySkip groups the skipped of results by cause and reason, in order of first appearance.
func bySkip(results []Result) []skipped {
	var groups []skipped
	index := map[string]int{}
	for i := range results {
		res := &results[i]
		if res.Verdict != Skip {
			continue
		}
		why := res.skipReason()
		at, ok := index[why]
		if !ok {
			at = len(groups)
			index[why] = at
			groups = append(groups, skipped{why: why})
		}
		groups[at].ids = append(groups[at].ids, res.Requirement)
	}
	return groups
}

// elapsed renders a duration of ms milliseconds for a person: "250 ms", "6.2 s", "3 min 5 s".
func elapsed(ms int64) string {
	d := time.Duration(ms) * time.Millisecond
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", ms)
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	default:
		return fmt.Sprintf("%d min %d s", ms/60_000, ms%60_000/1000)
	}
}

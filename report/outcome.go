package report

import "strings"

// Outcome says how a Result counts beside what was known before the Run: a
// baseline of known failures, or a pinned set of Requirements. It is empty where
// the Verdict alone counts.
type Outcome string

// The Outcomes. What is excused or does not gate keeps its Verdict.
const (
	// Regression is a broken Requirement that no baseline expects to be broken.
	Regression Outcome = "regression"
	// ExpectedFailure is a broken Requirement that the baseline excuses.
	ExpectedFailure Outcome = "expected-failure"
	// UnexpectedPass is a Requirement that is kept, although the baseline expects
	// it to be broken. It counts as a failure, so that the entry goes.
	UnexpectedPass Outcome = "unexpected-pass"
	// Expired is a broken Requirement whose excuse has run out.
	Expired Outcome = "expired"
	// Flaky is a Requirement that does not gate, because the baseline says that
	// its Verdict is not reliable.
	Flaky Outcome = "flaky"
	// New is a Requirement that does not gate, because it is not in the pinned set.
	New Outcome = "new"
	// Unmatched is a Requirement that the baseline expects to be broken, and that
	// could not be seen broken or kept: it is not applicable or untestable.
	Unmatched Outcome = "unmatched"
)

func outcomeWords() []string {
	words := []Outcome{Regression, ExpectedFailure, UnexpectedPass, Expired, Flaky, New, Unmatched}
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = string(w)
	}
	return texts
}

// Counts returns the Verdict that r counts as in the Verdict of a Run. What is
// excused or does not gate counts as Pass, or where it could not be judged as
// Skip. An unexpected pass counts as Fail.
func (r *Result) Counts() Verdict {
	switch r.Outcome {
	case ExpectedFailure:
		return Pass
	case UnexpectedPass:
		return Fail
	case Flaky, New:
		if r.Verdict == Error || r.Verdict == Skip {
			return Skip
		}
		return Pass
	default:
		return r.Verdict
	}
}

// doesNotGate reports whether r's Outcome excuses whatever its Verdict is.
func (r *Result) doesNotGate() bool {
	return r.Outcome == ExpectedFailure || r.Outcome == Flaky || r.Outcome == New
}

// Broken reports whether the Requirement was judged and is not kept, whatever
// its Level makes of that.
func (r *Result) Broken() bool {
	return r.Verdict == Warn || r.Verdict == Fail || r.Verdict == Pass && len(r.Findings) > 0
}

// Gates reports whether res alone is reason enough for the Run not to pass: it
// counts as Fail or Error, or as Warn in a strict Run.
func (r *Run) Gates(res *Result) bool {
	counts := res.Counts()
	return counts >= Fail || counts == Warn && r.Strict || res.Outcome == Unmatched
}

// words returns o as a person reads it: "expected failure".
func (o Outcome) words() string { return strings.ReplaceAll(string(o), "-", " ") }

// face returns the Verdict whose mark r wears: what is broken as expected is
// nobody's business, what is kept or unjudged against expectation is.
func (r *Result) face() Verdict {
	switch r.Outcome {
	case ExpectedFailure:
		return Skip
	case UnexpectedPass:
		return Fail
	case Unmatched:
		return Error
	default:
		return r.Verdict
	}
}

// callsForAttention reports whether r is shown with all its evidence.
func (r *Result) callsForAttention() bool { return r.face() >= Warn }

// called returns the word for what came of r: its Verdict, or its Outcome where
// that says more.
func (r *Result) called() string {
	switch r.Outcome {
	case "":
		return r.Verdict.String()
	case UnexpectedPass, ExpectedFailure, Unmatched:
		return r.Outcome.words()
	default:
		return r.Verdict.String() + " (" + r.Outcome.words() + ")"
	}
}

// standing says in one line what r's Outcome means, and why; "" when the Verdict
// alone counts.
func (r *Result) standing() string {
	var parts []string
	switch r.Outcome {
	case "":
	case Regression:
		parts = append(parts, "regression: the baseline does not expect it")
	case UnexpectedPass:
		parts = append(parts, "unexpected pass: remove it from the baseline")
	case Unmatched:
		parts = append(parts, "unmatched: the baseline expects it to be broken, but it was not judged")
	case Expired:
		parts = append(parts, "expired: the baseline excused it until "+r.Until)
	case New:
		parts = append(parts, "new: not in the pinned set, does not gate")
	case Flaky:
		parts = append(parts, "flaky: does not gate")
	case ExpectedFailure:
		parts = append(parts, "expected failure: "+r.excuse())
	default:
		parts = append(parts, r.Outcome.words())
	}
	if r.Excuse != "" && r.Outcome != ExpectedFailure {
		parts = append(parts, r.excuse())
	}
	if r.Pinned != "" {
		parts = append(parts, "judged as "+r.Pinned+" by the pinned set")
	}
	return strings.Join(parts, "; ")
}

// excuse returns the baseline's reason with its last day.
func (r *Result) excuse() string {
	if r.Until == "" || r.Outcome == Expired {
		return r.Excuse
	}
	return r.Excuse + " (until " + r.Until + ")"
}

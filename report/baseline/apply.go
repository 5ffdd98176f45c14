package baseline

import (
	"errors"
	"slices"
	"time"

	"github.com/ssegauge/ssegauge/report"
)

// UnmatchedError says that entries of a Baseline match nothing that was judged.
// The Run is complete; it is the Baseline that is wrong.
type UnmatchedError struct {
	// Entries says of each entry where it stands and why it matches nothing.
	Entries []error
}

// Error names every entry, one to a line.
func (e *UnmatchedError) Error() string { return errors.Join(e.Entries...).Error() }

// Apply returns run with the Outcomes that b gives it; run stays as it is. What
// b says of a day is decided by today, in UTC.
//
//   - Broken and expected: [report.ExpectedFailure], or after the last day of the
//     entry [report.Expired].
//   - Broken and not expected: [report.Regression], if it gates. In a Run that is
//     not strict, a broken SHOULD stays the warning that it is.
//   - Kept, but expected to be broken: [report.UnexpectedPass].
//   - Flaky, whether broken, kept or in error: [report.Flaky].
//   - Expected, but not applicable or untestable: [report.Unmatched], and an error
//     of type *UnmatchedError that names the entry. The Run is returned with it.
//   - Expected, but inconclusive or in error: no Outcome. A Run that saw too little
//     neither confirms an entry nor refutes it, and an error is never excused.
//
// An entry for a Requirement that the Run does not hold is in that error as well.
// A Run that could not judge its Target matches nothing, which is not an error.
// A Requirement that is [report.New] stays so, and keeps the entry's reason.
func Apply(run *report.Run, b *Baseline, today time.Time) (*report.Run, error) {
	a := applying{b: b, today: today, strict: run.Strict, seen: map[string]bool{}}
	out := *run
	results := slices.Clone(run.Results)
	for i := range results {
		a.result(&results[i])
	}
	out.Finish(results, time.Duration(run.DurationMS)*time.Millisecond)
	if run.Reason != "" {
		return &out, nil
	}
	for _, list := range [][]Entry{b.Expected, b.Flaky} {
		for _, e := range list {
			if !a.seen[e.ID] {
				a.problems = append(a.problems, b.at(e, "%s matches nothing: it is not in this run", e.ID))
			}
		}
	}
	if len(a.problems) > 0 {
		return &out, &UnmatchedError{a.problems}
	}
	return &out, nil
}

// applying is what Apply knows while it goes through the Results.
type applying struct {
	b        *Baseline
	today    time.Time
	strict   bool
	seen     map[string]bool
	problems []error
}

func (a *applying) result(r *report.Result) {
	a.seen[r.Requirement] = true
	if e, ok := find(a.b.Flaky, r.Requirement); ok {
		a.flaky(r, e)
		return
	}
	if e, ok := find(a.b.Expected, r.Requirement); ok {
		a.expected(r, e)
		return
	}
	a.unknown(r)
}

func (a *applying) unknown(r *report.Result) {
	if r.Outcome == "" && (r.Verdict == report.Fail || r.Verdict == report.Warn && a.strict) {
		r.Outcome = report.Regression
	}
}

func (a *applying) flaky(r *report.Result, e Entry) {
	switch {
	case r.Verdict == report.Skip:
	case !e.Expired(a.today):
		excuse(r, report.Flaky, e)
	case r.Verdict == report.Warn || r.Verdict == report.Fail:
		excuse(r, report.Expired, e)
	}
}

func (a *applying) expected(r *report.Result, e Entry) {
	switch {
	case unmatched(r):
		excuse(r, report.Unmatched, e)
		a.problems = append(a.problems, a.b.at(e, "%s matches nothing: it was not judged, %s: %s", e.ID, r.Skip, r.Reason))
	case r.Verdict == report.Skip || r.Verdict == report.Error:
	case !r.Broken():
		excuse(r, report.UnexpectedPass, e)
	case !e.Expired(a.today) || r.Verdict == report.Pass:
		excuse(r, report.ExpectedFailure, e)
	default:
		excuse(r, report.Expired, e)
	}
}

// unmatched reports whether r cannot show that it is broken or kept, now or
// when the Run is repeated.
func unmatched(r *report.Result) bool {
	return r.Verdict == report.Skip && r.Skip != report.SkipInconclusive
}

// excuse gives r an Outcome and the words of e. What does not gate in the pinned
// set never does.
func excuse(r *report.Result, o report.Outcome, e Entry) {
	if r.Outcome != report.New || o == report.Unmatched {
		r.Outcome = o
	}
	r.Excuse, r.Until = e.Reason, e.until()
}

func find(list []Entry, id string) (e Entry, ok bool) {
	for _, e := range list {
		if e.ID == id {
			return e, true
		}
	}
	return Entry{}, false
}

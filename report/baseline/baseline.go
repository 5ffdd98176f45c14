package baseline

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/report"
)

// MaxBytes is the size of the largest file that Parse takes.
const MaxBytes = 1 << 20

// unreviewed begins the reason of an entry that Update has written.
const unreviewed = "unreviewed since "

// Baseline is what is known of a Target before it is judged.
type Baseline struct {
	// Name is the file, as errors name it.
	Name string
	// Expected are the Requirements that are known to be broken.
	Expected []Entry
	// Flaky are the Requirements whose Verdict is not reliable. They never gate.
	Flaky []Entry
}

// Entry is one Requirement in a Baseline.
type Entry struct {
	// ID is that of the Requirement.
	ID string
	// Reason says why it stands there, in one line.
	Reason string
	// Until is the last day on which the entry counts, as midnight UTC. Zero is
	// forever.
	Until time.Time
	// Line and Column are the place of the ID in the file, from 1.
	Line, Column int
}

// Unreviewed reports whether nobody has given e a reason since Update wrote it.
func (e Entry) Unreviewed() bool { return strings.HasPrefix(e.Reason, unreviewed) }

// Expired reports whether today, a day in UTC, is past the last day of e.
func (e Entry) Expired(today time.Time) bool {
	return !e.Until.IsZero() && today.UTC().Truncate(24*time.Hour).After(e.Until)
}

// until returns the last day of e as it stands in a file, "" if there is none.
func (e Entry) until() string {
	if e.Until.IsZero() {
		return ""
	}
	return e.Until.Format(time.DateOnly)
}

// Unselected returns an error that names every entry of b whose Requirement is
// not among ids, nil if there is none. An entry that cannot match is a mistake:
// it would stay forever.
func (b *Baseline) Unselected(ids []string) error {
	selected := map[string]bool{}
	for _, id := range ids {
		selected[id] = true
	}
	var problems []error
	for _, list := range [][]Entry{b.Expected, b.Flaky} {
		for _, e := range list {
			if !selected[e.ID] {
				problems = append(problems, b.at(e, "%s is not selected in this run", e.ID))
			}
		}
	}
	return errors.Join(problems...)
}

// Matching returns b without the entries that Apply would say match nothing in run.
func (b *Baseline) Matching(run *report.Run) *Baseline {
	results := map[string]*report.Result{}
	for i := range run.Results {
		results[run.Results[i].Requirement] = &run.Results[i]
	}
	out := &Baseline{Name: b.Name}
	for _, e := range b.Expected {
		if r := results[e.ID]; r != nil && !unmatched(r) {
			out.Expected = append(out.Expected, e)
		}
	}
	for _, e := range b.Flaky {
		if results[e.ID] != nil {
			out.Flaky = append(out.Flaky, e)
		}
	}
	return out
}

func (b *Baseline) at(e Entry, format string, args ...any) error {
	return fmt.Errorf("%s:%d:%d: %s", b.Name, e.Line, e.Column, fmt.Sprintf(format, args...))
}

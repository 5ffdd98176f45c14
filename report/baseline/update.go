package baseline

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/report"
)

// ChangeKind says what Update did with an entry.
type ChangeKind string

// The kinds of a Change.
const (
	Added   ChangeKind = "added"   // a new failure
	Removed ChangeKind = "removed" // the Requirement is kept
	Kept    ChangeKind = "kept"    // noteworthy: expired, or not judged in this Run
)

// Change is what Update did with one entry, for a person to read.
type Change struct {
	Kind ChangeKind
	ID   string
	Why  string
}

// String returns c as a line: "added retry-digits: the retry field is no number".
func (c Change) String() string { return fmt.Sprintf("%s %s: %s", c.Kind, c.ID, c.Why) }

// Update returns the text of the baseline file called name as run leaves it. Entries
// that are still broken keep their words, their days and the comments around them;
// those whose Requirement is kept go, with the comment right above them; those whose
// Requirement was not judged stay. What is broken, gates and is not listed comes
// last, with a reason that names today, in UTC, and says that nobody has reviewed it
// ([Entry.Unreviewed]). Flaky entries are never touched. A text without need of
// change is returned as it is; an empty one is a new file. The Run has to be as it was
// judged, or pinned, but not as Apply returns it.
func Update(name string, text []byte, run *report.Run, today time.Time) ([]byte, []Change, error) {
	r, err := read(name, text, nil)
	if err != nil {
		return nil, nil, err
	}
	results := map[string]*report.Result{}
	for i := range run.Results {
		results[run.Results[i].Requirement] = &run.Results[i]
	}
	var changes []Change
	gone := map[string]bool{}
	want := &Baseline{Name: name, Flaky: r.flaky.all()}
	for _, e := range r.expected.all() {
		c := review(e, results[e.ID], today)
		if c.Kind == Removed {
			gone[e.ID] = true
		} else {
			want.Expected = append(want.Expected, e)
		}
		if c.Why != "" {
			changes = append(changes, c)
		}
	}
	fresh, added := failures(r, run, today)
	want.Expected = append(want.Expected, fresh...)
	changes = append(changes, added...)
	if len(gone)+len(fresh) == 0 && len(text) > 0 {
		return text, changes, nil
	}
	updated := newPages(text).edit(r, gone, fresh)
	if err := verify(want, updated); err != nil {
		return nil, nil, fmt.Errorf("update %s: %w", name, err)
	}
	return updated, changes, nil
}

// review says what becomes of an entry; Why is empty where there is nothing to say.
func review(e Entry, r *report.Result, today time.Time) Change {
	switch {
	case r == nil:
		return Change{Kept, e.ID, "not in this run"}
	case r.Verdict == report.Skip:
		return Change{Kept, e.ID, fmt.Sprintf("not judged, %s: %s", r.Skip, r.Reason)}
	case r.Verdict == report.Error:
		return Change{Kept, e.ID, "not judged: " + r.Reason}
	case !r.Broken():
		return Change{Removed, e.ID, "it passes"}
	case e.Expired(today):
		return Change{Kept, e.ID, "still broken, but expired on " + e.until()}
	}
	return Change{Kind: Kept, ID: e.ID}
}

// failures returns entries for what is broken, gates and is not listed.
func failures(r *reader, run *report.Run, today time.Time) ([]Entry, []Change) {
	var fresh []Entry
	var changes []Change
	for i := range run.Results {
		res := &run.Results[i]
		_, listed := r.first[res.Requirement]
		if listed || !res.Broken() || !run.Gates(res) {
			continue
		}
		fresh = append(fresh, Entry{ID: res.Requirement, Reason: unreviewed + today.UTC().Format(time.DateOnly)})
		why := res.Reason
		if len(res.Findings) > 0 {
			why = res.Findings[0].Message
		}
		changes = append(changes, Change{Added, res.Requirement, strings.Join(strings.Fields(why), " ")})
	}
	return fresh, changes
}

// verify reads text back and compares it with what it ought to hold: an edit by
// lines must not lose an entry of a file that is laid out in an unforeseen way.
func verify(want *Baseline, text []byte) error {
	got, err := Parse(want.Name, text, nil)
	if err == nil && slices.EqualFunc(got.Expected, want.Expected, same) && slices.EqualFunc(got.Flaky, want.Flaky, same) {
		return nil
	}
	return fmt.Errorf("its layout is not understood: write each entry as a line %q with its other keys below", "- id: …")
}

func same(a, b Entry) bool { return a.ID == b.ID && a.Reason == b.Reason && a.Until.Equal(b.Until) }

package sets

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/report"
)

//go:embed 2*.txt
var files embed.FS

// The first line of a set.
const (
	open   = "open"
	closed = "closed"
)

// Set is a set of Requirements, each with the Level at which it gates.
type Set struct {
	// Name is the month of the set, "2026-11".
	Name string
	// Open says that the set still follows the catalogue.
	Open bool
	// Levels holds the Level of each Requirement, by its ID.
	Levels map[string]report.Level
}

// UnknownError says that there is no set of that name.
type UnknownError struct {
	Name  string
	Known []string // the names there are, oldest first
}

// Error names the sets there are.
func (e *UnknownError) Error() string {
	return fmt.Sprintf("unknown set of requirements %q: want %s", e.Name, strings.Join(e.Known, " or "))
}

// Names returns the names of all sets, oldest first.
func Names() []string {
	var names []string
	found, _ := fs.Glob(files, "*.txt") // its one error is that of a bad pattern
	for _, file := range found {
		names = append(names, strings.TrimSuffix(file, ".txt"))
	}
	return names
}

// Load returns the set called name. The error is a *UnknownError if there is none.
func Load(name string) (*Set, error) {
	if !slices.Contains(Names(), name) {
		return nil, &UnknownError{name, Names()}
	}
	text, err := files.ReadFile(name + ".txt")
	if err != nil {
		return nil, fmt.Errorf("read set: %w", err)
	}
	return Parse(name, text)
}

// Parse reads a set from its text: lines that are blank or begin with "#" are
// skipped, the first other one is "open" or "closed", and the rest is sorted.
func Parse(name string, text []byte) (*Set, error) {
	s := &Set{Name: name, Levels: map[string]report.Level{}}
	state, last, number := "", "", 0
	for line := range bytes.Lines(text) {
		number++
		words := strings.Fields(string(line))
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		var err error
		switch {
		case state == "":
			state, err = words[0], s.setState(words)
		case len(words) != 2:
			err = fmt.Errorf("want an ID and a level, not %q", strings.TrimSpace(string(line)))
		case words[0] <= last:
			err = fmt.Errorf("%s stands behind %s: want each ID once, and sorted", words[0], last)
		default:
			last = words[0]
			err = s.add(words[0], words[1])
		}
		if err != nil {
			return nil, fmt.Errorf("set %s, line %d: %w", name, number, err)
		}
	}
	if len(s.Levels) == 0 && !s.Open {
		return nil, fmt.Errorf("set %s: it is empty", name)
	}
	return s, nil
}

func (s *Set) setState(words []string) error {
	if len(words) != 1 || words[0] != open && words[0] != closed {
		return fmt.Errorf("want %s or %s first", open, closed)
	}
	s.Open = words[0] == open
	return nil
}

func (s *Set) add(id, word string) error {
	var level report.Level
	if err := level.UnmarshalText([]byte(word)); err != nil {
		return err
	}
	s.Levels[id] = level
	return nil
}

// Text returns s as the text that Parse reads.
func (s *Set) Text() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# The requirements of %s: those that gate under --requirements %s, and how.\n", s.Name, s.Name)
	b.WriteString("# An open set is rewritten by: go test ./specs -run Sets -update. A closed one never changes.\n")
	state := closed
	if s.Open {
		state = open
	}
	b.WriteString(state + "\n")
	for _, id := range slices.Sorted(maps.Keys(s.Levels)) {
		fmt.Fprintf(&b, "%s %s\n", id, s.Levels[id])
	}
	return b.Bytes()
}

// Pin returns run as it counts for those who pinned s; run stays as it is. What is
// judged and not in s becomes [report.New]. What is broken and has another Level in
// s than in the catalogue gets the Verdict of the Level in s. What has another Level
// in run than in the catalogue was decided by a profile, which the caller chose, and
// stays so. Pin comes before a baseline is applied.
func (s *Set) Pin(run *report.Run, catalogue map[string]report.Level) *report.Run {
	out := *run
	results := slices.Clone(run.Results)
	for i := range results {
		s.pin(&results[i], catalogue)
	}
	out.Requirements = s.Name
	out.Finish(results, time.Duration(run.DurationMS)*time.Millisecond)
	return &out
}

func (s *Set) pin(r *report.Result, catalogue map[string]report.Level) {
	level, ok := s.Levels[r.Requirement]
	switch {
	case !ok && r.Verdict != report.Skip:
		r.Outcome = report.New
	case ok && level != r.Level && r.Level == catalogue[r.Requirement]:
		r.Pinned = level.String()
		if r.Broken() {
			r.Verdict = level.Broken()
		}
	}
}

package specs

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/sets"
)

var update = flag.Bool("update", false, "rewrite the open set of requirements from the catalogue")

// TestSetsFollowTheCatalogue holds the newest set, while it is open, to the
// catalogue. With -update it is rewritten.
func TestSetsFollowTheCatalogue(t *testing.T) {
	names := sets.Names()
	if len(names) == 0 {
		t.Fatal("there is no set")
	}
	for i, name := range names {
		set := loadSet(t, name)
		if !set.Open {
			continue
		}
		if i < len(names)-1 {
			t.Errorf("set %s is open, although %s is newer", name, names[i+1])
		}
		set.Levels = levelsOf(Catalogue())
		file := filepath.Join("sets", name+".txt")
		if *update {
			if err := os.WriteFile(file, set.Text(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(text, set.Text()) {
			t.Errorf("%s is not what the catalogue holds: go test ./specs -run Sets -update", file)
		}
	}
}

// TestSetsAreKept looks for each Requirement that a closed set froze: the catalogue
// holds it at that Level, or changes.txt says what has become of it.
func TestSetsAreKept(t *testing.T) {
	var closed []*sets.Set
	for _, name := range sets.Names() {
		if set := loadSet(t, name); !set.Open {
			closed = append(closed, set)
		}
	}
	text, err := os.ReadFile(filepath.Join("sets", "changes.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range problemsOfSets(closed, levelsOf(Catalogue()), string(text)) {
		t.Error(problem)
	}
}

func TestProblemsOfSets(t *testing.T) {
	set := &sets.Set{Name: "2026-01", Levels: map[string]report.Level{"a-kept": report.Must, "a-gone": report.Must, "a-other": report.Should}}
	catalogue := map[string]report.Level{"a-kept": report.Must, "a-other": report.Must}
	tests := []struct {
		name, changes string
		want          []string
	}{
		{"all is said", "# why\n\na-gone retired\na-other must\n", nil},
		{"nothing is said", "", []string{"a-gone of set 2026-01 is not in the catalogue", "a-other of set 2026-01 is should there and must in the catalogue"}},
		{"the wrong level", "a-gone retired\na-other may\n", []string{"a-other of set 2026-01 is should there and must in the catalogue"}},
		{"retired, but there", "a-gone retired\na-other retired\n", []string{"a-other of set 2026-01 is should there and must in the catalogue"}},
		{"said without need", "a-gone retired\na-other must\na-kept must\na-never retired\n", []string{"changes.txt: a-kept has not changed", "changes.txt: a-never has not changed"}},
		{"said twice", "a-gone retired\na-other must\na-gone retired\n", []string{"changes.txt: a-gone stands there twice"}},
		{"no line of changes", "a-gone retired\na-other must\nwords\n", []string{`changes.txt: want "ID retired" or "ID LEVEL", not "words"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := problemsOfSets([]*sets.Set{set}, catalogue, tt.changes)
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func loadSet(t *testing.T, name string) *sets.Set {
	t.Helper()
	set, err := sets.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func levelsOf(catalogue []Requirement) map[string]report.Level {
	levels := map[string]report.Level{}
	for _, r := range catalogue {
		levels[r.ID] = r.Level
	}
	return levels
}

// problemsOfSets returns what the catalogue and the changes do not explain, sorted.
func problemsOfSets(closed []*sets.Set, catalogue map[string]report.Level, text string) []string {
	changes, problems := readChanges(text)
	changed := map[string]bool{}
	for _, set := range closed {
		for id, frozen := range set.Levels {
			now, there := catalogue[id]
			switch {
			case there && now == frozen:
				continue
			case !there && changes[id] != "retired":
				problems = append(problems, id+" of set "+set.Name+" is not in the catalogue")
			case there && changes[id] != now.String():
				problems = append(problems, id+" of set "+set.Name+" is "+frozen.String()+" there and "+now.String()+" in the catalogue")
			}
			changed[id] = true
		}
	}
	for id := range changes {
		if !changed[id] {
			problems = append(problems, "changes.txt: "+id+" has not changed")
		}
	}
	slices.Sort(problems)
	return problems
}

// readChanges returns what the text of changes.txt says of each ID.
func readChanges(text string) (changes map[string]string, problems []string) {
	changes = map[string]string{}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || strings.HasPrefix(words[0], "#"):
		case len(words) != 2:
			problems = append(problems, `changes.txt: want "ID retired" or "ID LEVEL", not "`+strings.TrimSpace(line)+`"`)
		case changes[words[0]] != "":
			problems = append(problems, "changes.txt: "+words[0]+" stands there twice")
		default:
			changes[words[0]] = words[1]
		}
	}
	return changes, problems
}

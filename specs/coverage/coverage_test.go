package coverage_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/specs"
	"github.com/ssegauge/ssegauge/specs/coverage"
)

func lists() map[string][]coverage.Concern {
	return map[string][]coverage.Concern{"failures": coverage.Failures(), "standard": coverage.Standard()}
}

// The lists are complete: no number is left out in any group.
func TestNumbers(t *testing.T) {
	t.Parallel()
	want := map[string]map[string]int{
		"failures": {"A": 20, "B": 10, "C": 11, "D": 20, "E": 17, "F": 13, "G": 7},
		"standard": {"A": 13, "B": 21, "D": 12},
	}
	for list, concerns := range lists() {
		got := map[string]int{}
		for _, c := range concerns {
			group := c.ID[:1]
			got[group]++
			if id := fmt.Sprint(group, got[group]); c.ID != id {
				t.Errorf("%s: %s stands where %s belongs", list, c.ID, id)
			}
		}
		if diff := cmp.Diff(want[list], got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", list, diff)
		}
	}
}

// Each Concern is judged by Requirements that exist, or excluded with a reason.
func TestConcernsAreCovered(t *testing.T) {
	t.Parallel()
	for list, concerns := range lists() {
		for _, c := range concerns {
			if len(c.By) == 0 && c.Excluded == "" {
				t.Errorf("%s %s: neither judged nor excluded", list, c.ID)
			}
			for _, by := range c.By {
				one := coverage.Concern{By: []string{by}}
				if !coversSome(one) {
					t.Errorf("%s %s: no Requirement is called %s", list, c.ID, by)
				}
			}
		}
	}
}

func coversSome(c coverage.Concern) bool {
	for _, r := range specs.Catalogue() {
		if c.Covers(r.ID) {
			return true
		}
	}
	return false
}

func TestConcernsAreSentences(t *testing.T) {
	t.Parallel()
	for list, concerns := range lists() {
		for _, c := range concerns {
			for _, text := range []string{c.Text, c.Excluded} {
				if text != "" && (!strings.HasSuffix(text, ".") || len(text) > 200) {
					t.Errorf("%s %s: %q is no short sentence", list, c.ID, text)
				}
			}
			if c.Seen == "" {
				continue
			}
			if u, err := url.Parse(c.Link()); err != nil || u.Scheme != "https" || u.Host == "" {
				t.Errorf("%s %s: %q leads nowhere", list, c.ID, c.Seen)
			}
		}
	}
}

func TestConcern(t *testing.T) {
	t.Parallel()
	issue := coverage.Concern{Seen: "dunglas/mercure#143", By: []string{"data-empty", "cors-*"}}
	page := coverage.Concern{Seen: "https://www.example.org/a#b"}
	host := coverage.Concern{Seen: "https://www.example.org/a"}
	got := []any{
		issue.Link(), issue.Place(), page.Link(), page.Place(), host.Place(),
		issue.Covers("data-empty"), issue.Covers("cors-vary-origin"), issue.Covers("data-empty-not"), issue.Covers("corsair"),
	}
	want := []any{
		"https://github.com/dunglas/mercure/issues/143", "dunglas/mercure#143", "https://www.example.org/a#b", "#b", "example.org",
		true, true, false, false,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

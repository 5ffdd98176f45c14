package control

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ssegauge/ssegauge/internal/edits"
)

// nearest returns at most three names that given was probably meant to be, the
// likeliest first.
func nearest(names []string, given string) []string {
	const most, longest = 3, 256
	if len(given) > longest {
		return nil
	}
	type guess struct {
		name string
		far  int
	}
	var guesses []guess
	for _, name := range names {
		d := edits.Distance(name, given)
		if given != "" && strings.Contains(name, given) {
			d = min(d, 1)
		}
		if d <= 1+len(given)/4 {
			guesses = append(guesses, guess{name, d})
		}
	}
	slices.SortStableFunc(guesses, func(a, b guess) int { return cmp.Compare(a.far, b.far) })
	var near []string
	for _, g := range guesses[:min(most, len(guesses))] {
		near = append(near, g.name)
	}
	return near
}

package control

import (
	"cmp"
	"slices"
	"strings"
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
		d := distance(name, given)
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

// distance returns the number of bytes to insert, remove or change that makes a
// into b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		left := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := left
			if a[i] != b[j] {
				change++
			}
			left = row[j+1]
			row[j+1] = min(change, row[j]+1, left+1)
		}
	}
	return row[len(b)]
}

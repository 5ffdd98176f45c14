package main

import (
	"fmt"
	"regexp"

	"github.com/spf13/pflag"
)

// plainFlagError returns text without the words of Go's parsers.
func plainFlagError(text string) string {
	text = regexp.MustCompile(`strconv\.ParseBool: .*`).ReplaceAllString(text, "want true or false")
	return regexp.MustCompile(`strconv\.\w+: .*`).ReplaceAllString(text, "want a whole number")
}

// didYouMean returns the end of a message that suggests name, "" if name is.
func didYouMean(prefix, name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf(": did you mean %q", prefix+name)
}

// suggestFlag returns the flag that name was probably meant to be, "" if none is
// near.
func suggestFlag(flags *pflag.FlagSet, name string) string {
	best, nearest := "", 1+len(name)/3
	flags.VisitAll(func(f *pflag.Flag) {
		if d := distance(f.Name, name); d <= nearest && f.Name != "help" && f.Name != "config" {
			best, nearest = f.Name, d-1
		}
	})
	return best
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

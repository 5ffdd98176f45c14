package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/ssegauge/ssegauge/internal/edits"
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
		if d := edits.Distance(f.Name, name); d <= nearest && !ofCommandLine(f.Name) {
			best, nearest = f.Name, d-1
		}
	})
	return best
}

// suggestName returns the one of names that given was probably meant to be, or
// the first that contains it, "" if there is none.
func suggestName(names []string, given string) string {
	best, nearest := "", 1+len(given)/4
	for _, name := range names {
		if d := edits.Distance(name, given); d <= nearest {
			best, nearest = name, d-1
		}
	}
	const part = 3 // shorter ones are in every other name
	if i := slices.IndexFunc(names, func(name string) bool { return strings.Contains(name, given) }); best == "" && i >= 0 && len(given) >= part {
		return names[i]
	}
	return best
}

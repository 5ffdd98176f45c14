package main

import (
	"regexp"
	"strings"
)

// namesOfFlags replaces the names of settings, such as MaxIDBytes, by those of
// their flags.
func namesOfFlags(text string) string {
	setting := regexp.MustCompile(`\b[A-Z][a-z]+(?:[A-Z]+[a-z]*)+\b|\b(?:Retry|Heartbeat|Drain|Control|Compress|Tokens)\b`)
	border := regexp.MustCompile(`([a-z])([A-Z])|([A-Z])([A-Z][a-z])`)
	return setting.ReplaceAllStringFunc(text, func(name string) string {
		kebab := "--" + strings.ToLower(border.ReplaceAllString(name, "$1$3-$2$4"))
		if strings.HasSuffix(name, "Tokens") { // one flag is one token
			return strings.TrimSuffix(kebab, "s")
		}
		return kebab
	})
}

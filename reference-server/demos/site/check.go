package site

import (
	"strings"

	"github.com/ssegauge/ssegauge/internal/shellwords"
)

// CheckArgs returns the arguments of ssegauge that check the stream of the app at a
// place on the server at base, such as "http://127.0.0.1:8080".
func (a App) CheckArgs(base string, at Place) []string {
	words := append([]string{"check", base + at.Prefix + a.Stream}, a.publishArgs(base, at)...)
	if a.Counter != "" {
		words = append(words, "--open-streams", base+at.Prefix+a.Counter)
	}
	return words
}

// publishArgs returns the arguments for the hook.
func (a App) publishArgs(base string, at Place) []string {
	if a.Hook.Path == "" {
		return nil
	}
	hook := base + a.Hook.Path
	if !strings.HasPrefix(a.Hook.Path, "/") {
		hook = base + at.Prefix + a.Hook.Path
	}
	words := []string{"--publish", "POST " + hook}
	for _, line := range a.Hook.Header {
		words = append(words, "--publish-header", line)
	}
	if a.Hook.Body != "" && a.Hook.Body != "{{.Data}}" { // that is the default
		words = append(words, "--publish-body", a.Hook.Body)
	}
	if a.Hook.ServerIDs {
		words = append(words, "--server-ids")
	}
	return words
}

// CheckCommand returns the command of CheckArgs for a POSIX shell.
func (a App) CheckCommand(base string, at Place) string {
	return shellwords.Join(append([]string{"ssegauge"}, a.CheckArgs(base, at)...)...)
}

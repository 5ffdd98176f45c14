package main

import (
	"net/http"

	"github.com/ssegauge/ssegauge/internal/shellwords"
	"github.com/ssegauge/ssegauge/reference-server/dialects"
)

// checkOf returns the command, for a shell, that checks what the server at base
// sends in the dialect d.
func checkOf(d dialects.Dialect, base string) string {
	words := []string{"ssegauge", "check", d.URL(base), "--profile", d.Name}
	if d.Method != http.MethodGet {
		words = append(words, "--method", d.Method)
	}
	for _, line := range d.Header {
		words = append(words, "--header", line)
	}
	if d.Body != "" {
		words = append(words, "--body", d.Body)
	}
	words = append(words, hookOf(d.Hook, base)...)
	return shellwords.Join(words...)
}

// hookOf returns the flags by which the streams of the server at base are
// published on.
func hookOf(h dialects.Hook, base string) []string {
	if h.Method == "" {
		return nil
	}
	words := []string{"--publish", h.Method + " " + base + h.Path, "--publish-body", h.Body}
	for _, line := range h.Header {
		words = append(words, "--publish-header", line)
	}
	return words
}

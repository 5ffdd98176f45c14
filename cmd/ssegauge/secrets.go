package main

import (
	"cmp"
	"encoding/base64"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/ssegauge/ssegauge/report"
)

// secretSources is where a user writes secrets.
type secretSources struct {
	names  []string // of headers that are secret beside those that always are
	known  []string // secrets themselves
	header []string // lines "Name: value"
	urls   []string // texts with URLs that may name a password
}

// redactor hides the secrets.
func (s secretSources) redactor() report.Redactor {
	always := report.NewRedactor(s.names, nil)
	secrets := slices.Clone(s.known)
	for _, line := range s.header {
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		if always.Header(strings.TrimSpace(name), value) != value {
			secrets = append(secrets, value)
		}
	}
	for _, m := range regexp.MustCompile(`://([^/@\s]*)@`).FindAllStringSubmatch(strings.Join(s.urls, " "), -1) {
		user, password, _ := strings.Cut(m[1], ":")
		if plain, err := url.PathUnescape(password); err == nil {
			secrets = append(secrets, plain)
		}
		secrets = append(secrets, cmp.Or(password, user), base64.StdEncoding.EncodeToString([]byte(m[1])))
	}
	return report.NewRedactor(s.names, secrets)
}

// withoutSecrets returns err with a text that shows none of those that r knows.
func withoutSecrets(err error, r report.Redactor) error {
	if err == nil {
		return nil
	}
	text := r.URL(err.Error())
	if text == err.Error() {
		return err
	}
	return &redactedError{err, text}
}

// redactedError is an error whose own text may not be shown.
type redactedError struct {
	err  error
	text string
}

func (e *redactedError) Error() string { return e.text }

func (e *redactedError) Unwrap() error { return e.err }

package main

import (
	"testing"

	"github.com/spf13/pflag"
)

func TestSuggestFlag(t *testing.T) {
	tests := []struct{ name, want string }{
		{"timeuot", "timeout"},
		{"hedaer", "header"},
		{"max-silense", "max-silence"},
		{"max-dely", "max-delay"},
		{"publish-haeder", "publish-header"},
		{"secretheader", "secret-header"},
		{"concurency", "concurrency"},
		{"junti", "junit"},
		{"frobnicate", ""},
		{"x", ""},
		{"", ""},
	}
	cmd := newCheck()
	for _, test := range tests {
		if got := suggestFlag(cmd.Flags(), test.name); got != test.want {
			t.Errorf("for %q %q is suggested, want %q", test.name, got, test.want)
		}
	}
	if got := suggestFlag(pflag.NewFlagSet("none", pflag.ContinueOnError), "timeout"); got != "" {
		t.Errorf("without flags %q is suggested", got)
	}
}

func TestSuggestName(t *testing.T) {
	names := []string{"retry", "retry-sane", "data-cr", "data-crlf", "liveness-heartbeat-is-comment"}
	tests := []struct{ given, want string }{
		{"retyr", "retry"},
		{"retry-sain", "retry-sane"},
		{"data-clrf", "data-cr"},
		{"livness-heart-beat-is-coment", "liveness-heartbeat-is-comment"},
		{"heartbeat", "liveness-heartbeat-is-comment"},
		{"sane", "retry-sane"},
		{"id:retry-sane", "retry-sane"},
		{"is", ""},
		{"frobnicate", ""},
		{"", ""},
	}
	for _, test := range tests {
		if got := suggestName(names, test.given); got != test.want {
			t.Errorf("for %q %q is suggested, want %q", test.given, got, test.want)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	if got := didYouMean("--", ""); got != "" {
		t.Errorf("nothing to suggest gives %q", got)
	}
	if got, want := didYouMean("--", "header"), `: did you mean "--header"`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

package main

import (
	"reflect"
	"strings"
	"testing"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

func TestNamesOfFlags(t *testing.T) {
	for text, want := range map[string]string{
		"Retry: -1s is less than 1ms":             "--retry: -1s is less than 1ms",
		"HistoryCount: -5 is less than 1":         "--history-count: -5 is less than 1",
		"MaxIDBytes: 7 is more than 6":            "--max-id-bytes: 7 is more than 6",
		"FirstID: 0":                              "--first-id: 0",
		"Drain: -1s is less than 0s":              "--drain: -1s is less than 0s",
		"Tokens: number 1 is empty":               "--token: number 1 is empty",
		"SubscribeTokens: number 2 is empty":      "--subscribe-token: number 2 is empty",
		"AllowOrigin: \"App\" is not an origin":   "--allow-origin: \"App\" is not an origin",
		"configure reference server: HTTP is not": "configure reference server: HTTP is not",
		"MaxStreams: a\nWriteTimeout: b":          "--max-streams: a\n--write-timeout: b",
	} {
		if got := namesOfFlags(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// TestProblemsNameFlags has everything wrong that can be.
func TestProblemsNameFlags(t *testing.T) {
	config := refserver.Config{AllowOrigin: "x"}
	fields := reflect.ValueOf(&config).Elem()
	for _, field := range fields.Fields() {
		switch {
		case field.CanInt():
			field.SetInt(-1)
		case field.CanFloat():
			field.SetFloat(-1)
		case field.Type() == reflect.TypeFor[[]string]():
			field.Set(reflect.ValueOf([]string{" "}))
		}
	}
	flags := newServe().Flags()
	for line := range strings.Lines(namesOfFlags(config.Validate().Error())) {
		name, _, _ := strings.Cut(line, ":")
		flag, isFlag := strings.CutPrefix(name, "--")
		if flag != "first-id" && (!isFlag || flags.Lookup(flag) == nil) { // serve sets the first ID itself
			t.Errorf("no flag is named in %q", line)
		}
	}
}

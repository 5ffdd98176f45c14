package main

import "testing"

func TestNamesOfFlags(t *testing.T) {
	for text, want := range map[string]string{
		"Retry: -1s is less than 1ms":             "--retry: -1s is less than 1ms",
		"HistoryCount: -5 is less than 1":         "--history-count: -5 is less than 1",
		"MaxIDBytes: 7 is more than 6":            "--max-id-bytes: 7 is more than 6",
		"FirstID: 0":                              "--first-id: 0",
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

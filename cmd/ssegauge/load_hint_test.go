package main

import (
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/report"
)

func TestHintOfLoad(t *testing.T) {
	failed := func(class, text string) report.Load {
		return report.Load{Errors: []report.ErrorClass{{Class: class, Text: text}}}
	}
	tests := []struct {
		name string
		load report.Load
		want string // a part of it
	}{
		{"refused", failed("refused", "connection refused"), "is the server running"},
		{"plain port", failed("tls", "tls: first record does not look like a TLS handshake"), "try http://"},
		{"unknown authority", failed("tls", "certificate signed by unknown authority"), "--cacert"},
		{"no HTTP/2", failed("framing", "read HTTP/2 frame at byte 0: the server answers in HTTP/1"), "--http 1.1"},
		{"no HTTP", failed("framing", `read head: "SSH-2.0" is no status line of HTTP/1`), "https://"},
		{"redirect", failed("status", `302 Found to "/events"`), "redirects are not followed"},
		{"status", failed("status", "404 Not Found"), "curl -i"},
		{"long head", failed("limit", "the head is longer than 65536 bytes"), "--max-head"},
		{"long line", failed("limit", "decode stream: line at byte 0 is longer than 1048576 bytes"), "--max-line"},
		{"sent away", report.Load{Closed: []report.ClosedStream{{Why: "204"}}}, "curl -i"},
		{"no answer yet", report.Load{Outcomes: report.StreamOutcomes{Started: 1}}, "buffers"},
		{"nothing", report.Load{}, "curl -N"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := hintOfLoad(&report.Run{Load: &test.load}); !strings.Contains(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

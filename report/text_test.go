package report_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/report"
)

func textOf(t *testing.T, r *report.Run, o report.TextOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.WriteText(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTextColorOnlyAddsEscapes(t *testing.T) {
	sgr := regexp.MustCompile(`\x1b\[[0-9]+m`)
	for _, s := range samples() {
		t.Run(s.name, func(t *testing.T) {
			plain := textOf(t, s.run, report.TextOptions{})
			colored := textOf(t, s.run, report.TextOptions{Color: true})
			if strings.Contains(plain, "\x1b") {
				t.Error("escapes without colour")
			}
			if !strings.Contains(colored, "\x1b") {
				t.Error("no colour")
			}
			if got := sgr.ReplaceAllString(colored, ""); got != plain {
				t.Errorf("got %q, want %q", got, plain)
			}
			for line := range strings.Lines(colored) {
				if on, off := len(sgr.FindAllString(line, -1)), strings.Count(line, "\x1b[0m"); on != 2*off {
					t.Errorf("colour runs past the line %q", line)
				}
			}
		})
	}
}

func TestTextEndsWithTheVerdict(t *testing.T) {
	tests := []struct {
		name string
		run  *report.Run
		want string
	}{
		{"pass", healthy(), "\npass  4 passed, 2 untestable in 6.2 s\n"},
		{"mixed", mixed(), "\nerror  5 passed, 1 failed, 1 error, 1 warning, 2 skipped, 7 untestable in 6.2 s\n"},
		{"held", loadHeld(), "\npass  3 thresholds held in 1 min 10 s\n"},
		{"missed", loadMissed(), "\nfail  1 of 4 thresholds missed in 1 min 10 s\n"},
		{"capacity", capacityFound(), "\npass  12,500 streams (± 500), then lag.p99 < 250ms broke (1.31 s) in 3 min 34 s\n"},
		{"empty", finished(), "\nskip  nothing judged in 6.2 s\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := textOf(t, tt.run, report.TextOptions{}); !strings.HasSuffix(got, tt.want) {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestTextOfARunThatCouldNotJudge(t *testing.T) {
	r := unjudged()
	r.Results = []report.Result{failed()}
	want := "error: dial tcp 127.0.0.1:1: connect: connection refused\n" +
		"hint:  is the server running? The address is http://127.0.0.1:1/events\n"
	if got := textOf(t, r, report.TextOptions{}); got != want {
		t.Errorf("got %s", got)
	}
}

func TestTextShowsAFewFindings(t *testing.T) {
	got := textOf(t, finished(failed()), report.TextOptions{})
	if n := strings.Count(got, "the stream ended inside a frame\n"); n != 3 {
		t.Errorf("%d findings", n)
	}
	if !strings.Contains(got, "    +2 more (see --json)\n") {
		t.Errorf("got %s", got)
	}
}

func TestTextPlaces(t *testing.T) {
	tests := []struct {
		name string
		give report.Finding
		want string
	}{
		{"all", report.Finding{Exchange: "watch", Offset: 1234, AtMS: 250}, "at:        watch, byte 1234, +250 ms\n"},
		{"start", report.Finding{Exchange: "watch"}, "at:        watch, byte 0, +0 ms\n"},
		{"seconds are exact", report.Finding{Exchange: "watch", Offset: 1, AtMS: 9_999}, "at:        watch, byte 1, +9999 ms\n"},
		{"later", report.Finding{Exchange: "watch", Offset: 1, AtMS: 61_000}, "at:        watch, byte 1, +1 min 1 s\n"},
		{"no place", report.Finding{Exchange: "resume after 9", Offset: -1, AtMS: 3}, "at:        resume after 9, +3 ms\n"},
		{"no time", report.Finding{Exchange: "watch", Offset: 7, AtMS: -1}, "at:        watch, byte 7\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := failed()
			res.Findings = []report.Finding{tt.give}
			if got := textOf(t, finished(res), report.TextOptions{}); !strings.Contains(got, tt.want) {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	t.Run("nowhere", func(t *testing.T) {
		res := failed()
		res.Findings = []report.Finding{{Message: "m", Offset: -1}}
		if got := textOf(t, finished(res), report.TextOptions{}); strings.Contains(got, "at: ") {
			t.Errorf("got %s", got)
		}
	})
}

func TestTextGroupsSkips(t *testing.T) {
	got := textOf(t, mixed(), report.TextOptions{})
	if !strings.Contains(got, "\n- 7 untestable: no publish hook; give --publish\n") {
		t.Errorf("got %s", got)
	}
	if strings.Contains(got, "resume-nine-to-ten") {
		t.Error("names skipped Requirements without being asked")
	}
	if got := textOf(t, mixed(), report.TextOptions{Verbose: true}); !strings.Contains(got, "resume-nine-to-ten\n") {
		t.Errorf("got %s", got)
	}
}

func TestTextPutsFailuresBeforeWarnings(t *testing.T) {
	got := textOf(t, finished(warned(), failed()), report.TextOptions{})
	if strings.Index(got, "✗ framing-blank") > strings.Index(got, "! liveness-heartbeat\n") {
		t.Errorf("got %s", got)
	}
}

func TestTextDisarmsTheTerminal(t *testing.T) {
	evil := "\x1b]0;title\x07\x1b[2J\u202e\r\n"
	res := failed()
	res.Findings = []report.Finding{{Message: evil, Expected: evil, Actual: evil, Exchange: evil, Excerpt: evil}}
	res.Requirement, res.Sentence = evil, evil
	r := finished(res)
	r.Target.URL, r.Target.Server = evil, evil
	got := textOf(t, r, report.TextOptions{Verbose: true})
	if strings.ContainsAny(got, "\x1b\x07\r\u202e") {
		t.Errorf("got %q", got)
	}
}

func TestTheFirstBrokenCanBeExplained(t *testing.T) {
	const hint = "\nhint: ssegauge explain "
	if got := textOf(t, mixed(), report.TextOptions{}); strings.Count(got, hint) != 1 || !strings.Contains(got, hint+failed().Requirement+" ") {
		t.Errorf("got %s", got)
	}
	other := mixed()
	other.Kind = "load"
	for _, r := range []*report.Run{healthy(), finished(broken()), other} {
		if got := textOf(t, r, report.TextOptions{}); strings.Contains(got, hint) {
			t.Errorf("got %s", got)
		}
	}
}

package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/specs"
)

func TestProgressIsLinesWithoutATerminal(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(t.Context(), &out, "http://127.0.0.1/events")
	p.update(specs.Progress{Probe: "reach", Total: 79})
	p.update(specs.Progress{Probe: "reach", Done: true, Judgeable: 14, Total: 79})
	p.update(specs.Progress{Probe: "ids", Judgeable: 14, Total: 79})
	p.update(specs.Progress{Probe: "stream", Judgeable: 14, Total: 79})
	p.update(specs.Progress{Probe: "stream", Done: true, Judgeable: 61, Total: 79})
	p.close()
	got := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	want := []string{
		"checking http://127.0.0.1/events",
		"probe reach has ended: 14 of 79 requirements",
		"probe stream has ended: 61 of 79 requirements",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got): %s", diff)
	}
}

func TestProgressBarEndsEarly(t *testing.T) {
	tests := []struct {
		name   string
		update []specs.Progress
	}{
		{"before the first probe", nil},
		{"during a probe", []specs.Progress{{Probe: "reach", Total: 79}}},
		{"between probes", []specs.Progress{{Probe: "reach", Total: 79}, {Probe: "reach", Done: true, Judgeable: 14, Total: 79}}},
		{"after the last", []specs.Progress{{Probe: "reach", Total: 79}, {Probe: "reach", Done: true, Judgeable: 79, Total: 79}}},
		{"with nothing to judge", []specs.Progress{{Probe: "reach"}, {Probe: "reach", Done: true}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			p := newBarProgress(t.Context(), &out, "http://127.0.0.1/events")
			for _, s := range test.update {
				p.update(s)
			}
			p.close()
		})
		t.Run(test.name+", interrupted", func(t *testing.T) {
			var out bytes.Buffer
			p := newBarProgress(interrupted(t), &out, "http://127.0.0.1/events")
			for _, s := range test.update {
				p.update(s)
			}
			p.close()
		})
	}
}

func TestProgressBarNamesTheProbesUnderWay(t *testing.T) {
	p := newBarProgress(t.Context(), new(bytes.Buffer), "http://127.0.0.1/events")
	defer p.close()
	p.update(specs.Progress{Probe: "reach", Total: 79})
	p.update(specs.Progress{Probe: "stream", Total: 79})
	if got := p.probes(); got != "reach stream" {
		t.Errorf("probes %q, want both", got)
	}
	p.update(specs.Progress{Probe: "reach", Done: true, Total: 79})
	if got := p.probes(); got != "stream" {
		t.Errorf("probes %q, want the one that goes on", got)
	}
}

func TestShorten(t *testing.T) {
	tests := []struct {
		name, text string
		n          int
		want       string
	}{
		{"empty", "", 5, ""},
		{"shorter", "abc", 5, "abc"},
		{"as long", "abcde", 5, "abcde"},
		{"longer", "abcdef", 5, "abcd…"},
		{"much longer", strings.Repeat("a", 100), 5, "aaaa…"},
		{"one is left", "abc", 1, "…"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := shorten(test.text, test.n)
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if n := utf8.RuneCountInString(got); n > test.n {
				t.Errorf("%q has %d columns, want at most %d", got, n, test.n)
			}
		})
	}
}

func TestWhatIsNoTerminal(t *testing.T) {
	t.Setenv("TERM", "xterm")
	file, err := os.Create(t.TempDir() + "/out")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // nothing was written
	if isTerminal(file) || isTerminal(new(bytes.Buffer)) || isTerminal(nil) {
		t.Error("a file, a buffer or nothing is taken for a terminal")
	}
	if colored(file) || columns(file) != 0 || columns(new(bytes.Buffer)) != 0 {
		t.Error("a file has colours or a width")
	}
}

package main

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// said returns what the program prints on stdout when it passes.
func said(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), append([]string{}, args...), strings.NewReader(""), &stdout, &stderr); code != exitPassed || stderr.Len() > 0 {
		t.Fatalf("%q: exit code %d, stderr %q", args, code, &stderr)
	}
	return stdout.String()
}

func TestHelpShowsExamples(t *testing.T) {
	tests := []struct {
		name    string
		args    []string
		example string
	}{
		{"nothing", nil, "\n  ssegauge check "},
		{"help", []string{"help"}, "\n  ssegauge check "},
		{"--help", []string{"--help"}, "\n  ssegauge check "},
		{"check", []string{"check", "--help"}, "\n  ssegauge check http://"},
		{"help check", []string{"help", "check"}, "\n  ssegauge check http://"},
		{"load", []string{"load", "--help"}, "\n  ssegauge load http://"},
		{"serve", []string{"serve", "-h"}, "\n  ssegauge serve --listen "},
		{"parse", []string{"parse", "-h"}, "| ssegauge parse\n"},
		{"explain", []string{"explain", "-h"}, "\n  ssegauge explain "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := said(t, test.args...)
			if !strings.Contains(text, test.example) {
				t.Errorf("no example like %q in:\n%s", test.example, text)
			}
			if wide := wideLines(text); len(wide) > 0 {
				t.Errorf("lines of more than 80 columns:\n%s", strings.Join(wide, "\n"))
			}
		})
	}
}

func wideLines(text string) []string {
	return slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return utf8.RuneCountInString(line) <= 80 })
}

func TestGroupedHelpShowsEveryFlagOnce(t *testing.T) {
	for _, cmd := range []*cobra.Command{newServe(), newLoad()} {
		t.Run(cmd.Name(), func(t *testing.T) {
			text := said(t, cmd.Name(), "--help")
			for _, title := range []string{"\nFlags:\n", "\nLimits:\n", "\n  -h, --help "} {
				if strings.Count(text, title) != 1 {
					t.Errorf("%q is there %d times", title, strings.Count(text, title))
				}
			}
			cmd.Flags().VisitAll(func(f *pflag.Flag) {
				if n := strings.Count(text, "--"+f.Name+" "); n < 1 || strings.Count(text, "\n      --"+f.Name+" ") > 1 {
					t.Errorf("--%s is there %d times", f.Name, n)
				}
			})
			if strings.Contains(text, "[]") {
				t.Error("a list has a default that nobody understands")
			}
		})
	}
}

func TestHelpNamesEveryCommand(t *testing.T) {
	text := said(t)
	for _, cmd := range newRoot().Commands() {
		if cmd.IsAvailableCommand() && !strings.Contains(text, "\n  "+cmd.Name()+" ") {
			t.Errorf("help does not name %s", cmd.Name())
		}
	}
}

func TestVersion(t *testing.T) {
	if got := said(t, "--version"); got != "ssegauge "+version+"\n" {
		t.Errorf("version %q", got)
	}
}

func TestHelpReadsNoConfiguration(t *testing.T) {
	t.Chdir(t.TempDir())
	code := run(t.Context(), []string{"check", "--config", "none.yaml", "--help"}, strings.NewReader(""), io.Discard, io.Discard)
	if code != exitPassed {
		t.Errorf("exit code %d, want %d", code, exitPassed)
	}
}

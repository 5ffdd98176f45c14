//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/reference-server/peerbench"
	"github.com/ssegauge/ssegauge/reference-server/peerbench/child"
)

// TestMain lets this program be started again as a contender.
func TestMain(m *testing.M) {
	asked, err := child.Run(os.Args[1:], []peerbench.Contender{product(), forgetful()})
	if !asked {
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitNotJudged)
	}
}

// forgetful is a server that replays nothing.
func forgetful() peerbench.Contender {
	contenders := peerbench.Contenders()
	return contenders[slices.IndexFunc(contenders, func(c peerbench.Contender) bool { return c.Role == peerbench.Baseline })]
}

// small are the arguments of a soak of a second.
func small() []string {
	return []string{"--duration", "1s", "--streams", "200", "--rate", "50", "--churn", "0.5", "--absence", "100ms", "--stalled", "10"}
}

// missed returns the claims that do not hold, but for the one about memory: within a
// second it says nothing.
func missed(output string) (missed []string) {
	for line := range strings.Lines(output) {
		if claim, found := strings.CutPrefix(line, "MISS"); found && !strings.Contains(claim, "memory grew") {
			missed = append(missed, strings.TrimSpace(claim))
		}
	}
	return missed
}

func TestSoakOfProduct(t *testing.T) {
	var stdout, stderr strings.Builder
	code := run(t.Context(), product(), small(), &stdout, &stderr)
	if misses := missed(stdout.String()); code > exitNotFlat || len(misses) > 0 {
		t.Errorf("exit code %d, missed %q:\n%s%s", code, misses, stdout.String(), stderr.String())
	}
	for _, want := range []string{"   time streams ", "holds of ", " 0 were lost in ", "holds when all had left, "} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("no %q in\n%s", want, stdout.String())
		}
	}
	for line := range strings.Lines(stdout.String()) {
		if len(strings.TrimSuffix(line, "\n")) > 80 {
			t.Errorf("a line has more than 80 columns: %s", line)
		}
	}
}

func TestSoakNoticesLoss(t *testing.T) {
	var stdout, stderr strings.Builder
	code := run(t.Context(), forgetful(), small(), &stdout, &stderr)
	misses := strings.Join(missed(stdout.String()), "\n")
	if code != exitNotFlat || !strings.Contains(misses, " were lost in ") {
		t.Errorf("exit code %d, missed %q, want %d and a loss:\n%s%s", code, misses, exitNotFlat, stdout.String(), stderr.String())
	}
}

func TestInterruptIsJudged(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var stdout, stderr strings.Builder
	args := append(small(), "--duration", "1h")
	if code := run(ctx, product(), args, &stdout, &stderr); code > exitNotFlat || len(missed(stdout.String())) > 0 {
		t.Errorf("exit code %d:\n%s%s", code, stdout.String(), stderr.String())
	}
	if !strings.Contains(stdout.String(), "holds when all had left, ") {
		t.Errorf("no verdict in\n%s", stdout.String())
	}
}

func TestRunRefusesArguments(t *testing.T) {
	for _, args := range [][]string{
		{"--duration", "0s"},
		{"--streams", "30000"},
		{"--rate", "0"},
		{"--rate", "NaN"},
		{"--churn", "2"},
		{"--absence", "1h"},
		{"--rate", "1000", "--absence", "1s"},
		{"--streams", "10", "--stalled", "11"},
		{"--unknown"},
		{"extra"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			var stdout, stderr strings.Builder
			if got := run(t.Context(), product(), args, &stdout, &stderr); got != exitUsage {
				t.Errorf("exit code %d, want %d", got, exitUsage)
			}
			if stdout.Len() > 0 || stderr.Len() == 0 {
				t.Errorf("stdout %q, stderr %q, want a word on stderr only", stdout.String(), stderr.String())
			}
		})
	}
}

package main

import (
	"flag"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventstream/peerbench"
)

func TestRunRefusesArguments(t *testing.T) {
	for _, args := range [][]string{{"-rounds", "0"}, {"-unknown"}, {"-each", "soon"}, {"extra"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			var stdout, stderr strings.Builder
			if got := run(args, &stdout, &stderr); got != 2 {
				t.Errorf("exit code %d, want 2", got)
			}
			if stdout.Len() > 0 || stderr.Len() == 0 {
				t.Errorf("stdout %q, stderr %q, want a word on stderr only", stdout.String(), stderr.String())
			}
		})
	}
}

func TestMeasureRefusesWrongTally(t *testing.T) {
	skips := peerbench.Contender{
		Name:   "skips",
		Decode: func(io.Reader) (peerbench.Tally, error) { return peerbench.Tally{Events: 1}, nil },
		Sees:   func(t peerbench.Tally) peerbench.Tally { return t },
	}
	w := peerbench.Workload{Name: "two", Holds: peerbench.Tally{Events: 2}}
	_, err := measure(w, []peerbench.Contender{skips}, 1)
	if err == nil || !strings.Contains(err.Error(), "decode two with skips: found") {
		t.Errorf("measure = %v, want the contender, the workload and the tally", err)
	}
}

func TestMeasureRunsEveryRound(t *testing.T) {
	if err := flag.Set("test.benchtime", "1x"); err != nil {
		t.Fatal(err)
	}
	contenders := peerbench.Contenders()[:2]
	speeds, err := measure(peerbench.Workloads()[0], contenders, 3)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range speeds {
		if s.contender.Name != contenders[i].Name || len(s.megabytes) != 3 || slices.Min(s.megabytes) <= 0 {
			t.Errorf("speed %d is %s with %v, want %s with 3 speeds above zero", i, s.contender.Name, s.megabytes, contenders[i].Name)
		}
	}
}

func TestRunHelps(t *testing.T) {
	var stdout, stderr strings.Builder
	if got := run([]string{"-h"}, &stdout, &stderr); got != 0 {
		t.Errorf("exit code %d, want 0", got)
	}
	if !strings.Contains(stderr.String(), "-rounds") {
		t.Errorf("help %q does not name -rounds", stderr.String())
	}
}

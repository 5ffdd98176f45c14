//go:build unix

package loadgen_test

import (
	"strings"
	"syscall"
	"testing"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/report"
)

func TestPausedGeneratorIsNoSlowTarget(t *testing.T) {
	t.Parallel()
	s := startTarget(t, refserver.Config{}, nil)
	generator := startChild(t, s.url)
	if got := generator.line(t); got != "publishing" {
		t.Fatalf("the child says %q", got)
	}
	generator.pause(t, time.Second)
	r, err := report.ReadJSON(strings.NewReader(generator.line(t)))
	if err != nil {
		t.Fatal(err)
	}
	g := r.Load.Generator
	if !g.Limited || g.PausedMS < 900 || r.Verdict != report.Skip {
		t.Errorf("limited %v, paused for %d ms, verdict %v", g.Limited, g.PausedMS, r.Verdict)
	}
	if want := "generator-limited: this process did not run for "; !strings.HasPrefix(r.Load.Inconclusive, want) {
		t.Errorf("it says %q, want %q", r.Load.Inconclusive, want)
	}
	if missed := r.Load.Thresholds[0]; *missed.Held || r.Load.Judge(&missed) != report.Skip {
		t.Errorf("the pause is in the lag, and no verdict on the target: %+v", missed)
	}
	if d := r.Load.Deliveries; d.Expected != 20*r.Load.Publishing.Published || d.Lost+d.Duplicate+d.Reordered != 0 {
		t.Errorf("%d events expected, want %d; %d lost, %d duplicate, %d reordered", d.Expected, 20*r.Load.Publishing.Published, d.Lost, d.Duplicate, d.Reordered)
	}
}

// pause stops a child for a while.
func (c *child) pause(t *testing.T, d time.Duration) {
	t.Helper()
	if err := c.process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	<-time.After(d)
	if err := c.process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
}

package specs

import (
	"errors"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"github.com/ssegauge/ssegauge/report"
)

// Test runs the conformance suite from a go test: a subtest for each
// Requirement, named after it, so that -run selects and reports as for any
// other test. A broken MUST fails its subtest, a broken SHOULD is logged. It
// must not be called while a Ginkgo suite runs in the same process, nor in
// parallel with itself.
func Test(t *testing.T, cfg Config) {
	t.Helper()
	run, err := Check(t.Context(), cfg)
	signal.Reset(os.Interrupt, syscall.SIGTERM)
	if _, judged := errors.AsType[*NoStreamError](err); err != nil && !judged {
		t.Fatalf("check %s: %v", cfg.URL, err)
	}
	for _, r := range run.Results {
		t.Run(r.Requirement, func(t *testing.T) { tell(t, r) })
	}
}

// tell makes one Result the result of t.
func tell(t *testing.T, r report.Result) {
	t.Helper()
	switch r.Verdict {
	case report.Skip:
		t.Skipf("%s: %s", r.Skip, r.Reason)
	case report.Warn:
		t.Logf("warning: %s%s", r.Sentence, lines(r.Findings))
	case report.Fail:
		t.Errorf("%s%s\n%s\n%s", r.Sentence, lines(r.Findings), r.Fix, r.Source)
	case report.Error:
		t.Errorf("could not judge: %s", r.Reason)
	case report.Pass:
		t.Log(r.Reason)
	}
}

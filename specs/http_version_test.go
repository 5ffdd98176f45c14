package specs

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// What is right over HTTP/1.1 is right over HTTP/2.
func TestReferenceServerOverHTTP2(t *testing.T) {
	base, config := secureReferenceServer(t)
	cfg, err := secureConfigFor(base, config)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Proto = wire.HTTP2
	seen, err := Observe(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	run, err := Judge(seen, cfg)
	if err != nil {
		t.Fatal(err)
	}
	var wrong []string
	for _, r := range run.Results {
		if r.Verdict > report.Skip {
			wrong = append(wrong, r.Verdict.String()+" "+r.Requirement+": "+lines(r.Findings)+r.Reason)
		}
	}
	if diff := cmp.Diff([]string(nil), wrong); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if run.Target.Proto != wire.HTTP2 || seen.first().Head.Proto != wire.HTTP2 {
		t.Errorf("got %+v", run.Target)
	}
}

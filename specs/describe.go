package specs

import (
	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"

	"github.com/ssegauge/ssegauge/report"
)

// Describe makes the conformance suite a part of the caller's own Ginkgo suite:
// a container called text with a Spec for each Requirement that cfg selects,
// with the labels of Config.Labels. Call it where containers are made. ready is
// called when the container runs, once, and completes cfg: what a BeforeSuite
// has started, such as the URL, is known by then.
//
//	var _ = specs.Describe("the event stream", specs.Config{}, func(cfg *specs.Config) {
//		cfg.URL = server.URL + "/events"
//	})
//
// A broken MUST fails its Spec, a broken SHOULD leaves a report entry, what
// could not be judged is skipped with the reason. The container runs in order
// and in one process; it fails as a whole if the Target cannot be reached.
func Describe(text string, cfg Config, ready func(*Config)) bool {
	selected, err := selectChecks(cfg.Labels, cfg.Profile)
	return ginkgo.Describe(text, ginkgo.Ordered, ginkgo.ContinueOnFailure, func() {
		var seen map[string]*Observation
		ginkgo.BeforeAll(func(ctx ginkgo.SpecContext) {
			gomega.Expect(err).NotTo(gomega.HaveOccurred())
			ready(&cfg)
			gomega.Expect(cfg.Validate()).To(gomega.Succeed())
			seen = observe(ctx, cfg, selected)
			gomega.Expect(hopeless(ctx.Err(), seen[probeReach].Transcript(firstStream))).To(gomega.Succeed())
		})
		for _, c := range selected {
			ginkgo.It(c.ID+": "+c.Sentence, ginkgo.Label(c.labels()...), func() { c.assert(seen[c.probe], cfg.Require) })
		}
	})
}

// assert makes the Result of c that of the Spec that runs.
func (c check) assert(seen *Observation, require []Tier) {
	result := c.result(seen, require)
	switch result.Verdict {
	case report.Skip:
		ginkgo.Skip(string(result.Skip) + ": " + result.Reason)
	case report.Warn:
		ginkgo.AddReportEntry("warning", ginkgo.ReportEntryVisibilityFailureOrVerbose, lines(result.Findings))
	case report.Error:
		ginkgo.Fail("could not judge: " + result.Reason)
	case report.Fail:
		ginkgo.Fail(lines(result.Findings) + "\n" + result.Fix + "\n" + result.Source)
	case report.Pass:
	}
}

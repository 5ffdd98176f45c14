package specs

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/extensions/globals"
	"github.com/onsi/ginkgo/v2/formatter"
	"github.com/onsi/ginkgo/v2/types"
	"github.com/onsi/gomega"

	"github.com/ssegauge/ssegauge/report"
)

// verdictEntry is the name of the report entry that holds a Spec's Result.
const verdictEntry = "verdict"

// quietT is a testing.T that keeps the verdict of the suite to itself: the
// Results have it.
type quietT struct{}

// Fail implements ginkgo.GinkgoTestingT.
func (quietT) Fail() {}

// labels returns what a Spec can be selected by.
func (c check) labels() []string {
	return []string{
		c.Chapter(), "id:" + c.ID, "level:" + c.Level.String(), "tier:" + string(c.Tier), "chapter:" + c.Chapter(),
	}
}

// selectChecks returns the checks that the label filter selects, as the profile
// of that name decides them. An empty filter selects all.
func selectChecks(filter, profile string) ([]check, error) {
	matches, err := parseLabels(filter)
	if err != nil {
		return nil, err
	}
	p, err := profileNamed(profile)
	if err != nil {
		return nil, err
	}
	var selected []check
	for _, c := range checks() {
		if c = p.decide(c); p.holds(c.Requirement) && matches(c.labels()) {
			selected = append(selected, c)
		}
	}
	if len(selected) == 0 {
		return nil, fmt.Errorf("label filter %q selects no requirement", filter)
	}
	return selected, nil
}

// parseLabels parses a label filter. Ginkgo's own error is a coloured page.
func parseLabels(filter string) (types.LabelFilter, error) {
	matches, err := types.ParseLabelFilter(filter)
	if err == nil {
		return matches, nil
	}
	text := err.Error()
	if page, ok := errors.AsType[types.GinkgoError](err); ok {
		text = page.Message
	}
	text = regexp.MustCompile(`\x1b\[[0-9;]*m|\{\{[^}]*\}\}`).ReplaceAllString(text, "")
	return nil, fmt.Errorf("label filter %q: %s", filter, strings.Join(strings.Fields(text), " "))
}

// suites is held by the one Ginkgo suite of the process that runs: what Ginkgo
// registers is global.
var suites sync.Mutex //nolint:gochecknoglobals // it guards Ginkgo's globals

// runSpecs runs a Ginkgo suite with one Spec for each check and returns their
// Results in the same order. The suite is registered anew each time, so that a
// process can run it more than once, but not beside another Ginkgo suite.
func runSpecs(selected []check, seen map[string]*Observation, require []Tier) []report.Result {
	suites.Lock()
	defer suites.Unlock()
	globals.Reset()
	out := formatter.ColorableStdOut
	formatter.ColorableStdOut = io.Discard
	defer func() { formatter.ColorableStdOut = out }()

	var results []report.Result
	register(selected, seen, require)
	ginkgo.ReportAfterSuite("collect", func(r ginkgo.Report) { results = collect(r, selected) })
	gomega.RegisterFailHandler(ginkgo.Fail)
	suite, reporter := ginkgo.GinkgoConfiguration()
	suite.FailOnEmpty, suite.RandomSeed, reporter.NoColor, reporter.Succinct = true, 1, true, true
	ginkgo.RunSpecs(quietT{}, "ssegauge", suite, reporter)
	return results
}

// register makes a container for each chapter and a Spec for each check.
func register(selected []check, seen map[string]*Observation, require []Tier) {
	for i := 0; i < len(selected); {
		chapter, first := selected[i].Chapter(), i
		for i < len(selected) && selected[i].Chapter() == chapter {
			i++
		}
		ginkgo.Describe(chapter, ginkgo.Ordered, ginkgo.ContinueOnFailure, func() {
			for _, c := range selected[first:i] {
				ginkgo.It(c.Sentence, ginkgo.Label(c.labels()...), func() {
					result := c.result(seen[c.probe], require)
					ginkgo.AddReportEntry(verdictEntry, ginkgo.ReportEntryVisibilityNever, result)
					if result.Verdict == report.Skip {
						ginkgo.Skip(result.Reason)
					}
					gomega.Expect(result.Verdict).To(gomega.BeNumerically("<", report.Fail), lines(result.Findings))
				})
			}
		})
	}
}

// collect returns the Results that the Specs have left, in the order of the
// checks: Ginkgo shuffles containers.
func collect(r ginkgo.Report, selected []check) []report.Result {
	var results []report.Result
	for _, spec := range r.SpecReports {
		for _, entry := range spec.ReportEntries {
			if result, ok := entry.GetRawValue().(report.Result); ok && entry.Name == verdictEntry {
				results = append(results, result)
			}
		}
	}
	place := map[string]int{}
	for i, c := range selected {
		place[c.ID] = i
		if !slices.ContainsFunc(results, func(r report.Result) bool { return r.Requirement == c.ID }) {
			lost := check{Requirement: c.Requirement, rule: func(*Observation) Judgement {
				return Judgement{Err: errors.New("the spec has left no verdict")}
			}}
			results = append(results, lost.result(&Observation{}, nil))
		}
	}
	slices.SortFunc(results, func(a, b report.Result) int { return place[a.Requirement] - place[b.Requirement] })
	return results
}

package selftest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs"
)

// limits are shorter than a user's, so that the matrix is done in minutes, and
// longer than what a busy machine takes.
func limits() specs.Limits {
	return specs.Limits{
		Timeout: 4 * time.Second, Window: time.Second, MaxSilence: 2 * time.Second,
		MaxHeadWait: time.Second, MaxDelay: time.Second,
		MaxLinger: 2 * time.Second, MaxDown: 2 * time.Second,
	}
}

// judge starts the server of r and has the suite judge it.
func (r *Row) judge(ctx context.Context) {
	r.Got, r.Late, r.skipped, r.Err = nil, nil, nil, nil
	run, err := r.check(ctx)
	if err != nil {
		r.Err = err
		return
	}
	r.read(run)
}

// mayBeChance reports whether a Defect was judged wrongly. One that plays with
// time may do so in vain beside many others, or look like another. The right
// server has no excuse.
func (r *Row) mayBeChance() bool { return r.Defect != "" && r.Err == nil && !r.OK() }

// check returns the Run over the server of r.
func (r *Row) check(ctx context.Context) (*report.Run, error) {
	begin := r.begin
	if begin == nil {
		begin = func(ctx context.Context) (*target, error) { return start(ctx, r) }
	}
	target, err := begin(ctx)
	if err != nil {
		return nil, err
	}
	defer target.stop()
	run, err := specs.Check(ctx, target.config)
	var unreachable *specs.UnreachableError
	var noStream *specs.NoStreamError
	if run != nil && (errors.As(err, &unreachable) || errors.As(err, &noStream)) {
		return run, nil
	}
	return run, err
}

// read takes from run what is broken, and what could not be judged through our
// own fault.
func (r *Row) read(run *report.Run) {
	for _, result := range run.Results {
		switch {
		case result.Verdict == report.Error:
			r.Err = errors.Join(r.Err, errors.New(result.Requirement+": "+result.Reason))
		case len(result.Findings) > 0:
			r.Got = append(r.Got, result.Requirement)
		case strings.HasPrefix(result.Reason, specs.LateReason), result.Skip == report.SkipInconclusive && r.needs(result.Requirement):
			r.Late = append(r.Late, result.Requirement)
		case result.Verdict == report.Skip:
			r.skipped = append(r.skipped, result.Requirement+": "+string(result.Skip))
		}
	}
}

// needs reports whether the row says nothing unless this Requirement is judged.
func (r *Row) needs(requirement string) bool {
	return r.whole || r.begin != nil && slices.Contains(r.Want, requirement)
}

// inCatalogueOrder returns ids in the order in which a Run has them. What the
// catalogue does not know comes last, so that it is never equal.
func inCatalogueOrder(ids []string) []string {
	var ordered []string
	for _, requirement := range specs.Catalogue() {
		if slices.Contains(ids, requirement.ID) {
			ordered = append(ordered, requirement.ID)
		}
	}
	for _, id := range ids {
		if !slices.Contains(ordered, id) {
			ordered = append(ordered, id)
		}
	}
	return ordered
}

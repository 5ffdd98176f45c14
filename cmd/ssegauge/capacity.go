package main

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/report"
)

const capacityExample = `  ssegauge capacity http://localhost:8080/events
  ssegauge capacity http://localhost:8080/events --publish-rate 10/s \
    --threshold 'lag.p99 < 250ms' --threshold 'lost == 0'
  ssegauge capacity http://localhost:8080/events --at-least 5000 \
    --max 10000 --junit capacity.xml
  ssegauge capacity --scenario how-many`

const capacityText = `Search for the largest number of streams that still meets the thresholds. Each
step opens its streams anew, at --ramp-rate, lets them settle and holds them.
While steps hold, each next one is --factor larger; after the first that breaks,
what lies between is halved until it is within --resolution. A step that does
not hold is tried again, and the majority decides. Without a URL, a reference
server is started as a process of its own.

Without --threshold, opened / planned > 99.9% must hold, and where events are
published by this run lost == 0 and lag.p99 < 1s. Figures of what happens on
open streams (lag, sent_lag, interval, jitter, events, bytes) are those of the
hold; all others are those of the whole step. A selector says otherwise: its
stages are ramp, settle and hold, as in lag{stage=ramp}.p99.

The answer is a number that was tried and held, how far above it the limit may
lie, the threshold that broke there, and what that looked like. If the
generator could not open more, or was too slow to tell, it is a lower bound.

Exit codes: 0 found, 1 no number held, or fewer than --at-least, 2 usage,
3 could not judge, or the generator was the limit (before --at-least, if that
is given), 130 interrupted.`

func newCapacity() *cobra.Command {
	var o capacityOptions
	cmd := &cobra.Command{
		Use:     "capacity [URL]",
		Short:   "Find out how many streams an endpoint holds",
		Long:    capacityText,
		Example: capacityExample,
		Args:    oneURL,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.load.withoutSecrets(o.load.begin(cmd, args, o.execute))
		},
	}
	setGrouped(cmd, o.flagGroups())
	offerScenarios(cmd)
	return cmd
}

func (o *capacityOptions) execute(cmd *cobra.Command) error {
	files, err := reportsTo(o.load.output.json, o.load.output.junit, o.load.output.md)
	if err != nil {
		return err
	}
	s, target, err := o.aim(cmd)
	if err != nil {
		return err
	}
	defer target.stop()
	reach, err := loadgen.ReachOf(cmd.Context(), s)
	if err != nil {
		return whyNotLoaded(err)
	}
	search, err := o.search(reach, s.Catalogue())
	if err != nil {
		return err
	}
	if err := tryFiles(files); err != nil {
		return err
	}
	run, err := o.carryOut(cmd, search, reach)
	if err != nil {
		return errors.Join(whyNotLoaded(err), target.lost())
	}
	if err := target.lost(); err != nil {
		return err
	}
	return o.conclude(cmd, run, files)
}

// carryOut searches, and returns the document of it.
func (o *capacityOptions) carryOut(cmd *cobra.Command, search *capacitySearch, reach loadgen.Reach) (*report.Run, error) {
	ctx, begin := cmd.Context(), time.Now()
	p := newCapacityProgress(cmd.ErrOrStderr(), o.load.redactor())
	defer p.close()
	out, err := o.load.export.start(ctx, p.say)
	if err != nil {
		return nil, err
	}
	defer out.close(ctx)
	stop := context.AfterFunc(ctx, func() { p.say("interrupted: ending this step; again to end at once") })
	defer stop()
	search.step = func(ctx context.Context, streams int) (measuredStep, error) {
		return o.runStep(ctx, streams, func(t loadgen.Tick) {
			out.take(t)
			p.update(streams, t)
		})
	}
	search.pause = func(ctx context.Context) { pauseUntilGone(ctx, o.pause, reach.Addresses) }
	search.told = p.tell
	p.say(o.plan(search))
	if err := search.run(ctx); err != nil {
		return nil, err
	}
	return o.document(search, begin, ctx.Err() != nil), nil
}

// conclude writes every report, and says how the search ended.
func (o *capacityOptions) conclude(cmd *cobra.Command, run *report.Run, files []reportFile) error {
	hint := run.Hint // one of ours
	run.Redact(o.load.redactor())
	run.Hint = hint
	out := cmd.OutOrStdout()
	text := report.TextOptions{Color: colored(out), Width: columns(out), Verbose: o.load.output.verbose}
	if err := writeReports(out, run, files, text); err != nil {
		return err
	}
	if run.Reason != "" && toStdout(files) {
		cmd.PrintErrf("ssegauge: %s\nhint: %s\n", run.Reason, run.Hint)
	}
	if code := exitCodeOf(cmd.Context().Err(), run); code != exitPassed {
		return &verdictError{code}
	}
	return nil
}

package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// path is a way to the Target, and how it is judged there.
type path struct {
	options *checkOptions
	cmd     *cobra.Command
	gate    *gate
}

// checked is what came of one path.
type checked struct {
	run *report.Run
	// noStream says that the Target answered, but not with a stream. It is nil if
	// it did.
	noStream *specs.NoStreamError
	// gateErr says what is wrong with the baseline, unsaved why what was observed
	// could not be saved.
	gateErr, unsaved error
}

// check observes the Target and judges what was seen. The error says that there
// is no Run.
func (p path) check(ctx context.Context, cfg specs.Config, folder *specs.Folder) (checked, error) {
	target := p.options.redactor().URL(cfg.URL)
	if cfg.Proto == wire.HTTP2 {
		target += " over " + cfg.Proto
	}
	boundMemory()
	show := newProgress(ctx, p.cmd.ErrOrStderr(), target)
	cfg.Progress = show.update
	seen, err := specs.Observe(ctx, cfg)
	show.close()
	if err != nil {
		return checked{}, err
	}
	unsaved := p.options.saveIn(folder, seen)
	one, err := p.judge(seen, cfg)
	one.unsaved = unsaved
	return one, err
}

// judge judges what was seen, and says which Results decide.
func (p path) judge(seen *specs.Observations, cfg specs.Config) (checked, error) {
	run, err := specs.Judge(seen, cfg)
	signal.Reset(os.Interrupt, syscall.SIGTERM) // Ginkgo leaves them swallowed
	if run == nil {
		return checked{}, err
	}
	noStream, judged := errors.AsType[*specs.NoStreamError](err)
	if err != nil && !judged {
		run.CouldNotJudge(oneCause(err), hintFor(err))
	}
	run.Tool.Version, run.Strict = version, p.options.strict
	run, gateErr := p.gate.apply(run, judged, func(line string) { p.cmd.PrintErrln(p.options.redactor().String(line)) })
	return checked{run: run, noStream: noStream, gateErr: gateErr}, nil
}

// compare judges the second path, after the first because they share topics and
// the publish hook, and puts it beside the first.
func (p path) compare(ctx context.Context, one *checked, cfg specs.Config) error {
	two, err := p.check(ctx, cfg, nil)
	if err != nil {
		return err
	}
	one.run.Against = specs.Compare(one.run, two.run)
	if one.noStream == nil && two.noStream != nil {
		one.noStream = &specs.NoStreamError{Status: two.noStream.Status, Answer: two.noStream.Answer + ", on the second path"}
	}
	return nil
}

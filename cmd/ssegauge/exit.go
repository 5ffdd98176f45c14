package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ssegauge/ssegauge/report"
)

// The exit codes of every command.
const (
	exitPassed      = 0
	exitBroken      = 1
	exitUsage       = 2
	exitUnjudged    = 3
	exitInterrupted = 130
)

// usageError is a mistake on the command line or in ssegauge.yaml.
type usageError struct{ error }

func (e *usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return &usageError{fmt.Errorf(format, args...)} }

// verdictError ends a command with an exit code; everything has been said.
type verdictError struct{ code int }

func (e *verdictError) Error() string { return fmt.Sprintf("exit code %d", e.code) }

// exitCode returns the code for an error that no Run came of.
func exitCode(ctx context.Context, err error) int {
	var usage *usageError
	switch {
	case ctx.Err() != nil:
		return exitInterrupted
	case errors.As(err, &usage):
		return exitUsage
	}
	return exitUnjudged
}

// exitCodeOf returns the code for a Run, where err says that it was interrupted or
// what is wrong with its baseline. That only counts if the Target could be judged,
// and then before the Verdict, which may be another with the right baseline. A Run
// in which nothing was judged has not passed. In a strict Run, a broken SHOULD is a
// failure. Of two paths the worse one counts: a failure is worse than a pass, and
// not to know is worse than both.
func exitCodeOf(err error, run *report.Run) int {
	_, usage := errors.AsType[*usageError](err)
	switch {
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case run.Reason != "":
		return exitUnjudged
	case usage:
		return exitUsage
	case err != nil:
		return exitUnjudged
	case run.Against != nil:
		return max(exitCodeOfPath(run), exitCodeOfPath(run.Against.Run))
	}
	return exitCodeOfPath(run)
}

func exitCodeOfPath(run *report.Run) int {
	switch {
	case run.Verdict == report.Error || run.Verdict == report.Skip:
		return exitUnjudged
	case run.Verdict == report.Fail || run.Strict && run.Verdict == report.Warn:
		return exitBroken
	}
	return exitPassed
}

func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasSubCommands() {
		near := append(cmd.SuggestionsFor(args[0]), "")[0]
		return usagef("unknown command %q%s", args[0], didYouMean("", near))
	}
	return usagef("%s takes no arguments, got %q", cmd.CommandPath(), args[0])
}

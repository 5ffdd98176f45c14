package main

import (
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/ssegauge/ssegauge/cmd/ssegauge/selftest"
)

// prove runs the kill matrix and prints it.
func (o *checkOptions) prove(cmd *cobra.Command) error {
	if o.url != "" || o.hooked() {
		return usagef("--self-test judges the bundled server, and takes neither a url nor a hook")
	}
	every := 10
	if isTerminal(cmd.ErrOrStderr()) {
		every = 1
	}
	options := selftest.Options{Progress: func(done, total int, row selftest.Row) {
		if !row.OK() || done%every == 0 || done == total {
			cmd.PrintErrf("%d of %d servers judged: %s\n", done, total, row.Name())
		}
	}}
	rows, err := selftest.Run(cmd.Context(), options)
	signal.Reset(os.Interrupt, syscall.SIGTERM) // Ginkgo leaves them swallowed
	if err != nil {
		return err
	}
	if err := selftest.WriteText(cmd.OutOrStdout(), rows); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(cmd.OutOrStdout(), "\n%s\n", selftest.Summary(rows)); err != nil {
		return err
	}
	if slices.ContainsFunc(rows, func(r selftest.Row) bool { return !r.OK() }) {
		return &verdictError{exitBroken}
	}
	return nil
}

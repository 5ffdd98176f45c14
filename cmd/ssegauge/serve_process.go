package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/processes"
)

const serveProcessName = "serve-process"

// newServeProcess is one of the processes of serve --processes. It takes no flags:
// there are secrets among what it is told.
func newServeProcess() *cobra.Command {
	return &cobra.Command{
		Use:    serveProcessName,
		Short:  "Serve as one of several processes, started by serve --processes",
		Hidden: true,
		Args:   noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var brief processBrief
			member, err := processes.Join(&brief)
			if err != nil {
				return hintedUsage("ssegauge serve --processes starts it", "%w", err)
			}
			go func() {
				<-member.Orphaned()
				os.Exit(exitUnjudged) // nobody is left to tell
			}()
			var o serveOptions
			if err := o.take(brief); err != nil {
				return err
			}
			o.processes.member, o.processes.address = member, brief.Address
			return o.withLogs(cmd, func(cmd *cobra.Command) error {
				o.numberAccessLog(brief.Process)
				return o.run(cmd)
			})
		},
	}
}

// numberAccessLog puts the number of the process into a file that all append to. On
// standard output the parent does so.
func (o *serveOptions) numberAccessLog(process int) {
	if o.server.AccessLog != nil && o.accessLog != "-" {
		o.server.AccessLog = o.server.AccessLog.With("process", process)
	}
}

// take sets the options as the brief says.
func (o *serveOptions) take(brief processBrief) error {
	flags := pflag.NewFlagSet(serveProcessName, pflag.ContinueOnError)
	o.addFlags(flags)
	var problems []error
	for name, values := range brief.Flags {
		flag := flags.Lookup(name)
		if flag == nil {
			problems = append(problems, fmt.Errorf("--%s: no such flag", name))
			continue
		}
		if err := setFlag(flag, slices.Clone(values)); err != nil {
			problems = append(problems, fmt.Errorf("--%s: %w", name, err))
		}
	}
	return errors.Join(problems...)
}

// answering serves, and answers the parent meanwhile if there is one. It must be
// called when the process listens.
func (o *processesOptions) answering(ctx context.Context, server *refserver.Server, serve func() error) error {
	if o.member == nil {
		return serve()
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx)) // even while it drains
	answered := make(chan error, 1)                             // sent by the goroutine below
	go func() { answered <- o.member.Answer(ctx, server.Handler()) }()
	err := serve()
	stop()
	return errors.Join(err, <-answered)
}

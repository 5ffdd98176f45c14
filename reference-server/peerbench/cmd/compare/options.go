//go:build linux

package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/ssegauge/ssegauge/reference-server/peerbench/trial"
)

// options are the flags.
type options struct {
	plan     trial.Plan
	rounds   int
	churn    int // streams opened and closed
	wave     int // of them open at a time
	markdown string
}

const usage = `usage: compare [flags]

Measures the reference server beside other servers and beside a loop that only
writes: streams opened per second, memory of an idle stream, deliveries per
second, latency, also beside readers that never read. Then opens and closes many
streams and looks for leaks. Exits with 1 if a claim does not hold, with 3 if
something could not be measured.

  compare                        all of it, some seven minutes
  compare --quick                the same with 2,000 streams, half a minute
  compare --markdown table.md    write the table as Markdown as well

`

// maxStreams leaves a process that may open 20,000 files some for itself.
const maxStreams = 19_500

func parse(args []string, stderr io.Writer) (o options, err error) {
	flags := flag.NewFlagSet("compare", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	quick := flags.Bool("quick", false, "measure with fewer streams and for less time")
	streams := flags.Int("streams", 0, "how many `streams` receive events (default 15000)")
	flags.IntVar(&o.rounds, "rounds", 0, "how often each server is measured, in `turn` (default 3)")
	flags.IntVar(&o.churn, "churn", 0, "how many `streams` are opened and closed (default 200000)")
	flags.StringVar(&o.markdown, "markdown", "", "write the table as Markdown to this `file`; - is standard output")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("argument %q: none is taken", flags.Arg(0))
	}
	o.fill(*quick, *streams)
	return o, o.validate()
}

// fill puts defaults where nothing was said.
func (o *options) fill(quick bool, streams int) {
	rounds, churn := 3, 200_000
	o.plan, o.wave = trial.Full(), 4_000
	if quick {
		rounds, churn = 1, 6_000
		o.plan, o.wave = trial.Quick(), 1_000
	}
	if o.rounds == 0 {
		o.rounds = rounds
	}
	if o.churn == 0 {
		o.churn = churn
	}
	if streams != 0 {
		o.plan.Streams = streams
		o.plan.MemoryTo = max(o.plan.MemoryTo, streams)
	}
}

func (o *options) validate() error {
	var problems []error
	if most := maxStreams - o.plan.Stalled; o.plan.Streams < 1 || o.plan.Streams > most {
		problems = append(problems, fmt.Errorf("streams: %d is not between 1 and %d", o.plan.Streams, most))
	}
	if o.rounds < 1 {
		problems = append(problems, fmt.Errorf("rounds: %d is not above 0", o.rounds))
	}
	if o.churn < 1 {
		problems = append(problems, fmt.Errorf("churn: %d is not above 0", o.churn))
	}
	return errors.Join(problems...)
}

// write writes the result as text, and as Markdown where it was asked for.
func (o *options) write(stdout io.Writer, r result) error {
	if o.markdown == "-" {
		return writeMarkdown(stdout, r)
	}
	if err := writeText(stdout, r); err != nil || o.markdown == "" {
		return err
	}
	file, err := os.Create(o.markdown)
	if err != nil {
		return fmt.Errorf("write Markdown: %w", err)
	}
	return errors.Join(writeMarkdown(file, r), file.Close())
}

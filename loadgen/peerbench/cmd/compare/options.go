//go:build linux

package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"time"
)

// options say what is measured.
type options struct {
	rounds         int
	paced          int // streams with an event a second
	flooded        int // streams at full speed
	few, many      int // plain streams between which memory is taken
	secure, shared int // the same, from a tenth to this
	warm, length   time.Duration
	filling        time.Duration // how long streams are open before memory is taken
}

const usage = `usage: compare [flags]

Measures the load generator beside a client that only counts bytes, and beside
one of net/http: streams opened per second, events per second at full speed, lag
of an event a second on many streams, memory of a stream. Exits with 1 if a claim
does not hold, with 3 if something could not be measured.

  compare            all of it, some ten minutes
  compare --quick    the same with few streams and one round, three quarters of one

`

// maxStreams leaves a process that may open 20,000 files some for itself.
const maxStreams = 19_500

func parse(args []string, stderr io.Writer) (options, error) {
	o := options{
		rounds: 3, paced: 15_000, flooded: 1000, few: 1000, many: 18_000, secure: 3000, shared: 10_000,
		warm: 3 * time.Second, length: 5 * time.Second, filling: 6 * time.Second,
	}
	flags := flag.NewFlagSet("compare", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	quick := flags.Bool("quick", false, "measure with fewer streams and for less time")
	rounds := flags.Int("rounds", 0, "how often each client is measured, in `turn` (default 3)")
	paced := flags.Int("streams", 0, "how many `streams` get an event a second (default 15000)")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("argument %q: none is taken", flags.Arg(0))
	}
	if *quick {
		o = options{
			rounds: 1, paced: 300, flooded: 100, few: 100, many: 500, secure: 100, shared: 300,
			warm: time.Second, length: time.Second,
		}
	}
	if *rounds != 0 {
		o.rounds = *rounds
	}
	if *paced != 0 {
		o.paced = *paced
	}
	return o, o.validate()
}

func (o *options) validate() error {
	var problems []error
	if o.paced < 1 || o.paced > maxStreams {
		problems = append(problems, fmt.Errorf("streams: %d is not between 1 and %d", o.paced, maxStreams))
	}
	if o.rounds < 1 {
		problems = append(problems, fmt.Errorf("rounds: %d is not above 0", o.rounds))
	}
	return errors.Join(problems...)
}

//go:build linux

package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"time"
)

// options are the flags.
type options struct {
	duration time.Duration
	streams  int
	rate     float64 // events per second
	churn    float64 // share of the streams that leaves per second
	absence  time.Duration
	stalled  int // clients that stop reading from time to time
}

const usage = `usage: soak [flags]

Has the reference server, in a process of its own, publish to many streams
while some leave and come back, by FIN, RST, half-close and without a word, and
others stop reading for up to two minutes. Prints a line per minute, then what
was lost, doubled and grown. An interrupt ends the time early, and all the rest
follows in order.

Exits with 1 if an event was lost or came twice, or if memory or descriptors
grew over the last three quarters of the time.

`

// maxStreams leaves a process that may open 20,000 files some for itself.
const maxStreams = 19_500

func parse(args []string, stderr io.Writer) (o options, err error) {
	flags := flag.NewFlagSet("soak", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	flags.DurationVar(&o.duration, "duration", time.Hour, "how long it takes, without opening and the end")
	flags.IntVar(&o.streams, "streams", 15_000, "how many `clients` there are")
	flags.Float64Var(&o.rate, "rate", 4, "events published per second")
	flags.Float64Var(&o.churn, "churn", 0.01, "`share` of the streams that leaves per second")
	flags.DurationVar(&o.absence, "absence", 2*time.Second, "how long a client stays away")
	flags.IntVar(&o.stalled, "stalled", 50, "how many of the `clients` stop reading from time to time")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("argument %q: none is taken", flags.Arg(0))
	}
	return o, o.validate()
}

func (o options) validate() error {
	var problems []error
	refuse := func(bad bool, format string, args ...any) {
		if bad {
			problems = append(problems, fmt.Errorf(format, args...))
		}
	}
	refuse(o.duration <= 0, "duration: %s is not above 0", o.duration)
	refuse(o.streams < 1 || o.streams > maxStreams, "streams: %d is not between 1 and %d", o.streams, maxStreams)
	refuse(!(o.rate > 0 && o.rate <= 1000), "rate: %g is not above 0 and at most 1000", o.rate)
	refuse(!(o.churn >= 0 && o.churn <= 1), "churn: %g is not between 0 and 1", o.churn)
	refuse(o.absence < 0 || o.absence > time.Minute, "absence: %s is not between 0 and a minute", o.absence)
	refuse(o.rate > 0 && o.absence > covered(o.rate)/4,
		"absence: after %s at %g events per second, more than a quarter of the history is new", o.absence, o.rate)
	refuse(o.stalled < 0 || o.stalled > o.streams, "stalled: %d is not between 0 and the streams", o.stalled)
	return errors.Join(problems...)
}

// longestStall is how long a client reads nothing at most: two minutes, a tenth of the
// time, or what half of the history covers, so that it can still resume.
func (o options) longestStall() time.Duration {
	return min(2*time.Minute, max(1, o.duration/10), covered(o.rate)/2)
}

// covered is the time that the history goes back.
func covered(rate float64) time.Duration {
	return time.Duration(historyEvents / rate * float64(time.Second))
}

// every is the time between two lines: a minute, or a twentieth of a shorter soak.
func (o options) every() time.Duration { return min(time.Minute, o.duration/20) }

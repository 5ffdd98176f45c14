package main

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/stamp"
)

// loadSequenceOptions say where events have their numbers and times.
type loadSequenceOptions struct {
	seq, topic, due, sent, unit string
	clock                       string
}

// Ways to compare what Subscribers got, beside JSON pointers.
const (
	seqPublisher = "publisher"
	seqUnion     = "union"
)

func (o *loadSequenceOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.seq, "seq", "", "`WHERE` events are numbered: publisher (default if we publish), id, json:/POINTER, none, or union: compare with what all saw")
	f.StringVar(&o.topic, "seq-topic", "", "what their numbers count in: `json:/POINTER`")
	f.StringVar(&o.sent, "sent", "", "when they were sent: `json:/POINTER`")
	f.StringVar(&o.due, "due", "", "when they were to be sent: `json:/POINTER`")
	f.StringVar(&o.unit, "sent-unit", "ms", "`UNIT` of these times since 1970: ns, us, ms, s")
	f.StringVar(&o.clock, "clock", "", "`URL` of /control/time of the machine that stamps events, if another")
}

// apply writes what the flags hold into s, which has what is published.
func (o *loadSequenceOptions) apply(s *loadgen.Scenario, wrong *flagErrors) {
	s.ClockURL = o.clock
	spec := stamp.Spec{Sequence: o.seq, Topic: o.topic, Due: o.due, Sent: o.sent, Unit: o.unit}
	switch {
	case o.seq == seqUnion:
		s.Union, spec.Sequence = true, "none"
	case !slices.Contains([]string{"", seqPublisher, "id", "none"}, o.seq) && !strings.HasPrefix(o.seq, "json:"):
		wrong.addText("--seq", o.seq, errors.New("want publisher, id, json:/POINTER, none or union"))
	case o.seq == seqPublisher && s.Publish == nil:
		wrong.addText("--seq", o.seq, errNothingPublished)
	}
	if s.Publish != nil { // what this run publishes says when
		published := stamp.Publisher(s.Publish.Run)
		spec.Run = published.Run
		setText(&spec.Sequence, published.Sequence)
		setText(&spec.Topic, published.Topic)
		setText(&spec.Due, published.Due)
		setText(&spec.Sent, published.Sent)
	}
	s.Sequence = spec
}

func setText(field *string, text string) {
	if *field == "" {
		*field = text
	}
}

// loadRunOptions say how a run is judged, how it ends, and what of the machine it takes.
type loadRunOptions struct {
	thresholds []string
	drain      time.Duration
	workers    int
	consent    bool
}

func (o *loadRunOptions) addFlags(f *pflag.FlagSet) {
	f.StringArrayVar(&o.thresholds, "threshold", nil, "`EXPRESSION` that must hold, as in 'lag.p99 < 250ms' (repeatable)")
	f.BoolVar(&o.consent, "i-own-this", false, "load addresses that are not loopback")
	f.DurationVar(&o.drain, "drain", loadgen.DefaultDrain, "longest wait, at the end, for what is on its way")
	f.IntVar(&o.workers, "workers", 0, "threads that share the streams (default one for each processor)")
}

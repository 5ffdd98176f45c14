package main

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/capacity"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
	"github.com/ssegauge/ssegauge/loadgen/threshold"
)

// capacityOptions is what the flags of capacity and its section of ssegauge.yaml hold.
type capacityOptions struct {
	load loadOptions

	from, max, atLeast  int
	factor              float64
	resolution, repeat  int
	rampRate            string
	settle, hold, pause time.Duration

	rate float64 // of --ramp-rate
}

// flagGroups returns all flags: its own, and those of load that leave the plan of a step alone.
func (o *capacityOptions) flagGroups() []flagGroup {
	groups := []flagGroup{
		newFlagGroup("Flags", o.addFlags, o.load.run.addFlags, o.load.addConfigFlag),
		newFlagGroup("Each step", o.addStepFlags),
	}
	for _, g := range o.load.flagGroups()[1:] {
		if g.title == "Arrivals, churn and storms" {
			g.title = "Churn and storms"
		}
		groups = append(groups, g.without(
			"arrivals", "spacing", "lifetime", "lifetime-spacing", "publish-start", "publish-stop", "hdr", "csv"))
	}
	return groups
}

// without returns the group without some of its flags.
func (g flagGroup) without(names ...string) flagGroup {
	return newFlagGroup(g.title, func(f *pflag.FlagSet) {
		g.flags.VisitAll(func(flag *pflag.Flag) {
			if !slices.Contains(names, flag.Name) {
				f.AddFlag(flag)
			}
		})
	})
}

func (o *capacityOptions) addFlags(f *pflag.FlagSet) {
	f.IntVar(&o.from, "from", capacity.DefaultFrom, "streams of the first step")
	f.IntVar(&o.max, "max", 0, "streams of the largest step (default what this machine can hold)")
	f.IntVar(&o.atLeast, "at-least", 0, "fail if fewer streams hold")
	f.Float64Var(&o.factor, "factor", capacity.DefaultFactor, "how much larger each step of the way up is")
	f.IntVar(&o.resolution, "resolution", capacity.DefaultResolution, "how exact the answer is to be, in streams, or 2% if that is more")
	f.IntVar(&o.repeat, "repeat", capacity.DefaultRepeat, "how often a step that does not hold is tried again")
}

func (o *capacityOptions) addStepFlags(f *pflag.FlagSet) {
	f.StringVar(&o.rampRate, "ramp-rate", "1000/s", "open streams at a `RATE`")
	f.DurationVar(&o.settle, "settle", time.Second, "then wait before what is measured counts")
	f.DurationVar(&o.hold, "hold", 5*time.Second, "then hold them, and measure")
	f.DurationVar(&o.pause, "pause", 500*time.Millisecond, "least time between steps; also until the server has closed its sockets")
}

// aim returns what the first step does to which server, which must be stopped.
func (o *capacityOptions) aim(cmd *cobra.Command) (loadgen.Scenario, *loadTarget, error) {
	if err := o.validate(); err != nil {
		return loadgen.Scenario{}, nil, err
	}
	o.planStep(max(1, o.from))
	s, target, err := o.load.aim(cmd)
	if err == nil && len(o.load.run.thresholds) == 0 {
		o.load.run.thresholds = defaultThresholds(s)
	}
	return s, target, err
}

// validate looks at the flags of steps.
func (o *capacityOptions) validate() error {
	var wrong flagErrors
	var err error
	o.rate, err = schedule.ParseRate(o.rampRate)
	wrong.add("--ramp-rate", err)
	wrong.add("--hold", positiveTime(o.hold))
	for _, f := range []struct {
		flag string
		d    time.Duration
	}{{"--settle", o.settle}, {"--pause", o.pause}} {
		if f.d < 0 {
			wrong.add(f.flag, fmt.Errorf("%v: want 0 or more", f.d))
		}
	}
	if o.atLeast < 0 || o.max > 0 && o.atLeast > o.max {
		wrong.add("--at-least", errors.New("want from 1 to --max"))
	}
	for _, f := range []struct {
		flag string
		n    float64
	}{{"--from", float64(o.from)}, {"--factor", o.factor}, {"--resolution", float64(o.resolution)}} {
		if f.n == 0 { // it would mean the default
			wrong.add(f.flag, errors.New("want more than 0"))
		}
	}
	s := capacity.Search{From: o.from, Max: o.max, Factor: o.factor, Resolution: o.resolution, Repeat: o.repeat}
	if o.max == 0 {
		s.Max = capacity.MaxStreams
	}
	wrong.addPlan(s.Validate(), func(path string) (string, int) { return "--" + path, 0 })
	return wrong.err()
}

// defaultThresholds are those of a search that is given none.
func defaultThresholds(s loadgen.Scenario) []string {
	all := []string{"opened / planned > 99.9%"}
	if s.Publish != nil {
		all = append(all, "lost == 0", "lag.p99 < 1s")
	}
	return all
}

// search returns the search. It goes no further than this machine can.
func (o *capacityOptions) search(reach loadgen.Reach, known threshold.Catalogue) (*capacitySearch, error) {
	most := o.max
	if most == 0 {
		most = capacity.MaxStreams
	}
	limited := reach.Streams > 0 && reach.Streams < most
	if limited {
		most = reach.Streams
	}
	switch {
	case limited && o.from > most:
		return nil, hintedUsage(reach.Beyond.Problems[0].Hint, "--from %d: %s", o.from, limitOf(reach.Beyond))
	case limited && o.atLeast > most:
		return nil, hintedUsage(reach.Beyond.Problems[0].Hint, "--at-least %d: %s", o.atLeast, limitOf(reach.Beyond))
	case !limited:
		reach.Beyond = nil
	}
	return &capacitySearch{
		search:     capacity.Search{From: o.from, Max: most, Factor: o.factor, Resolution: o.resolution, Repeat: o.repeat},
		thresholds: o.load.run.thresholds, known: known, beyond: reach.Beyond,
	}, nil
}

package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/ssegauge/ssegauge/loadgen/schedule"
)

// loadPlanOptions say when streams are opened, closed and cut.
type loadPlanOptions struct {
	streams        int
	ramp, duration time.Duration
	stages         []string

	arrivals        string
	spacing         string
	lifetime        time.Duration
	lifetimeSpacing string

	churn, storm string
	seed         uint64
}

// The plan of a run that is told nothing.
const (
	defaultStreams  = 100
	defaultRamp     = 2 * time.Second
	defaultDuration = 30 * time.Second
)

// addFlags adds those of a plan that follows a number of streams.
func (o *loadPlanOptions) addFlags(f *pflag.FlagSet) {
	f.IntVar(&o.streams, "streams", defaultStreams, "streams to open")
	f.DurationVar(&o.ramp, "ramp", defaultRamp, "time in which they are opened, evenly")
	f.DurationVar(&o.duration, "duration", defaultDuration, "how long they are held, or there are arrivals")
	f.StringSliceVar(&o.stages, "stage", nil, "instead: `TIME:STREAMS,...`, as in 30s:5000,peak=1m:20000,10s:0")
}

// addArrivalFlags adds those of an open model, and of what breaks streams.
func (o *loadPlanOptions) addArrivalFlags(f *pflag.FlagSet) {
	f.StringVar(&o.arrivals, "arrivals", "", "subscribers come at a `RATE`, such as 200/s, whatever the server does")
	f.StringVar(&o.spacing, "spacing", schedule.Constant.String(), "`SPREAD` of the times between them: constant, uniform, exponential")
	f.DurationVar(&o.lifetime, "lifetime", 0, "how long each stays (default to the end)")
	f.StringVar(&o.lifetimeSpacing, "lifetime-spacing", schedule.Constant.String(), "`SPREAD` of the lifetimes")
	f.StringVar(&o.churn, "churn", "", "`SHARE` of the streams that leaves each second and returns: 1%/s, 1%/s:5s")
	f.StringVar(&o.storm, "storm", "", "cut a share at once, again and again: `EVERY[:SHARE]`, as in 30s:50%")
	f.Uint64Var(&o.seed, "seed", 1, "`NUMBER` that decides all that is random")
}

// ofStreams reports whether the plan is of the flags --streams, --ramp and --duration.
func (o *loadPlanOptions) ofStreams() bool { return len(o.stages) == 0 && o.arrivals == "" }

// plan returns the plan, and notes what is wrong with the flags.
func (o *loadPlanOptions) plan(wrong *flagErrors) schedule.Plan {
	p := schedule.Plan{Seed: o.seed}
	var err error
	switch {
	case len(o.stages) > 0 && o.arrivals != "":
		wrong.add("--arrivals", errors.New("want it or --stage, not both"))
	case len(o.stages) > 0:
		o.refuseStreams("--stage", wrong)
		p.Stages, err = schedule.ParseStages(strings.Join(o.stages, ","))
		wrong.add("--stage", err)
	case o.arrivals != "":
		o.refuseStreams("--arrivals", wrong)
		p.Arrivals = o.openModel(wrong)
	default:
		if o.streams < 1 {
			wrong.add("--streams", fmt.Errorf("%d: want at least 1", o.streams))
		}
		streams := max(1, o.streams)
		p.Stages = []schedule.Stage{
			{Name: "ramp", Duration: o.ramp, Streams: streams},
			{Name: "hold", Duration: o.duration, Streams: streams},
		}
	}
	if o.churn != "" {
		p.Churn, err = schedule.ParseChurn(o.churn)
		wrong.add("--churn", err)
	}
	if o.storm != "" {
		p.Storm, err = schedule.ParseStorm(o.storm)
		wrong.add("--storm", err)
	}
	return p
}

// openModel returns the arrivals.
func (o *loadPlanOptions) openModel(wrong *flagErrors) *schedule.Arrivals {
	a := &schedule.Arrivals{Lifetime: o.lifetime, Duration: o.duration}
	var err error
	a.Rate, err = schedule.ParseRate(o.arrivals)
	wrong.add("--arrivals", err)
	a.Spacing, err = schedule.ParseSpacing(o.spacing)
	wrong.add("--spacing", err)
	a.LifetimeSpacing, err = schedule.ParseSpacing(o.lifetimeSpacing)
	wrong.add("--lifetime-spacing", err)
	return a
}

// refuseStreams notes which flags say nothing beside the one that decides.
func (o *loadPlanOptions) refuseStreams(beside string, wrong *flagErrors) {
	for _, f := range []struct {
		name  string
		given bool
	}{
		{"--streams", o.streams != defaultStreams},
		{"--ramp", o.ramp != defaultRamp},
		{"--duration", o.duration != defaultDuration && beside == "--stage"},
	} {
		if f.given {
			wrong.add(f.name, fmt.Errorf("it says nothing beside %s: leave one of them out", beside))
		}
	}
}

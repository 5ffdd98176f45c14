//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"

	"github.com/ssegauge/ssegauge/reference-server/peerbench"
	"github.com/ssegauge/ssegauge/reference-server/peerbench/proc"
	"github.com/ssegauge/ssegauge/reference-server/peerbench/trial"
)

// result is all that a run measured.
type result struct {
	plan     trial.Plan
	measured []measured // one for each contender, in their order
	stalled  []stalled  // one for each round
	turnover trial.Turnover
	others   float64 // share of the processors that other programs took meanwhile
}

// measured is what one contender did, one Figures for each round.
type measured struct {
	contender peerbench.Contender
	rounds    []trial.Figures
}

// stalled is the latency of the product alone, and beside readers that never read.
type stalled struct {
	alone, beside trial.Figures
}

// measure runs every contender once per round, so that a change in the load of the
// machine meets all of them, and each round begins with another one.
func measure(ctx context.Context, o options, stderr io.Writer) (result, error) {
	contenders := peerbench.Contenders()
	r := result{plan: o.plan, measured: make([]measured, len(contenders))}
	before, err := proc.Used()
	if err != nil {
		return r, err
	}
	for round := range o.rounds {
		for turn := range contenders {
			i := (round + turn) % len(contenders)
			c := contenders[i]
			fmt.Fprintf(stderr, "round %d of %d: %s\n", round+1, o.rounds, c.Name)
			figures, err := trial.Measure(ctx, c, o.plan)
			if err != nil {
				return r, err
			}
			r.measured[i].contender = c
			r.measured[i].rounds = append(r.measured[i].rounds, figures)
		}
	}
	for round := range max(o.rounds, leastStalled) {
		s, err := besideStalled(ctx, o, round, stderr)
		if err != nil {
			return r, err
		}
		r.stalled = append(r.stalled, s)
	}
	product := contenders[slices.IndexFunc(contenders, func(c peerbench.Contender) bool { return c.Role == peerbench.Product })]
	fmt.Fprintf(stderr, "churn: %s\n", product.Name)
	if r.turnover, err = trial.Churn(ctx, product, o.plan, o.churn, o.wave); err != nil {
		return r, err
	}
	after, err := proc.Used()
	r.others = after.Others(before, runtime.NumCPU())
	return r, err
}

// leastStalled is how often that is measured at least: two figures are compared, not
// two servers that are far apart.
const leastStalled = 3

// besideStalled measures the product without and with readers that never read, every
// second round the other way round.
func besideStalled(ctx context.Context, o options, round int, stderr io.Writer) (s stalled, err error) {
	turns := []struct {
		readers int
		to      *trial.Figures
	}{{0, &s.alone}, {o.plan.Stalled, &s.beside}}
	if round%2 == 1 {
		slices.Reverse(turns)
	}
	product := peerbench.Patient()
	for _, turn := range turns {
		fmt.Fprintf(stderr, "stalled, round %d: %s, %d readers never read\n", round+1, product.Name, turn.readers)
		if *turn.to, err = trial.Beside(ctx, product, o.plan, turn.readers); err != nil {
			return s, err
		}
	}
	return s, nil
}

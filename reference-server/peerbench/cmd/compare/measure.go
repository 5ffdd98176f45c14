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
	turnover trial.Turnover
	others   float64 // share of the processors that other programs took meanwhile
}

// measured is what one contender did, one Figures for each round.
type measured struct {
	contender peerbench.Contender
	rounds    []trial.Figures
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
	product := contenders[slices.IndexFunc(contenders, func(c peerbench.Contender) bool { return c.Role == peerbench.Product })]
	fmt.Fprintf(stderr, "churn: %s\n", product.Name)
	if r.turnover, err = trial.Churn(ctx, product, o.plan, o.churn, o.wave); err != nil {
		return r, err
	}
	after, err := proc.Used()
	r.others = after.Others(before, runtime.NumCPU())
	return r, err
}

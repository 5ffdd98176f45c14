//go:build linux

package main

import (
	"fmt"

	"github.com/ssegauge/ssegauge/loadgen/peerbench"
)

// The bounds of what is claimed.
const (
	leastEvents = 0.8
	leastOpens  = 0.7
)

// claim is one thing that is said of the product, and whether the run bears it out.
type claim struct {
	text  string
	holds bool
}

func (r result) claims() []claim {
	own, floor := r.of(peerbench.Engine), r.of(peerbench.Floor)
	speed, opening := ratio(own.flood, floor.flood, events), ratio(own.open, floor.open, opens)
	var lost, doubled int64
	for _, f := range append(own.flood, own.pace...) {
		lost += f.Lost
		doubled += f.Doubled
	}
	all := []claim{
		{fmt.Sprintf("%.2f of the floor's events/s; at least %.1f", speed, leastEvents), speed >= leastEvents},
		{fmt.Sprintf("%.2f of the floor's opens/s; at least %.1f", opening, leastOpens), opening >= leastOpens},
		{fmt.Sprintf("%d events lost and %d doubled, of all; none", lost, doubled), lost == 0 && doubled == 0},
	}
	for _, s := range r.streams {
		all = append(all, claim{fmt.Sprintf("a stream of %s takes %.0f bytes; at most %.0f", s.name, s.bytes, s.most), s.bytes <= s.most})
	}
	return all
}

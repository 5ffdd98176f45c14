//go:build linux

package main

import (
	"fmt"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/peerbench"
)

// The bounds of what is claimed.
const (
	maxStreamBytes   = 512
	leastOfFloor     = 0.8
	maxBesideStalled = 1.5
	maxChurnGrowth   = 4 << 20 // bytes
	maxNotice        = time.Second
	bytesPerMegabyte = 1 << 20
)

// claim is one thing that is said of the product, and whether the run bears it out.
type claim struct {
	text  string
	holds bool
}

func (r result) claims() []claim {
	product := r.of(peerbench.Product)[0]
	floor := r.of(peerbench.Floor)[0]
	bytes := median(product.values(memory))
	ofFloor := ratio(product, floor, deliveries)
	claims := []claim{
		{fmt.Sprintf("an idle stream takes %.0f bytes; at most %d", bytes, maxStreamBytes), bytes <= maxStreamBytes},
		{fmt.Sprintf("%.2f of the floor's deliveries/s; at least %.1f", ofFloor, leastOfFloor), ofFloor >= leastOfFloor},
	}
	for _, other := range append(r.of(peerbench.Peer), r.of(peerbench.Baseline)...) {
		claims = append(claims, ahead(product, other)...)
	}
	claims = append(claims, r.stalledClaims()...)
	return append(claims, r.churnClaims()...)
}

// ahead compares the product with another server, in the figures that decide.
func ahead(product, other measured) []claim {
	more := ratio(product, other, deliveries)
	space := ratio(product, other, memory)
	late := ratio(product, other, p99)
	name := other.contender.Name
	return []claim{
		{fmt.Sprintf("%.2f times the deliveries/s of %s; more than 1", more, name), more > 1},
		{fmt.Sprintf("%.3f times the memory of %s; less than 1", space, name), space < 1},
		{fmt.Sprintf("%.2f times the p99 latency of %s; less than 1", late, name), late < 1},
	}
}

// stalledClaims say that readers that never read delay nobody.
func (r result) stalledClaims() []claim {
	var claims []claim
	for _, latency := range []struct {
		name string
		of   figure
	}{{"p50", p50}, {"p99", p99}} {
		ratios := make([]float64, len(r.stalled))
		for i, s := range r.stalled {
			ratios[i] = latency.of(s.beside) / latency.of(s.alone)
		}
		times := median(ratios)
		claims = append(claims, claim{fmt.Sprintf("%.2f times the %s with %d readers that never read; at most %.1f",
			times, latency.name, r.plan.Stalled, maxBesideStalled), times <= maxBesideStalled})
	}
	return claims
}

func (r result) churnClaims() []claim {
	t := r.turnover
	grown := t.ResidentAfter - t.ResidentBefore
	return []claim{
		{fmt.Sprintf("memory grew by %.1f MiB over %d streams; at most %d", float64(grown)/bytesPerMegabyte,
			t.Streams, maxChurnGrowth/bytesPerMegabyte), grown <= maxChurnGrowth},
		{
			fmt.Sprintf("%d descriptors before, %d after; the same", t.DescriptorsBefore, t.DescriptorsAfter),
			t.DescriptorsAfter == t.DescriptorsBefore,
		},
		{fmt.Sprintf("quiet streams that were left were freed within %s; at most %s", t.SlowestNotice.Round(time.Millisecond),
			maxNotice), t.SlowestNotice <= maxNotice},
	}
}

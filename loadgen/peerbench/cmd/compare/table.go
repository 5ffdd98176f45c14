//go:build linux

package main

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/ssegauge/ssegauge/loadgen/peerbench"
)

// markdown is what the program prints.
func (r result) markdown() string {
	var b strings.Builder
	line := func(cells ...string) { fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | ")) }
	line("", "opens/s", "of floor", "CPU µs", "events/s", "of floor", "CPU µs", "p50 ms", "p99 ms")
	fmt.Fprintln(&b, "|---|--:|--:|--:|--:|--:|--:|--:|--:|")
	floor := r.of(peerbench.Floor)
	for _, m := range r.clients {
		line(m.name,
			fmt.Sprintf("%.0f", median(values(m.open, opens))),
			fmt.Sprintf("%.2f", ratio(m.open, floor.open, opens)),
			fmt.Sprintf("%.0f", median(values(m.open, work))/float64(r.options.paced)),
			fmt.Sprintf("%.0f", median(values(m.flood, events))),
			fmt.Sprintf("%.2f", ratio(m.flood, floor.flood, events)),
			fmt.Sprintf("%.1f", median(values(m.flood, cpu))),
			fmt.Sprintf("%.1f", median(values(m.pace, p50))),
			fmt.Sprintf("%.1f", median(values(m.pace, p99))),
		)
	}
	fmt.Fprintf(&b, "\n%s\n\n", r.conditions())
	line("a stream of ssegauge", "between", "bytes")
	fmt.Fprintln(&b, "|---|--:|--:|")
	for _, s := range r.streams {
		line(s.name, fmt.Sprintf("%d and %d", s.few, s.many), fmt.Sprintf("%.0f", s.bytes))
	}
	fmt.Fprintln(&b)
	for _, c := range r.claims() {
		fmt.Fprintf(&b, "- %s: %s\n", verdict(c), c.text)
	}
	return b.String()
}

func (r result) of(name string) measured {
	for _, m := range r.clients {
		if m.name == name {
			return m
		}
	}
	return measured{}
}

// muchOfOthers is the share of the processors from which on rates say more about what
// else runs.
const muchOfOthers = 0.1

// conditions says how the figures came about.
func (r result) conditions() string {
	text := fmt.Sprintf("opens and lag: %d streams, an event of 110 bytes a second each; events: %d streams\n"+
		"at full speed; CPU of the client for each; medians, rounds: %d; %s, CPUs: %d",
		r.options.paced, r.options.flooded, r.options.rounds, runtime.Version(), runtime.NumCPU())
	if r.others > muchOfOthers {
		text += fmt.Sprintf("\nnot a quiet machine: other programs took %.0f%% of it; rates and latencies are not to\n"+
			"be relied on, ratios and bytes are", 100*r.others)
	}
	return text
}

func verdict(c claim) string {
	if c.holds {
		return "holds"
	}
	return "MISS"
}

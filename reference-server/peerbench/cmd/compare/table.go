//go:build linux

package main

import (
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/ssegauge/ssegauge/reference-server/peerbench"
)

// header names the columns that row fills.
func header() []string {
	return []string{"", "opens/s", "B/stream", "deliveries/s", "of floor", "CPU µs", "p50 ms", "p99 ms"}
}

// rows returns a line for each contender: medians over the rounds.
func (r result) rows() [][]string {
	floor := r.of(peerbench.Floor)[0]
	rows := make([][]string, len(r.measured))
	for i, m := range r.measured {
		rows[i] = []string{
			m.contender.Name,
			fmt.Sprintf("%.0f", median(m.values(opens))),
			fmt.Sprintf("%.0f", median(m.values(memory))),
			fmt.Sprintf("%.0f", median(m.values(deliveries))),
			fmt.Sprintf("%.2f", ratio(m, floor, deliveries)),
			fmt.Sprintf("%.1f", median(m.values(deliveryCPU))),
			fmt.Sprintf("%.0f", median(m.values(p50))),
			fmt.Sprintf("%.0f", median(m.values(p99))),
		}
	}
	return rows
}

// muchOfOthers is the share of the processors from which on rates say more about what
// else runs: the servers differ in how many threads they compete with.
const muchOfOthers = 0.1

// conditions says how the figures came about.
func (r result) conditions() string {
	text := r.setting()
	if r.others > muchOfOthers {
		text += fmt.Sprintf("\nnot a quiet machine: other programs took %.0f%% of it; rates and latencies are\n"+
			"not to be relied on, B/stream and CPU µs are", 100*r.others)
	}
	return text
}

func (r result) setting() string {
	return fmt.Sprintf("%d streams, events of 110 bytes; memory between %d and %d idle streams;\n"+
		"latency at an event every %s; medians, rounds: %d; %s, CPUs: %d",
		r.plan.Streams, r.plan.MemoryFrom, r.plan.MemoryTo, r.plan.Pace, len(r.measured[0].rounds),
		runtime.Version(), runtime.NumCPU())
}

// writeText writes the table for a terminal of 80 columns.
func writeText(w io.Writer, r result) error {
	var b strings.Builder
	for _, row := range append([][]string{header()}, r.rows()...) {
		line := fmt.Sprintf("%-15s %8s %9s %13s %9s %7s %6s %6s", anys(row)...)
		fmt.Fprintln(&b, strings.TrimRight(line, " "))
	}
	fmt.Fprintf(&b, "\n%s\n\n", r.conditions())
	for _, c := range r.claims() {
		fmt.Fprintf(&b, "%-5s %s\n", verdict(c), c.text)
	}
	_, err := io.WriteString(w, b.String())
	return wrote(err)
}

// writeMarkdown writes the same for a README.
func writeMarkdown(w io.Writer, r result) error {
	var b strings.Builder
	line := func(cells []string) { fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | ")) }
	line(header())
	fmt.Fprintf(&b, "|---|%s\n", strings.Repeat("--:|", len(header())-1))
	for _, row := range r.rows() {
		line(row)
	}
	fmt.Fprintf(&b, "\n%s\n\n", r.conditions())
	for _, c := range r.claims() {
		fmt.Fprintf(&b, "- %s: %s\n", verdict(c), c.text)
	}
	_, err := io.WriteString(w, b.String())
	return wrote(err)
}

func verdict(c claim) string {
	if c.holds {
		return "holds"
	}
	return "MISS"
}

func anys(cells []string) []any {
	out := make([]any, len(cells))
	for i, cell := range cells {
		out[i] = cell
	}
	return out
}

func wrote(err error) error {
	if err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

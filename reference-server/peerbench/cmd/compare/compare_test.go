//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/reference-server/peerbench"
	"github.com/ssegauge/ssegauge/reference-server/peerbench/child"
	"github.com/ssegauge/ssegauge/reference-server/peerbench/trial"
)

// TestMain lets this program be started again as a contender.
func TestMain(m *testing.M) {
	if asked, err := child.Run(os.Args[1:], append(peerbench.Contenders(), peerbench.Patient())); asked {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(exitMisses)
		}
		return
	}
	os.Exit(m.Run())
}

// measuredResult is a run of three rounds in which every claim holds.
func measuredResult() result {
	contender := func(name string, role peerbench.Role, bytes, rate, late float64) measured {
		m := measured{contender: peerbench.Contender{Name: name, Role: role}}
		for _, noise := range []float64{1, 0.5, 2} { // of the machine: it meets all of a round
			m.rounds = append(m.rounds, trial.Figures{
				OpensPerSecond: 20_000 / noise, StreamBytes: bytes, DeliveriesPerSecond: rate / noise,
				DeliveryCPU: time.Duration(5000 * noise), P50: time.Duration(late * noise / 2), P99: time.Duration(late * noise),
			})
		}
		return m
	}
	ms := float64(time.Millisecond)
	return result{
		plan: trial.Full(),
		measured: []measured{
			contender("ssegauge", peerbench.Product, 83, 180_000, 80*ms),
			contender("tmaxmax/go-sse", peerbench.Peer, 25_000, 90_000, 160*ms),
			contender("net/http", peerbench.Baseline, 26_000, 60_000, 240*ms),
			contender("write only", peerbench.Floor, 10, 200_000, 74*ms),
		},
		stalled: []stalled{besides(80*ms, 88*ms), besides(100*ms, 108*ms), besides(60*ms, 180*ms)},
		turnover: trial.Turnover{
			Streams: 200_000, ResidentBefore: 20 << 20, ResidentAfter: 21 << 20,
			DescriptorsBefore: 9, DescriptorsAfter: 9, SlowestNotice: 310 * time.Millisecond,
		},
	}
}

// besides is a round in which p99 was so, without and with readers that never read.
func besides(alone, beside float64) stalled {
	figures := func(late float64) trial.Figures {
		return trial.Figures{P50: time.Duration(late / 2), P99: time.Duration(late)}
	}
	return stalled{figures(alone), figures(beside)}
}

const wantTable = `                 opens/s  B/stream  deliveries/s  of floor  CPU µs p50 ms p99 ms
ssegauge           20000        83        180000      0.90     5.0     40     80
tmaxmax/go-sse     20000     25000         90000      0.45     5.0     80    160
net/http           20000     26000         60000      0.30     5.0    120    240
write only         20000        10        200000      1.00     5.0     37     74
`

const wantClaims = `
holds an idle stream takes 83 bytes; at most 512
holds 0.90 of the floor's deliveries/s; at least 0.8
holds 2.00 times the deliveries/s of tmaxmax/go-sse; more than 1
holds 0.003 times the memory of tmaxmax/go-sse; less than 1
holds 0.50 times the p99 latency of tmaxmax/go-sse; less than 1
holds 3.00 times the deliveries/s of net/http; more than 1
holds 0.003 times the memory of net/http; less than 1
holds 0.33 times the p99 latency of net/http; less than 1
holds 1.10 times the p50 with 1000 readers that never read; at most 1.5
holds 1.10 times the p99 with 1000 readers that never read; at most 1.5
holds memory grew by 1.0 MiB over 200000 streams; at most 4
holds 9 descriptors before, 9 after; the same
holds quiet streams that were left were freed within 310ms; at most 1s
`

func TestWriteText(t *testing.T) {
	var b strings.Builder
	if err := writeText(&b, measuredResult()); err != nil {
		t.Fatal(err)
	}
	table, rest, _ := strings.Cut(b.String(), "\n\n")
	_, claims, _ := strings.Cut(rest, "\n\n")
	if diff := cmp.Diff(wantTable, table+"\n"); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(wantClaims, "\n"+claims); diff != "" {
		t.Errorf("claims (-want +got):\n%s", diff)
	}
	for line := range strings.Lines(b.String()) {
		if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > 80 {
			t.Errorf("a line has %d columns: %s", n, line)
		}
	}
}

func TestBusyMachineIsSaid(t *testing.T) {
	r := measuredResult()
	const note = "not a quiet machine: other programs took 25% of it"
	if strings.Contains(r.conditions(), "not a quiet machine") {
		t.Errorf("a quiet machine is called busy:\n%s", r.conditions())
	}
	r.others = 0.25
	if !strings.Contains(r.conditions(), note) {
		t.Errorf("no %q in\n%s", note, r.conditions())
	}
}

func TestWriteMarkdown(t *testing.T) {
	var b strings.Builder
	if err := writeMarkdown(&b, measuredResult()); err != nil {
		t.Fatal(err)
	}
	const want = `|  | opens/s | B/stream | deliveries/s | of floor | CPU µs | p50 ms | p99 ms |
|---|--:|--:|--:|--:|--:|--:|--:|
| ssegauge | 20000 | 83 | 180000 | 0.90 | 5.0 | 40 | 80 |
`
	if !strings.HasPrefix(b.String(), want) || !strings.Contains(b.String(), "- holds: 9 descriptors") {
		t.Errorf("Markdown:\n%s\nwant it to begin with\n%s\nand to list the claims", b.String(), want)
	}
}

// TestClaimsMiss breaks each claim alone.
func TestClaimsMiss(t *testing.T) {
	each := func(r *result, change func(*trial.Figures)) {
		for i := range r.measured[0].rounds {
			change(&r.measured[0].rounds[i])
		}
	}
	tests := []struct {
		name   string
		change func(*result)
		want   []string
	}{
		{"nothing", func(*result) {}, nil},
		{
			"memory above the bound", func(r *result) { each(r, func(f *trial.Figures) { f.StreamBytes = 513 }) },
			[]string{"an idle stream takes 513 bytes; at most 512"},
		},
		{
			"far from the floor", func(r *result) { each(r, func(f *trial.Figures) { f.DeliveriesPerSecond *= 0.8 }) },
			[]string{"0.72 of the floor's deliveries/s; at least 0.8"},
		},
		{
			"later than a peer", func(r *result) { each(r, func(f *trial.Figures) { f.P99 *= 2 }) },
			[]string{"1.00 times the p99 latency of tmaxmax/go-sse; less than 1"},
		},
		{
			"waits for stalled readers", func(r *result) { r.stalled[0].beside.P99 *= 2 },
			[]string{"2.20 times the p99 with 1000 readers that never read; at most 1.5"},
		},
		{
			"leaked memory", func(r *result) { r.turnover.ResidentAfter += 4 << 20 },
			[]string{"memory grew by 5.0 MiB over 200000 streams; at most 4"},
		},
		{
			"leaked descriptor", func(r *result) { r.turnover.DescriptorsAfter++ },
			[]string{"9 descriptors before, 10 after; the same"},
		},
		{
			"late to notice", func(r *result) { r.turnover.SlowestNotice = 2 * time.Second },
			[]string{"quiet streams that were left were freed within 2s; at most 1s"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := measuredResult()
			tt.change(&r)
			var missed []string
			for _, c := range r.claims() {
				if !c.holds {
					missed = append(missed, c.text)
				}
			}
			if diff := cmp.Diff(tt.want, missed); diff != "" {
				t.Errorf("missed claims (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRunRefusesArguments(t *testing.T) {
	for _, args := range [][]string{{"--rounds", "-1"}, {"--streams", "30000"}, {"--churn", "-5"}, {"--unknown"}, {"extra"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			var stdout, stderr strings.Builder
			if got := run(t.Context(), args, &stdout, &stderr); got != exitUsage {
				t.Errorf("exit code %d, want %d", got, exitUsage)
			}
			if stdout.Len() > 0 || stderr.Len() == 0 {
				t.Errorf("stdout %q, stderr %q, want a word on stderr only", stdout.String(), stderr.String())
			}
		})
	}
}

func TestRunHelps(t *testing.T) {
	var stdout, stderr strings.Builder
	if got := run(t.Context(), []string{"-h"}, &stdout, &stderr); got != exitHolds {
		t.Errorf("exit code %d, want %d", got, exitHolds)
	}
	if !strings.Contains(stderr.String(), "usage: compare [flags]") {
		t.Errorf("help %q does not show how it is used", stderr.String())
	}
}

// TestRunMeasures runs all of it, small. Whether claims hold is not for a test to say.
func TestRunMeasures(t *testing.T) {
	markdown := filepath.Join(t.TempDir(), "table.md")
	var stdout, stderr strings.Builder
	args := []string{"--quick", "--streams", "200", "--churn", "1500", "--markdown", markdown}
	if got := run(t.Context(), args, &stdout, &stderr); got != exitHolds && got != exitMisses {
		t.Fatalf("exit code %d: %s", got, stderr.String())
	}
	written, err := os.ReadFile(markdown)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range peerbench.Contenders() {
		if !strings.Contains(stdout.String(), "\n"+c.Name) || !strings.Contains(string(written), "| "+c.Name+" |") {
			t.Errorf("no line for %s in\n%s\nor\n%s", c.Name, stdout.String(), written)
		}
	}
	if !strings.Contains(stdout.String(), " times the p99 with 250 readers that never read") {
		t.Errorf("nothing about readers that never read in\n%s", stdout.String())
	}
	if !strings.Contains(stdout.String(), " over 1500 streams") {
		t.Errorf("nothing about 1500 streams in\n%s", stdout.String())
	}
}

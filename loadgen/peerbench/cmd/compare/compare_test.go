//go:build linux

package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen/peerbench"
	"github.com/ssegauge/ssegauge/loadgen/peerbench/client"
	"github.com/ssegauge/ssegauge/reference-server/peerbench/child"
)

// TestMain lets this program be started again as a server or a client.
func TestMain(m *testing.M) {
	if asked, err := child.Run(os.Args[1:], peerbench.Processes()); asked {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(exitMisses)
		}
		return
	}
	os.Exit(m.Run())
}

// measuredResult is a run of three rounds in which every claim holds.
func measuredResult(t *testing.T) result {
	t.Helper()
	o, err := parse(nil, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	of := func(name string, opens float64, events int64, late time.Duration) measured {
		m := measured{name: name}
		for _, noise := range []float64{1, 0.5, 2} { // of the machine: it meets all of a round
			m.open = append(m.open, client.Figures{Opens: opens / noise, CPU: time.Second})
			m.flood = append(m.flood, client.Figures{Events: events, Took: time.Duration(noise * float64(time.Second)), CPU: time.Second})
			m.pace = append(m.pace, client.Figures{P50: late / 2, P99: late})
		}
		return m
	}
	return result{
		options: o,
		clients: []measured{
			of(peerbench.Engine, 20_000, 190_000, 90*time.Millisecond),
			of(peerbench.Goroutines, 5_000, 100_000, 180*time.Millisecond),
			of(peerbench.Floor, 25_000, 200_000, 85*time.Millisecond),
		},
		streams: []stream{{name: "HTTP/1.1", few: 1000, many: 18_000, bytes: 420, most: 512}},
	}
}

func TestMarkdown(t *testing.T) {
	const want = `|  | opens/s | of floor | CPU µs | events/s | of floor | CPU µs | p50 ms | p99 ms |
|---|--:|--:|--:|--:|--:|--:|--:|--:|
| ssegauge | 20000 | 0.80 | 67 | 190000 | 0.95 | 5.3 | 45.0 | 90.0 |
| net/http | 5000 | 0.20 | 67 | 100000 | 0.50 | 10.0 | 90.0 | 180.0 |
| floor | 25000 | 1.00 | 67 | 200000 | 1.00 | 5.0 | 42.5 | 85.0 |

CONDITIONS

| a stream of ssegauge | between | bytes |
|---|--:|--:|
| HTTP/1.1 | 1000 and 18000 | 420 |

- holds: 0.95 of the floor's events/s; at least 0.8
- holds: 0.80 of the floor's opens/s; at least 0.7
- holds: 0 events lost and 0 doubled, of all; none
- holds: a stream of HTTP/1.1 takes 420 bytes; at most 512
`
	r := measuredResult(t)
	got := strings.ReplaceAll(r.markdown(), r.conditions(), "CONDITIONS")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}

func TestBusyMachineIsSaid(t *testing.T) {
	r := measuredResult(t)
	if strings.Contains(r.conditions(), "not a quiet machine") {
		t.Errorf("a quiet machine is called busy:\n%s", r.conditions())
	}
	r.others = 0.25
	if !strings.Contains(r.conditions(), "other programs took 25% of it") {
		t.Errorf("a busy machine is not told of:\n%s", r.conditions())
	}
}

// TestClaimsMiss breaks each claim alone.
func TestClaimsMiss(t *testing.T) {
	tests := []struct {
		name   string
		change func(own *measured, r *result)
		want   []string
	}{
		{"nothing", func(*measured, *result) {}, nil},
		{"slow", func(own *measured, _ *result) {
			for i := range own.flood {
				own.flood[i].Events = 150_000
			}
		}, []string{"0.75 of the floor's events/s; at least 0.8"}},
		{"slow to open", func(own *measured, _ *result) {
			for i := range own.open {
				own.open[i].Opens /= 2
			}
		}, []string{"0.40 of the floor's opens/s; at least 0.7"}},
		{"loss", func(own *measured, _ *result) { own.pace[1].Lost = 1 }, []string{"1 events lost and 0 doubled, of all; none"}},
		{"doubled", func(own *measured, _ *result) { own.flood[1].Doubled = 2 }, []string{"0 events lost and 2 doubled, of all; none"}},
		{"memory", func(_ *measured, r *result) { r.streams[0].bytes = 513 }, []string{"a stream of HTTP/1.1 takes 513 bytes; at most 512"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := measuredResult(t)
			tt.change(&r.clients[0], &r)
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
	for _, args := range [][]string{{"--rounds", "-1"}, {"--streams", "30000"}, {"--unknown"}, {"extra"}} {
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

// TestClientsAgree has all clients read the same, small, and count.
func TestClientsAgree(t *testing.T) {
	const streams, seconds = 50, 4
	for _, name := range []string{peerbench.Engine, peerbench.Goroutines, peerbench.Floor} {
		t.Run(name, func(t *testing.T) {
			job := client.Job{Kind: client.Read, Streams: streams, Warm: time.Second, Length: seconds * time.Second, Lag: true}
			f, err := trial(t.Context(), peerbench.Paced, name, job)
			if err != nil {
				t.Fatal(err)
			}
			// A second's events may lie on either side of a border.
			if rounds := f.Took.Seconds(); float64(f.Events)/streams < rounds-2 || float64(f.Events)/streams > rounds+2 {
				t.Errorf("%d events in %s, want %d a second", f.Events, f.Took, streams)
			}
			if f.Lost != 0 || f.Doubled != 0 || f.P99 <= 0 {
				t.Errorf("%d lost, %d doubled, p99 %s", f.Lost, f.Doubled, f.P99)
			}
		})
	}
}

// TestRunMeasures runs all of it, small. Whether claims hold is not for a test to say.
func TestRunMeasures(t *testing.T) {
	var stdout, stderr strings.Builder
	if got := run(t.Context(), []string{"--quick"}, &stdout, &stderr); got != exitHolds && got != exitMisses {
		t.Fatalf("exit code %d: %s", got, stderr.String())
	}
	for _, want := range []string{"| ssegauge |", "| net/http |", "| floor |", "| HTTP/1.1 over TLS |", "| HTTP/2 (h2c) |", ": 0 events lost and 0 doubled"} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("no %q in\n%s", want, stdout.String())
		}
	}
}

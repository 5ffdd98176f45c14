//go:build linux

package trial_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/peerbench"
	"github.com/ssegauge/ssegauge/reference-server/peerbench/trial"
)

// small is a Plan for servers that are right.
func small() trial.Plan {
	return trial.Plan{
		Streams:    100,
		MemoryFrom: 50, MemoryTo: 150,
		Lockstep: 50 * time.Millisecond,
		Paced:    100 * time.Millisecond, Pace: 20 * time.Millisecond,
		Patience: 30 * time.Second,
	}
}

// impatient is a Plan for servers that leave something out.
func impatient() trial.Plan {
	plan := small()
	plan.Patience = 3 * time.Second
	return plan
}

func named(t *testing.T, name string) peerbench.Contender {
	t.Helper()
	for _, c := range append(peerbench.Contenders(), wrong()...) {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("no contender is called %s", name)
	return peerbench.Contender{}
}

func TestEveryContenderIsMeasured(t *testing.T) {
	for _, c := range peerbench.Contenders() {
		t.Run(c.Name, func(t *testing.T) {
			f, err := trial.Measure(t.Context(), c, small())
			if err != nil {
				t.Fatal(err)
			}
			if f.OpensPerSecond <= 0 || f.DeliveriesPerSecond <= 0 || f.P50 <= 0 || f.P99 < f.P50 {
				t.Errorf("figures %+v, want rates and latencies", f)
			}
		})
	}
}

func TestWrongServersGiveNoFigures(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		plan trial.Plan
		want string
	}{
		{"loses", impatient(), "99 deliveries of 100"},
		{"doubles", small(), "1 doubled"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := trial.Measure(t.Context(), named(t, tt.name), tt.plan)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Measure = %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func TestLatenessIsSeen(t *testing.T) {
	f, err := trial.Measure(t.Context(), named(t, "late"), small())
	if err != nil {
		t.Fatal(err)
	}
	if f.P50 < lateness {
		t.Errorf("p50 is %s with a server that is late by %s", f.P50, lateness)
	}
	// Five events with 20 ms between them, each 40 ms in the making: the last is due long before.
	if least := 2 * lateness; f.P99 < least {
		t.Errorf("p99 is %s, want at least %s: latency counts from when an event was due", f.P99, least)
	}
}

func TestMemoryIsSeen(t *testing.T) {
	f, err := trial.Measure(t.Context(), named(t, "heavy"), small())
	if err != nil {
		t.Fatal(err)
	}
	if f.StreamBytes < heaviness*3/4 {
		t.Errorf("a stream takes %.0f bytes with a server that keeps %d for each", f.StreamBytes, heaviness)
	}
}

func TestChurnLeavesNothing(t *testing.T) {
	product := peerbench.Contenders()[slices.IndexFunc(peerbench.Contenders(), func(c peerbench.Contender) bool {
		return c.Role == peerbench.Product
	})]
	turnover, err := trial.Churn(t.Context(), product, small(), 250, 100)
	if err != nil {
		t.Fatal(err)
	}
	if turnover.Streams != 250 || turnover.DescriptorsAfter != turnover.DescriptorsBefore {
		t.Errorf("turnover %+v, want 250 streams and as many descriptors as before", turnover)
	}
}

func TestLeakIsSeen(t *testing.T) {
	t.Parallel()
	_, err := trial.Churn(t.Context(), named(t, "leaks"), impatient(), 250, 100)
	if err == nil || !strings.Contains(err.Error(), "first wave") || !strings.Contains(err.Error(), "descriptors are open") {
		t.Errorf("Churn = %v, want an error about descriptors", err)
	}
}

func TestInterruptEndsTrial(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := trial.Measure(ctx, named(t, "right"), small()); !errors.Is(err, context.Canceled) {
		t.Errorf("Measure = %v, want %v", err, context.Canceled)
	}
}

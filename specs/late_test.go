package specs

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ssegauge/ssegauge/report"
)

// A delay counts from when it ended, and only what is worth keeping is kept.
func TestLatenessSince(t *testing.T) {
	var l lateness
	start := time.Now()
	l.add(start.Add(1*sec), 300*ms)
	l.add(start.Add(2*sec), 19*ms)
	l.add(start.Add(3*sec), 100*ms)
	for _, tt := range []struct {
		from time.Duration
		want time.Duration
	}{{0, 300 * ms}, {sec, 100 * ms}, {2 * sec, 100 * ms}, {3 * sec, 0}} {
		if got := longest(l.since(start.Add(tt.from))); got != tt.want {
			t.Errorf("since %s: got %s, want %s", tt.from, got, tt.want)
		}
	}
}

// Delays that follow each other are one.
func TestLongest(t *testing.T) {
	start := time.Now()
	ended := func(at, by time.Duration) Delay { return Delay{start.Add(at), by} }
	for _, tt := range []struct {
		name   string
		delays []Delay
		want   time.Duration
	}{
		{"none", nil, 0},
		{"apart", []Delay{ended(100*ms, 30*ms), ended(200*ms, 50*ms), ended(300*ms, 40*ms)}, 50 * ms},
		{"tick by tick", []Delay{ended(100*ms, 30*ms), ended(160*ms, 40*ms), ended(220*ms, 40*ms), ended(500*ms, 100*ms)}, 110 * ms},
	} {
		if got := longest(tt.delays); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestLatenessIsBounded(t *testing.T) {
	var l lateness
	start := time.Now()
	for i := range 3 * maxDelays {
		l.add(start.Add(time.Duration(i)), sec)
	}
	if len(l.delay) > maxDelays {
		t.Errorf("kept %d delays, want at most %d", len(l.delay), maxDelays)
	}
}

// Where time runs evenly there is nothing to report, and the watch ends.
func TestWatchOfAPunctualMachine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l lateness
		ctx, cancel := context.WithTimeout(t.Context(), 10*sec)
		defer cancel()
		start := time.Now()
		l.watch(ctx)
		if got := l.since(start); len(got) > 0 {
			t.Errorf("late by %v, want nothing", got)
		}
	})
}

// What a delay of this machine can cause says nothing about the Target.
func TestFindingsOfALateMachineDoNotCount(t *testing.T) {
	finding := broken(nowhere(nil, "it was slow"))
	timed := check{rule: func(*Observation) Judgement { return finding }, margin: 100 * ms}
	for _, tt := range []struct {
		name string
		c    check
		late time.Duration
		want string
	}{
		{"in time", timed, 99 * ms, kindBroken},
		{"late", timed, 100 * ms, kindSkipped},
		{"late, but no matter of time", check{rule: timed.rule}, sec, kindBroken},
		{"late, and kept", check{rule: func(*Observation) Judgement { return kept("fine") }, margin: ms}, sec, kindKept},
	} {
		t.Run(tt.name, func(t *testing.T) {
			j := tt.c.judge(&Observation{Late: tt.late})
			if got := kindOf(j); got != tt.want || j.Late != (tt.want == kindSkipped) {
				t.Errorf("got %s, late %t, want %s", got, j.Late, tt.want)
			}
			if j.Late && (j.Skip.Cause != report.SkipInconclusive || j.Skip.Reason != "this machine was late by 100ms, so that it cannot tell: it was slow") {
				t.Errorf("says %q", j.Skip.Reason)
			}
		})
	}
}

// A probe that saw nothing because of this machine is asked once more, not
// twice.
func TestALateProbeIsRunOnceMore(t *testing.T) {
	cfg, err := configFor(referenceServer(t))
	if err != nil {
		t.Fatal(err)
	}
	attempts := 0
	c := checksByID()["liveness-no-burst"]
	c.rule, c.margin = func(*Observation) Judgement { attempts++; return broken(Finding{Message: "slow"}) }, 1
	o := &observer{cfg: &cfg, run: newShared(cfg), selected: []check{c}, all: map[string]*Observation{}, progress: newProgress(nil, nil)}
	o.run.late.add(time.Now().Add(time.Hour), sec)
	ran := 0
	o.runProbe(t.Context(), probe{name: c.probe, tier: TierPassive, run: func(context.Context, *subject) { ran++ }})
	if ran != 2 || attempts != 1 {
		t.Errorf("ran %d times and judged %d times, want 2 and 1", ran, attempts)
	}
}

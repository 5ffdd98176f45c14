package specs

import (
	"strings"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/report"
)

func TestPatience(t *testing.T) {
	hung := sceneOf("x", taped("a", closedAt(15*sec)), taped("b", closedAt(15*sec)))
	short := sceneOf("x", taped("a", closedAt(2*sec)))
	served := sceneOf("x", live("a", ""))
	half := sceneOf("x", taped("a", closedAt(15*sec)), live("b", ""))
	p := accepted("step", "m1")
	p.Sent, p.Answered = when(0), when(ms)
	lost := sceneOf("x", taped("a", text(streamHead), closedAt(15*sec))).with(p)
	got := sceneOf("x", live("a", "data: m1.\n\n")).with(p)
	hasty := sceneOf("x", taped("a", text(streamHead), closedAt(2*sec))).with(p)
	slow := failedBy(p)
	slow.Answered = when(10 * sec)
	deaf := sceneOf("x", taped("a", text(streamHead), closedAt(15*sec))).with(slow)
	const stopped, ceased = "the target has stopped answering, 3 probes", "probes in a row nothing that was published"
	tests := []struct {
		name   string
		seen   []scene
		target string
		hook   string
	}{
		{"nothing", nil, "", ""},
		{"twice in vain", []scene{hung, hung}, "", ""},
		{"three times in vain", []scene{hung, hung, hung}, stopped, ""},
		{"not in a row", []scene{hung, hung, served, hung}, "", ""},
		{"half in vain", []scene{half, half, half}, "", ""},
		{"not waited for", []scene{hung, short, short, short, hung}, "", ""},
		{"neither, in between", []scene{hung, hung, short, hung}, stopped, ""},
		{"nothing arrives", []scene{lost, lost}, "", ceased},
		{"something arrives", []scene{lost, got, lost}, "", ""},
		{"nothing is published in between", []scene{lost, served, lost}, "", ceased},
		{"no time to arrive", []scene{hasty, hasty, hasty}, "", ""},
		{"the hook takes the Timeout", []scene{lost, deaf}, "", ceased},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var p patience
			for _, s := range tt.seen {
				p.note(s.Observation)
			}
			target, hook := p.trouble(10*sec), p.hookTrouble(10*sec)
			if !strings.Contains(target.Reason, tt.target) || (target.Cause != "") != (tt.target != "") {
				t.Errorf("got %q, want %q", target, tt.target)
			}
			if !strings.Contains(hook.Reason, tt.hook) || (hook.Cause != "") != (tt.hook != "") {
				t.Errorf("got %q, want %q", hook, tt.hook)
			}
		})
	}
}

// Nothing is broken where nothing arrives, and still the run has not passed.
func TestEventsThatCeaseToArrive(t *testing.T) {
	first, second := accepted("a", "m1"), accepted("b", "m2")
	first.Sent, first.Answered, second.Sent, second.Answered = when(0), when(0), when(sec), when(sec)
	got := sceneOf("early", live("a", "data: m1.\n\n")).with(first).Observation
	lost := sceneOf("late", taped("a", text(streamHead), closedAt(15*sec))).with(second).Observation
	early := sceneOf("late", live("a", "data: m2.\n\n")).with(second).Observation
	for _, tt := range []struct {
		name string
		seen []*Observation
		says string
	}{
		{"nothing", nil, ""},
		{"all arrived", []*Observation{got, early}, ""},
		{"the last did not", []*Observation{lost, got}, "by the probe late, did not arrive within 10s"},
	} {
		if err := ceased(tt.seen); (err != nil) != (tt.says != "") || err != nil && !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: got %v", tt.name, err)
		}
	}
}

// What a run has not seen in its time must not look as if it had passed.
func TestTheTimeOfARunIsBounded(t *testing.T) {
	url := "http://" + listen(t, answers(streamHead+"data: x\n\n")) + "/events"
	run, err := Check(t.Context(), Config{URL: url, MaxTime: 500 * ms})
	if err == nil || !strings.Contains(err.Error(), "gave up: the run takes longer than 500ms") || run.Verdict != report.Error {
		t.Fatalf("got %v", err)
	}
	if took := time.Duration(run.DurationMS) * ms; took > 9*sec {
		t.Errorf("it took %s", took) // a wait of 10 s was not cut short
	}
}

package report_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ssegauge/ssegauge/report"
)

func TestLoadVerdict(t *testing.T) {
	held := report.ThresholdResult{Text: "lag.p99 < 1s", Held: new(true)}
	missed := report.ThresholdResult{Text: "lag.p99 < 1s", Held: new(false)}
	firm := report.ThresholdResult{Text: "duplicate == 0", Held: new(false), Firm: true}
	vague := report.ThresholdResult{Text: "tls.p99 < 1s"}
	type list = []report.ThresholdResult
	tests := []struct {
		name  string
		marks list
		harm  func(*report.Load)
		want  report.Verdict
	}{
		{"all well", nil, nil, report.Pass},
		{"nothing opened", nil, func(l *report.Load) { l.Outcomes = report.StreamOutcomes{} }, report.Skip},
		{"lost", nil, func(l *report.Load) { l.Deliveries.Lost = 1 }, report.Warn},
		{"duplicate", nil, func(l *report.Load) { l.Deliveries.Duplicate = 1 }, report.Warn},
		{"reordered", nil, func(l *report.Load) { l.Deliveries.Reordered = 1 }, report.Warn},
		{"failed", nil, func(l *report.Load) { l.Outcomes.Failed = 1 }, report.Warn},
		{"closed", nil, func(l *report.Load) { l.Outcomes.ClosedByServer = 1 }, report.Warn},
		{"throttled", nil, func(l *report.Load) { l.Outcomes.Throttled = 1 }, report.Warn},
		{"not published", nil, func(l *report.Load) { l.Publishing.Failed = 1 }, report.Warn},
		{"due and not published", nil, func(l *report.Load) { l.Publishing.Planned++ }, report.Warn},
		{"replayed and missed", nil, func(l *report.Load) { l.Deliveries.Replayed, l.Deliveries.Missed = 1, 1 }, report.Pass},
		{"held", list{held, held}, nil, report.Pass},
		{"held, and lost besides", list{held}, func(l *report.Load) { l.Deliveries.Lost = 1 }, report.Pass},
		{"one missed", list{held, missed, vague}, nil, report.Fail},
		{"one without data", list{held, vague}, nil, report.Skip},
		{"inconclusive", nil, func(l *report.Load) { l.Inconclusive = "interrupted" }, report.Skip},
		{"lost in an inconclusive run", nil, func(l *report.Load) { l.Inconclusive, l.Deliveries.Lost = "interrupted", 1 }, report.Skip},
		{"held in an inconclusive run", list{held}, func(l *report.Load) { l.Inconclusive = "interrupted" }, report.Skip},
		{"missed in a limited run", list{missed}, func(l *report.Load) { l.Generator.Limited = true }, report.Skip},
		{"a count that the generator cannot fake", list{missed, firm}, func(l *report.Load) { l.Generator.Limited = true }, report.Fail},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := load()
			l.Thresholds = tt.marks
			if tt.harm != nil {
				tt.harm(l)
			}
			if r := loaded(l); r.Verdict != tt.want {
				t.Errorf("got %v, want %v", r.Verdict, tt.want)
			}
		})
	}
}

func TestCapacityVerdict(t *testing.T) {
	tests := []struct {
		name string
		harm func(*report.Capacity)
		want report.Verdict
	}{
		{"found", func(*report.Capacity) {}, report.Pass},
		{"nothing broke", func(c *report.Capacity) { c.Broke, c.Step = nil, 0 }, report.Pass},
		{"none held", func(c *report.Capacity) { c.Streams = 0 }, report.Fail},
		{"limited", func(c *report.Capacity) { c.GeneratorLimited = true }, report.Skip},
		{"inconclusive", func(c *report.Capacity) { c.Inconclusive = "interrupted" }, report.Skip},
		{"nothing tried", func(c *report.Capacity) { c.Steps = nil }, report.Skip},
		{"enough", func(c *report.Capacity) { c.AtLeast = c.Streams }, report.Pass},
		{"enough, then limited", func(c *report.Capacity) { c.AtLeast, c.GeneratorLimited = c.Streams, true }, report.Pass},
		{"limited before it was enough", func(c *report.Capacity) { c.AtLeast, c.GeneratorLimited = c.Streams+1, true }, report.Skip},
		{"not enough", func(c *report.Capacity) { c.AtLeast = c.Streams + 1 }, report.Fail},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := capacity()
			tt.harm(c)
			if r := searched(c); r.Verdict != tt.want {
				t.Errorf("got %v, want %v", r.Verdict, tt.want)
			}
		})
	}
}

func TestALoadThatCouldNotBeJudgedStaysAnError(t *testing.T) {
	before, after := loadHeld(), loadHeld()
	before.CouldNotJudge("no stream could be opened", "")
	before.FinishLoad(load(), time.Second)
	after.FinishLoad(load(), time.Second)
	after.CouldNotJudge("no stream could be opened", "")
	if diff := cmp.Diff(before, after, cmpopts.EquateNaNs()); diff != "" || after.Verdict != report.Error {
		t.Errorf("%v, %s", after.Verdict, diff)
	}
}

func TestALimitedRunSaysWhy(t *testing.T) {
	want := "generator-limited: its event loops woke up to 61.0 ms late (p99), which is more than a tenth of lag.p99"
	if got := loadLimited().Load.Inconclusive; got != want {
		t.Errorf("got %s", got)
	}
	l := limited()
	l.Generator.Reasons = nil
	if got := loaded(l).Load.Inconclusive; got != "generator-limited" {
		t.Errorf("got %s", got)
	}
}

func TestFinishLoadLeavesItsInputAlone(t *testing.T) {
	l := load()
	l.Plan[0].Value, l.Timings[0].Stage, l.Inconclusive = "a\xff", "b\xff", "c\xff"
	r := loaded(l)
	r.Redact(report.NewRedactor(nil, []string{"10s, hold"}))
	if l.Plan[0].Value != "a\xff" || l.Timings[0].Stage != "b\xff" || l.Inconclusive != "c\xff" || !strings.Contains(l.Plan[1].Value, "10s") {
		t.Error("it was written into")
	}
	if got := r.Load.Plan[0].Value + r.Load.Timings[0].Stage + r.Load.Inconclusive; got != `a\xffb\xffc\xff` {
		t.Errorf("got %s", got)
	}
}

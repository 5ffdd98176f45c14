package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/capacity"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/request"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
	"github.com/ssegauge/ssegauge/report"
)

// stepOf returns a step of 100 streams in which all went well, changed as a test wants.
func stepOf(change func(*report.Load)) measuredStep {
	held := true
	load := &report.Load{
		Outcomes:   report.StreamOutcomes{Planned: 100, Started: 100, Opened: 100},
		Thresholds: []report.ThresholdResult{{Text: "0", Actual: "100%", Held: &held}, {Text: "1", Actual: "5ms", Held: &held}},
	}
	change(load)
	return measuredStep{run: &report.Run{Load: load}}
}

func miss(load *report.Load, i int) {
	missed := false
	load.Thresholds[i].Held = &missed
}

func limit(load *report.Load) {
	load.Generator.Limited, load.Generator.Reasons = true, []string{"all cores were busy"}
}

// refuse has the server refuse n streams by 503.
func refuse(load *report.Load, n int64) {
	load.Outcomes.Opened -= n
	load.Errors = append(load.Errors, report.ErrorClass{
		Class: measure.ThrottledStatus.String(), Count: n, Text: "# Service Unavailable with Retry-After",
		Examples: []report.ErrorExample{{Text: "503 Service Unavailable with Retry-After"}},
	})
	miss(load, 0)
}

func TestCapacityJudgesSteps(t *testing.T) {
	const refused = "the server answers 503 with Retry-After: a limit of its own"
	tests := []struct {
		name string
		step func(*report.Load)
		want capacity.Outcome
		dead string
	}{
		{"held", func(*report.Load) {}, capacity.Outcome{Held: true}, ""},
		{"held by a slow generator", limit, capacity.Outcome{Held: true}, ""},
		{
			"less was done than was due", func(l *report.Load) { limit(l); l.Outcomes.Shortfall = 1 },
			capacity.Outcome{GeneratorLimited: true, Cause: "all cores were busy"},
			"",
		},
		{
			"less was published than was due", func(l *report.Load) { limit(l); l.Publishing = &report.Publishing{Planned: 3, Published: 2} },
			capacity.Outcome{GeneratorLimited: true, Cause: "all cores were busy"},
			"",
		},
		{"lag broke", func(l *report.Load) { miss(l, 1) }, capacity.Outcome{Broke: "lag.p99 < 1s", Cause: capacity.NoCause}, ""},
		{
			"lag broke, or the generator", func(l *report.Load) { limit(l); miss(l, 1) },
			capacity.Outcome{GeneratorLimited: true, Cause: "all cores were busy"},
			"",
		},
		{
			"what the generator cannot bring about", func(l *report.Load) { limit(l); miss(l, 1); l.Thresholds[1].Firm = true },
			capacity.Outcome{Broke: "lag.p99 < 1s", Cause: capacity.NoCause},
			"",
		},
		{"refused", func(l *report.Load) { refuse(l, 10) }, capacity.Outcome{Broke: "opened / planned > 99.9%", Cause: refused}, ""},
		{
			"refused, however slow the generator", func(l *report.Load) { limit(l); refuse(l, 10) },
			capacity.Outcome{Broke: "opened / planned > 99.9%", Cause: refused},
			"",
		},
		{
			"some refused, some not", func(l *report.Load) { limit(l); refuse(l, 10); l.Outcomes.Opened -= 5 },
			capacity.Outcome{GeneratorLimited: true, Cause: "all cores were busy"},
			"",
		},
		{"no figure", func(l *report.Load) { l.Thresholds[1].Held = nil }, capacity.Outcome{}, "lag.p99 < 1s cannot be judged: 5ms"},
		{"no stream at all", func(l *report.Load) { refuse(l, 100) }, capacity.Outcome{}, "no stream was opened"},
	}
	scenario := loadgen.Scenario{
		Request: request.Spec{Targets: []request.Target{{URL: "http://localhost/"}}},
		Plan:    schedule.Plan{Stages: schedule.Ramp(1, time.Second, time.Second)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := &capacitySearch{thresholds: []string{"opened / planned > 99.9%", "lag.p99 < 1s"}, known: scenario.Catalogue()}
			got := s.judge(capacity.Step{Streams: 100, Attempt: 1}, stepOf(test.step))
			if diff := cmp.Diff(test.want, got.Outcome); diff != "" || s.dead != test.dead {
				t.Errorf("dead %q, want %q; outcome (-want +got):\n%s", s.dead, test.dead, diff)
			}
		})
	}
}

func TestCapacityFigures(t *testing.T) {
	class := func(c measure.Class, n int64, text, example string) report.ErrorClass {
		return report.ErrorClass{Class: c.String(), Count: n, Text: text, Examples: []report.ErrorExample{{Text: example}}}
	}
	load := &report.Load{
		Outcomes: report.StreamOutcomes{ClosedByServer: 1}, Deliveries: report.Deliveries{Lost: 2},
		Generator: report.Generator{SynRetransmits: 3, ListenOverflows: 4},
		Timings: []report.Timing{
			{Name: "lag", P99US: 1},
			{Name: "lag", Stage: "hold", P99US: 5000},
			{Name: "lag", Stage: "hold", Tag: "a", P99US: 2},
			{Name: "headers", P99US: 6000},
			{Name: "headers", Stage: "hold", P99US: 3},
		},
		Errors: []report.ErrorClass{
			class(measure.Refused, 7, "connection refused", ""), class(measure.Reset, 8, "", ""), class(measure.Closed, 1, "", ""),
			class(measure.Timeout, 10, "", ""), class(measure.TLSFailed, 11, "", ""), class(measure.Files, 12, "", ""), class(measure.Address, 13, "", ""),
			class(measure.Status, 14, "# Not Found", "404 Not Found"), class(measure.ThrottledStatus, 15, "# Too Many Requests", "429 Too Many Requests"),
			class(measure.ThrottledStatus, 16, "# Service Unavailable with Retry-After", "503 Service Unavailable with Retry-After"),
			class(measure.Status, 99, "publish: # Not Found", "publish: 404 Not Found"),
		},
	}
	want := capacity.Figures{
		Streams: 5, ServerClosed: 1, Lost: 2, SynRetransmits: 3, ListenOverflows: 4, LagP99: 5 * time.Millisecond, HeadersP99: 6 * time.Millisecond,
		Refused: 7, Resets: 9, Timeouts: 10, TLSFailures: 11, NoDescriptors: 12, NoPorts: 13,
		Statuses: map[int]int{404: 14, 429: 15, 503: 16}, Throttled: map[int]int{503: 16},
	}
	if diff := cmp.Diff(want, figuresOf(load, 5)); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
}

func TestCapacityGoesNoFurtherThanTheMachine(t *testing.T) {
	reach := loadgen.Reach{Streams: 500, Beyond: &loadgen.LimitError{}}
	tests := []struct {
		name   string
		max    int
		most   int
		beyond bool
	}{
		{"nothing said", 0, 500, true},
		{"too much said", 1000, 500, true},
		{"less said", 300, 300, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := capacityOptions{from: 100, max: test.max}
			s, err := o.search(reach, loadgen.Scenario{}.Catalogue())
			if err != nil || s.search.Max != test.most || (s.beyond != nil) != test.beyond {
				t.Errorf("got %+v, %v; want %d", s, err, test.most)
			}
		})
	}
}

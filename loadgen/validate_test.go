package loadgen_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/engine"
	"github.com/ssegauge/ssegauge/loadgen/publish"
	"github.com/ssegauge/ssegauge/loadgen/request"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
	"github.com/ssegauge/ssegauge/loadgen/stamp"
)

// scenario returns one that is right.
func scenario(url string) loadgen.Scenario {
	return loadgen.Scenario{
		Request: request.Spec{Targets: []request.Target{{URL: url}}},
		Plan:    schedule.Plan{Stages: schedule.Ramp(10, time.Second, time.Second)},
	}
}

func TestARightScenarioHasNoProblems(t *testing.T) {
	s := scenario("http://127.0.0.1/events")
	s.Thresholds = []string{"lag.p99 < 250ms", "lost == 0", "opened / planned > 99.9%", "lag{stage=hold}.p50 < 1s", "errors{class=refused} == 0", "cpu < 80%"}
	if problems := s.Validate(); problems.Err() != nil {
		t.Error(problems.Err())
	}
}

func TestEveryProblemHasItsPath(t *testing.T) {
	s := loadgen.Scenario{
		Request:  request.Spec{Targets: []request.Target{{URL: "ftp://x"}}},
		Plan:     schedule.Plan{Stages: []schedule.Stage{{Duration: time.Second, Streams: 1}, {Duration: -1}}},
		Publish:  &publish.Plan{Rate: -1},
		Sequence: stamp.Spec{Sequence: "json:x"},
		Readers:  []engine.Reader{{Share: 2}, {Share: 0.5, Rate: -1}},
		Resume:   engine.Resume{Jitter: 2, Retry: -1, MaxAttempts: -1},
		Caps:     engine.Caps{Events: -1, Time: -1},
		Limits:   engine.Limits{Connect: -1, Head: -1, HeadBytes: -1, Events: eventstream.Options{}},
		Drain:    -1, Workers: -1, ClockURL: "x",
		Thresholds: []string{"lost == 0", "lag.p99 < 250", "lag{stage=nowhere}.p99 < 1s"},
	}
	told := s.Validate()
	var paths []string
	for _, p := range told {
		paths = append(paths, p.Path)
	}
	all := " " + strings.Join(paths, " ") + " "
	for _, want := range []string{
		"request.targets[0].url", "plan.stages[1].duration", "publish.rate", "publish.hook.request", "sequence.sequence",
		"readers[0].share", "readers[1].rate", "readers", "resume.jitter", "resume.retry", "resume.maxAttempts",
		"caps.events", "caps.time", "limits.connect", "limits.head", "limits.headBytes", "drain", "workers", "clockURL",
		"thresholds[1]", "thresholds[2]",
	} {
		if !strings.Contains(all, " "+want+" ") {
			t.Errorf("no problem at %s, only at%s", want, all)
		}
	}
	if strings.Contains(all, "thresholds[0]") {
		t.Error("a threshold that is right is a problem")
	}
	if _, err := loadgen.Run(t.Context(), s, loadgen.Watch{}); err == nil || !strings.Contains(err.Error(), "readers[0].share") {
		t.Errorf("Run says %v, want all problems", err)
	}
}

func TestUnionWantsNoNumbersAndNoAbortOnLost(t *testing.T) {
	s := scenario("http://127.0.0.1/events")
	s.Union = true
	s.Thresholds = []string{"lost == 0", "duplicate == 0 abort", "failed == 0 abort"}
	if err := s.Validate().Err(); err != nil {
		t.Error(err)
	}
	s.Sequence.Sequence = "id"
	s.Thresholds = append(s.Thresholds, "lost / expected < 1% abort")
	told := s.Validate()
	if len(told) != 2 || told[0].Path != "union" || told[1].Path != "thresholds[3]" {
		t.Errorf("got %v", told)
	}
}

func TestPartsAreBounded(t *testing.T) {
	for _, tt := range []struct {
		targets, stages int
		path            string
	}{{64, 16, ""}, {65, 1, "request.targets"}, {64, 17, "plan.stages"}, {1, 1000, ""}, {2, 513, "plan.stages"}} {
		s := scenario("http://127.0.0.1/events")
		for range tt.targets - 1 {
			s.Request.Targets = append(s.Request.Targets, s.Request.Targets[0])
		}
		s.Plan.Stages = nil
		for range tt.stages {
			s.Plan.Stages = append(s.Plan.Stages, schedule.Stage{Duration: time.Second, Streams: 1})
		}
		told := s.Validate()
		if tt.path == "" && len(told) > 0 || tt.path != "" && (len(told) != 1 || told[0].Path != tt.path) {
			t.Errorf("%d targets, %d stages: got %v", tt.targets, tt.stages, told)
		}
	}
}

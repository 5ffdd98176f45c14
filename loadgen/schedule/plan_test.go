package schedule_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen/schedule"
)

func TestStreamsAndStageOverTime(t *testing.T) {
	stages := schedule.Plan{Stages: []schedule.Stage{{Name: "up", Duration: 10 * second, Streams: 100}, {Streams: 50}, {Duration: 10 * second, Streams: 0}}}
	tests := []struct {
		name           string
		plan           schedule.Plan
		at             time.Duration
		stage, streams int
	}{
		{"before the start", stages, -1, 0, 0},
		{"at the start", stages, 0, 0, 1},
		{"before the second", stages, 100*time.Millisecond - 1, 0, 1},
		{"at the second", stages, 100 * time.Millisecond, 0, 2},
		{"before a jump", stages, 10*second - 1, 0, 100},
		{"after a jump", stages, 10 * second, 2, 50},
		{"before the first goes", stages, 10*second + 200*time.Millisecond - 1, 2, 50},
		{"when it goes", stages, 10*second + 200*time.Millisecond, 2, 49},
		{"before the end", stages, 20*second - 1, 2, 1},
		{"at the end", stages, 20 * second, 2, 0},
		{"after the end", stages, time.Hour, 2, 0},
		{"arrivals who stay", schedule.Plan{Arrivals: &schedule.Arrivals{Rate: 10, Duration: 10 * second}}, 5 * second, 0, 50},
		{"arrivals on the rise", schedule.Plan{Arrivals: &schedule.Arrivals{Rate: 10, Lifetime: 4 * second, Duration: 10 * second}}, 2 * second, 0, 20},
		{"arrivals who have all left once", schedule.Plan{Arrivals: &schedule.Arrivals{Rate: 10, Lifetime: 4 * second, Duration: 10 * second}}, 9 * second, 0, 40},
		{"arrivals of uniform lifetime", schedule.Plan{Arrivals: &schedule.Arrivals{Rate: 10, Lifetime: 4 * second, LifetimeSpacing: schedule.Uniform, Duration: 10 * second}}, 4 * second, 0, 30},
		{"arrivals of exponential lifetime", schedule.Plan{Arrivals: &schedule.Arrivals{Rate: 100, Lifetime: 4 * second, LifetimeSpacing: schedule.Exponential, Duration: 10 * second}}, 4 * second, 0, 253},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if stage, streams := tt.plan.StageAt(tt.at), tt.plan.Streams(tt.at); stage != tt.stage || streams != tt.streams {
				t.Errorf("at %v: stage %d, %d streams; want %d, %d", tt.at, stage, streams, tt.stage, tt.streams)
			}
		})
	}
}

func TestSizesOfPlans(t *testing.T) {
	tests := []struct {
		name              string
		plan              schedule.Plan
		length            time.Duration
		peak, subscribers int
		names             []string
	}{
		{"a ramp", schedule.Plan{Stages: schedule.Ramp(1000, 10*second, time.Minute)}, 70 * second, 1000, 1000, []string{"ramp", "hold"}},
		{"two hills", schedule.Plan{Stages: []schedule.Stage{{Duration: 1, Streams: 3}, {Name: "b", Duration: 1}, {Duration: 1, Streams: 2}}}, 3, 3, 3, []string{"1", "b", "3"}},
		{"arrivals", schedule.Plan{Arrivals: &schedule.Arrivals{Rate: 0.1, Lifetime: 25 * second, Duration: 100 * second}}, 100 * second, 4, 10, []string{"arrivals"}},
		{"arrivals who stay", schedule.Plan{Arrivals: &schedule.Arrivals{Rate: 3, Duration: second}}, second, 3, 3, []string{"arrivals"}},
		{"nothing", schedule.Plan{}, 0, 0, 0, []string{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.plan.Length(); got != tt.length {
				t.Errorf("length is %v, want %v", got, tt.length)
			}
			if peak, all := tt.plan.Peak(), tt.plan.Subscribers(); peak != tt.peak || all != tt.subscribers {
				t.Errorf("peak and Subscribers are %d, %d; want %d, %d", peak, all, tt.peak, tt.subscribers)
			}
			if diff := cmp.Diff(tt.names, tt.plan.StageNames()); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
		})
	}
}

// The largest plan there may be: its due times are exact where 64 bits are too few for the product.
func TestLargestPlanIsExact(t *testing.T) {
	const worker = schedule.MaxStreams - 1
	plan := schedule.Plan{Stages: []schedule.Stage{{Duration: schedule.MaxLength, Streams: schedule.MaxStreams}}}
	opens := schedule.MaxLength - schedule.MaxLength/schedule.MaxStreams
	want := []schedule.Move{
		move(0, schedule.EnterStage, -1, 0),
		move(opens, schedule.Open, worker, 0),
		move(schedule.MaxLength, schedule.End, -1, 0),
	}
	if diff := cmp.Diff(want, collect(t, plan, worker, schedule.MaxStreams)); diff != "" {
		t.Errorf("moves (-want +got):\n%s", diff)
	}
	if got := plan.Streams(opens - 1); got != worker {
		t.Errorf("%d streams, want %d", got, worker)
	}
}

func TestValidateTellsEverything(t *testing.T) {
	good := []schedule.Stage{{Duration: time.Minute, Streams: 10}}
	tests := []struct {
		name string
		plan schedule.Plan
		want string
	}{
		{"good stages", schedule.Plan{Stages: good}, ""},
		{"nothing", schedule.Plan{}, "stages: want at least one, as in 30s:5000, or arrivals"},
		{"too many stages", schedule.Plan{Stages: make([]schedule.Stage, 1001)}, "stages: 1001 are too many, want at most 1000"},
		{"no streams, no time", schedule.Plan{Stages: []schedule.Stage{{}}}, "stages: want at least one with streams\nstages: want at least one with a duration"},
		{"too long in all", schedule.Plan{Stages: []schedule.Stage{{Duration: schedule.MaxLength, Streams: 1}, {Duration: second}}}, "stages: 720h0m1s is too long, want at most 720h0m0s in all"},
		{"both models", schedule.Plan{Stages: good, Arrivals: &schedule.Arrivals{}}, "arrivals: want either stages or arrivals, not both"},
		{
			"bad stages",
			schedule.Plan{Stages: []schedule.Stage{{Name: "2", Duration: -1, Streams: 10_000_001}, {Streams: -1}, {Name: "a b", Duration: 721 * time.Hour}}},
			"stages[0].duration: -1ns: want 0 (a jump) to 720h0m0s\n" +
				"stages[0].streams: 10000001: want 0 to 10000000\n" +
				"stages[1].streams: -1: want 0 to 10000000\n" +
				"stages[1].name: \"2\" is the name of stages[0], want another\n" +
				"stages[2].name: \"a b\": want up to 40 letters, digits, - and _\n" +
				"stages[2].duration: 721h0m0s: want 0 (a jump) to 720h0m0s",
		},
		{
			"bad arrivals",
			schedule.Plan{Arrivals: &schedule.Arrivals{Spacing: 9, Lifetime: -1, LifetimeSpacing: 3}},
			"arrivals.rate: 0: want more than 0 and at most 1000000 per second\n" +
				"arrivals.duration: 0s: want more than 0 and at most 720h0m0s\n" +
				"arrivals.lifetime: -1ns: want 0 (to the end) to 720h0m0s\n" +
				"arrivals.spacing: 9: want constant, uniform or exponential\n" +
				"arrivals.lifetime-spacing: 3: want constant, uniform or exponential",
		},
		{"too many arrivals", schedule.Plan{Arrivals: &schedule.Arrivals{Rate: 1e6, Duration: time.Hour}}, "arrivals.rate: 3600000000 arrivals in 1h0m0s are too many, want at most 100000000"},
		{
			"bad breaks",
			schedule.Plan{Stages: good, Churn: schedule.Churn{Rate: -1, Away: -1}, Storm: schedule.Storm{Share: 2}},
			"churn.rate: -1: want 0 to 10, 0.01 is 1 % of the streams per second\n" +
				"churn.away: -1ns: want 0 to 720h0m0s\n" +
				"storm.every: 0s: want more than 0\n" +
				"storm.share: 2: want more than 0 and at most 1, 0.5 is half of the streams",
		},
		{"a storm after the end", schedule.Plan{Stages: good, Storm: schedule.Storm{Every: time.Hour, Share: 1}}, "storm.every: 1h0m0s: the plan ends after 1m0s, before the first storm"},
		{"too many storms", schedule.Plan{Stages: good, Storm: schedule.Storm{Every: time.Millisecond, Share: 1}}, "storm.every: 1ms: 60000 storms are too many, want at most 1000"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if err := tt.plan.Validate().Err(); err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

package schedule_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen/schedule"
)

const second = time.Second

// collect returns all moves of a worker.
func collect(tb testing.TB, p schedule.Plan, worker, workers int) []schedule.Move {
	tb.Helper()
	if err := p.Validate().Err(); err != nil {
		tb.Fatalf("validate %+v: %v", p, err)
	}
	var all []schedule.Move
	for moves := p.Moves(worker, workers); ; {
		move, more := moves.Next()
		if !more {
			return all
		}
		all = append(all, move)
	}
}

func move(at time.Duration, kind schedule.Kind, subscriber, stage int) schedule.Move {
	return schedule.Move{At: at, Kind: kind, Subscriber: subscriber, Stage: stage}
}

func TestMovesOfStages(t *testing.T) {
	tests := []struct {
		name            string
		plan            schedule.Plan
		worker, workers int
		want            []schedule.Move
	}{
		{
			name: "up, hold and down", workers: 1,
			plan: schedule.Plan{Stages: []schedule.Stage{{Duration: 3 * second, Streams: 3}, {Duration: second, Streams: 3}, {Duration: 2 * second, Streams: 1}}},
			want: []schedule.Move{
				move(0, schedule.EnterStage, -1, 0),
				move(0, schedule.Open, 0, 0),
				move(1*second, schedule.Open, 1, 0),
				move(2*second, schedule.Open, 2, 0),
				move(3*second, schedule.EnterStage, -1, 1),
				move(4*second, schedule.EnterStage, -1, 2),
				move(5*second, schedule.Close, 2, 2),
				move(6*second, schedule.Close, 1, 2),
				move(6*second, schedule.End, -1, 2),
			},
		},
		{
			name: "what a second worker of two does of it", worker: 1, workers: 2,
			plan: schedule.Plan{Stages: []schedule.Stage{{Duration: 3 * second, Streams: 3}, {Duration: 3 * second, Streams: 0}}},
			want: []schedule.Move{
				move(0, schedule.EnterStage, -1, 0),
				move(1*second, schedule.Open, 1, 0),
				move(3*second, schedule.EnterStage, -1, 1),
				move(5*second, schedule.Close, 1, 1),
				move(6*second, schedule.End, -1, 1),
			},
		},
		{
			name: "jumps, and up again with the same Subscriber", workers: 1,
			plan: schedule.Plan{Stages: []schedule.Stage{{Streams: 2}, {Duration: second, Streams: 2}, {Streams: 1}, {Duration: second, Streams: 2}}},
			want: []schedule.Move{
				move(0, schedule.EnterStage, -1, 0),
				move(0, schedule.Open, 0, 0),
				move(0, schedule.Open, 1, 0),
				move(0, schedule.EnterStage, -1, 1),
				move(1*second, schedule.EnterStage, -1, 2),
				move(1*second, schedule.Close, 1, 2),
				move(1*second, schedule.EnterStage, -1, 3),
				move(1*second, schedule.Open, 1, 3),
				move(2*second, schedule.End, -1, 3),
			},
		},
		{
			name: "a stage that adds to the one before", workers: 1,
			plan: schedule.Plan{Stages: []schedule.Stage{{Duration: second, Streams: 1}, {Duration: 10 * second, Streams: 4}}},
			want: []schedule.Move{
				move(0, schedule.EnterStage, -1, 0),
				move(0, schedule.Open, 0, 0),
				move(1*second, schedule.EnterStage, -1, 1),
				move(1*second, schedule.Open, 1, 1),
				move(4333333333, schedule.Open, 2, 1),
				move(7666666666, schedule.Open, 3, 1),
				move(11*second, schedule.End, -1, 1),
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, collect(t, tt.plan, tt.worker, tt.workers)); diff != "" {
				t.Errorf("moves (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMovesOfArrivals(t *testing.T) {
	plan := schedule.Plan{Arrivals: &schedule.Arrivals{Rate: 3, Lifetime: 500 * time.Millisecond, Duration: second}}
	want := []schedule.Move{
		move(0, schedule.EnterStage, -1, 0),
		move(0, schedule.Open, 0, 0),
		move(333333333, schedule.Open, 1, 0),
		move(500*time.Millisecond, schedule.Close, 0, 0),
		move(666666667, schedule.Open, 2, 0),
		move(833333333, schedule.Close, 1, 0),
		move(second, schedule.End, -1, 0),
	}
	if diff := cmp.Diff(want, collect(t, plan, 0, 1)); diff != "" {
		t.Errorf("moves (-want +got):\n%s", diff)
	}
}

func TestMovesOfBreaks(t *testing.T) {
	plan := schedule.Plan{
		Stages: []schedule.Stage{{Streams: 10}, {Duration: 4 * second, Streams: 10}},
		Churn:  schedule.Churn{Rate: 0.1},
		Storm:  schedule.Storm{Every: 2 * second, Share: 0.5},
	}
	storm := move(2*second, schedule.StormBreak, -1, 1)
	storm.Share = 0.5
	want := []schedule.Move{
		move(500*time.Millisecond, schedule.ChurnBreak, -1, 1),
		move(1500*time.Millisecond, schedule.ChurnBreak, -1, 1),
		storm,
		move(2500*time.Millisecond, schedule.ChurnBreak, -1, 1),
		move(3500*time.Millisecond, schedule.ChurnBreak, -1, 1),
	}
	var got []schedule.Move
	for _, move := range collect(t, plan, 0, 1) {
		if move.Kind == schedule.ChurnBreak || move.Kind == schedule.StormBreak {
			got = append(got, move)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("breaks (-want +got):\n%s", diff)
	}
}

func TestEndIsTheLastOfItsInstant(t *testing.T) {
	plan := schedule.Plan{Stages: []schedule.Stage{{Streams: 1}, {Duration: second, Streams: 1}}, Churn: schedule.Churn{Rate: 0.5}}
	want := []schedule.Move{move(second, schedule.ChurnBreak, -1, 1), move(second, schedule.End, -1, 1)}
	all := collect(t, plan, 0, 1)
	if diff := cmp.Diff(want, all[len(all)-2:]); diff != "" {
		t.Errorf("last moves (-want +got):\n%s", diff)
	}
}

package schedule_test

import (
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/schedule"
)

func BenchmarkNext(b *testing.B) {
	tests := []struct {
		name string
		plan schedule.Plan
	}{
		{"stages", schedule.Plan{Stages: schedule.Ramp(schedule.MaxStreams, time.Hour, time.Hour)}},
		{"churn", schedule.Plan{Stages: schedule.Ramp(20_000, second, 24*time.Hour), Churn: schedule.Churn{Rate: 0.5}}},
		{"arrivals", schedule.Plan{Arrivals: &schedule.Arrivals{Rate: 1000, Spacing: schedule.Exponential, Lifetime: 30 * second, LifetimeSpacing: schedule.Exponential, Duration: 24 * time.Hour}}},
	}
	for _, tt := range tests {
		b.Run(tt.name, func(b *testing.B) {
			b.ReportAllocs()
			moves := tt.plan.Moves(0, 2)
			for b.Loop() {
				if _, more := moves.Next(); !more {
					moves = tt.plan.Moves(0, 2)
				}
			}
		})
	}
}

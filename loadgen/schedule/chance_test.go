package schedule_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen/schedule"
)

func TestSpacingHasItsMeanAndSpread(t *testing.T) {
	const rate, length = 1000.0, 100 * second
	tests := []struct {
		spacing   schedule.Spacing
		deviation float64 // of the gaps, in mean gaps
	}{
		{schedule.Constant, 0},
		{schedule.Uniform, 1 / math.Sqrt(3)},
		{schedule.Exponential, 1},
	}
	for _, tt := range tests {
		t.Run(tt.spacing.String(), func(t *testing.T) {
			plan := schedule.Plan{Seed: 7, Arrivals: &schedule.Arrivals{Rate: rate, Spacing: tt.spacing, Duration: length}}
			var gaps []float64
			for last, moves := time.Duration(0), plan.Moves(0, 1); ; {
				move, more := moves.Next()
				if !more {
					break
				}
				if move.Kind == schedule.Open && move.Subscriber > 0 {
					gaps = append(gaps, (move.At-last).Seconds()*rate)
					last = move.At
				}
			}
			check(t, gaps, 1, tt.deviation)
		})
	}
}

func TestLifetimeHasItsMeanAndSpread(t *testing.T) {
	tests := []struct {
		spacing   schedule.Spacing
		deviation float64
	}{
		{schedule.Constant, 0},
		{schedule.Uniform, 1 / math.Sqrt(3)},
		{schedule.Exponential, 1},
	}
	for _, tt := range tests {
		t.Run(tt.spacing.String(), func(t *testing.T) {
			plan := schedule.Plan{Seed: 7, Arrivals: &schedule.Arrivals{Rate: 1000, Lifetime: second, LifetimeSpacing: tt.spacing, Duration: 150 * second}}
			came, lives := map[int]time.Duration{}, []float64(nil)
			for _, move := range collect(t, plan, 0, 1) {
				switch at := came[move.Subscriber]; {
				case move.Kind == schedule.Open:
					came[move.Subscriber] = move.At
				case move.Kind == schedule.Close && at < 100*second: // those who come later may be there at the end
					lives = append(lives, (move.At - at).Seconds())
				}
			}
			check(t, lives, 1, tt.deviation)
		})
	}
}

// check wants a mean and a standard deviation within five standard errors or so.
func check(t *testing.T, values []float64, mean, deviation float64) {
	t.Helper()
	n, sum, squares := float64(len(values)), 0.0, 0.0
	for _, v := range values {
		sum += v
		squares += (v - mean) * (v - mean)
	}
	slack := 0.001 + 10*deviation/math.Sqrt(n)
	if got := sum / n; n < 90_000 || math.Abs(got-mean) > slack {
		t.Errorf("mean of %v is %v, want %v ± %v", n, got, mean, slack)
	}
	if got := math.Sqrt(squares / n); math.Abs(got-deviation) > slack {
		t.Errorf("standard deviation is %v, want %v ± %v", got, deviation, slack)
	}
}

func TestSeedDecidesWhatIsRandom(t *testing.T) {
	with := func(seed uint64) []schedule.Move {
		return collect(t, schedule.Plan{Seed: seed, Arrivals: &schedule.Arrivals{
			Rate: 50, Spacing: schedule.Exponential, Lifetime: second, LifetimeSpacing: schedule.Uniform, Duration: 5 * second,
		}}, 0, 1)
	}
	if diff := cmp.Diff(with(1), with(1)); diff != "" {
		t.Errorf("the same seed gives other moves:\n%s", diff)
	}
	if cmp.Equal(with(1), with(2)) {
		t.Error("another seed gives the same moves")
	}
}

// The first moves of a seed are the same in all versions and on all machines: a saved
// run can be played again.
func TestSeedStaysWhatItIs(t *testing.T) {
	plan := schedule.Plan{Seed: 42, Arrivals: &schedule.Arrivals{Rate: 1, Spacing: schedule.Uniform, Duration: 10 * second}}
	var got []time.Duration
	for _, move := range collect(t, plan, 0, 1) {
		if move.Kind == schedule.Open {
			got = append(got, move.At.Round(time.Microsecond))
		}
	}
	want := []time.Duration{306376 * time.Microsecond, 2161378 * time.Microsecond, 3770180 * time.Microsecond}
	if diff := cmp.Diff(want, got[:3]); diff != "" {
		t.Errorf("arrivals (-want +got):\n%s", diff)
	}
}

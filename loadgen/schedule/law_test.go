package schedule_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen/schedule"
)

// randomPlan is a valid plan of a few hundred moves.
func randomPlan(r *rand.Rand) schedule.Plan {
	p := schedule.Plan{Seed: r.Uint64()}
	length := func() time.Duration { return 1 + time.Duration(r.Int64N(int64(20*second))) }
	if r.IntN(2) == 0 {
		p.Arrivals = &schedule.Arrivals{
			Rate: 0.1 + 20*r.Float64(), Duration: length(),
			Spacing: schedule.Spacing(r.IntN(3)), LifetimeSpacing: schedule.Spacing(r.IntN(3)),
		}
		if r.IntN(4) > 0 {
			p.Arrivals.Lifetime = length() / 2
		}
	} else {
		p.Stages = append(p.Stages, schedule.Stage{Duration: length(), Streams: 1 + r.IntN(100)})
		for range r.IntN(5) {
			next := schedule.Stage{Streams: r.IntN(100)}
			if r.IntN(3) > 0 {
				next.Duration = length()
			}
			p.Stages = append(p.Stages, next)
		}
	}
	if r.IntN(2) == 0 {
		p.Churn.Rate = r.Float64()
	}
	if every := p.Length() / 4; r.IntN(2) == 0 && every > 0 {
		p.Storm = schedule.Storm{Every: every, Share: 0.3}
	}
	return p
}

func FuzzLawsOfMoves(f *testing.F) {
	for seed := range uint64(100) {
		f.Add(seed, uint8(seed%7))
	}
	f.Fuzz(func(t *testing.T, seed uint64, workers uint8) {
		p := randomPlan(rand.New(rand.NewPCG(seed, 1)))
		all := collect(t, p, 0, 1)
		frame(t, p, all)
		follow(t, p, all)
		churn(t, p, all)
		split(t, p, all, int(workers%8)+1)
	})
}

// frame: moves are in order, within the plan, each in a stage there is, and End is the last of them.
func frame(t *testing.T, p schedule.Plan, all []schedule.Move) {
	t.Helper()
	var before schedule.Move
	stages := 0
	for i, move := range all {
		if move.At < before.At || move.At > p.Length() {
			t.Errorf("move %d, %+v, is after %+v, in %v", i, move, before, p.Length())
		}
		if move.Stage != max(0, stages-1) && move.Kind != schedule.EnterStage {
			t.Errorf("move %d, %+v, is in stage %d", i, move, stages-1)
		}
		if move.Kind == schedule.EnterStage {
			if move.Stage != stages {
				t.Errorf("move %d, %+v, enters stage %d", i, move, stages)
			}
			stages++
		}
		if (move.Kind == schedule.End) != (i == len(all)-1) {
			t.Errorf("move %d of %d is %+v", i, len(all), move)
		}
		before = move
	}
	if before.At != p.Length() || stages != len(p.StageNames()) {
		t.Errorf("%d stages and %v, want %d and %v", stages, before.At, len(p.StageNames()), p.Length())
	}
}

// follow: a stream closes after it opens, and as many are open as are planned.
func follow(t *testing.T, p schedule.Plan, all []schedule.Move) {
	t.Helper()
	open, known, peak := map[int]bool{}, map[int]bool{}, 0
	for i, move := range all[:len(all)-1] {
		if opens := move.Kind == schedule.Open; opens || move.Kind == schedule.Close {
			if open[move.Subscriber] == opens {
				t.Errorf("%+v, which is open: %v", move, !opens)
			}
			open[move.Subscriber], known[move.Subscriber] = opens, true
			if !opens {
				delete(open, move.Subscriber)
			}
		}
		peak = max(peak, len(open))
		if p.Arrivals == nil {
			planned(t, p, len(open), move.At, all[i+1].At)
		}
	}
	if peak > p.Peak() || p.Arrivals == nil && peak != p.Peak() {
		t.Errorf("peak is %d, want %d", peak, p.Peak())
	}
	if len(known) != p.Subscribers() {
		t.Errorf("there are %d Subscribers, want %d", len(known), p.Subscribers())
	}
}

// planned: from one move to the next, as many are planned as are open.
func planned(t *testing.T, p schedule.Plan, open int, from, to time.Duration) {
	t.Helper()
	if from == to {
		return
	}
	for _, at := range []time.Duration{from, to - 1} {
		if want := p.Streams(at); open != want {
			t.Errorf("%d are open at %v, want %d", open, at, want)
		}
	}
}

// churn: at any break, and at the end, there are as many as rate × stream seconds.
func churn(t *testing.T, p schedule.Plan, all []schedule.Move) {
	t.Helper()
	n, sum, last := 0, 0.0, time.Duration(0)
	for _, move := range all {
		if p.Arrivals == nil { // between two moves the line is straight, and at most one stream off
			sum += (move.At - last).Seconds() * float64(p.Streams(last))
			last = move.At
		}
		if move.Kind == schedule.ChurnBreak {
			n++
		}
	}
	if p.Arrivals != nil {
		const parts = 10_000
		for i := range parts {
			sum += float64(p.Streams(p.Length()*time.Duration(2*i+1)/(2*parts))) * p.Length().Seconds() / parts
		}
	}
	slack := 1 + p.Churn.Rate*p.Length().Seconds()
	if want := p.Churn.Rate * sum; math.Abs(float64(n)-want) > slack {
		t.Errorf("%d breaks, want %.1f ± %.1f", n, want, slack)
	}
}

// split: the parts of all workers together are the whole, each with its own Subscribers.
func split(t *testing.T, p schedule.Plan, all []schedule.Move, workers int) {
	t.Helper()
	var union []schedule.Move
	for worker := range workers {
		part := collect(t, p, worker, workers)
		if !slices.IsSortedFunc(part, func(a, b schedule.Move) int { return int(a.At - b.At) }) {
			t.Errorf("moves of worker %d of %d are not in order", worker, workers)
		}
		for _, move := range part {
			if own := move.Subscriber >= 0 || move.Kind == schedule.ChurnBreak; own || worker == 0 {
				union = append(union, move)
			}
			if move.Subscriber >= 0 && move.Subscriber%workers != worker {
				t.Errorf("worker %d of %d has %+v", worker, workers, move)
			}
		}
	}
	if diff := cmp.Diff(sorted(all), sorted(union)); diff != "" {
		t.Errorf("%d workers (-one +all):\n%s", workers, diff)
	}
}

func sorted(moves []schedule.Move) []schedule.Move {
	all := slices.Clone(moves)
	slices.SortFunc(all, func(a, b schedule.Move) int {
		switch {
		case a.At != b.At:
			return int(a.At - b.At)
		case a.Kind != b.Kind:
			return int(a.Kind) - int(b.Kind)
		case a.Stage != b.Stage:
			return a.Stage - b.Stage
		}
		return a.Subscriber - b.Subscriber
	})
	return all
}

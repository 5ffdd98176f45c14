package capacity_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen/capacity"
)

// target says how a step goes.
type target func(capacity.Step) capacity.Outcome

var (
	held    = capacity.Outcome{Held: true}
	broke   = capacity.Outcome{Broke: "lost == 0", Cause: "reset"}
	limited = capacity.Outcome{Held: true, GeneratorLimited: true, Cause: "loop lag"}
)

// upTo holds up to a number of streams.
func upTo(n int) target {
	return func(s capacity.Step) capacity.Outcome {
		if s.Streams <= n {
			return held
		}
		return broke
	}
}

// within is t with a generator that can do no more than n.
func (t target) within(n int) target {
	return func(s capacity.Step) capacity.Outcome {
		if s.Streams > n {
			return limited
		}
		return t(s)
	}
}

// run searches to the end.
func run(tb testing.TB, s *capacity.Search, t target) capacity.Answer {
	tb.Helper()
	if err := s.Validate().Err(); err != nil {
		tb.Fatalf("validate %+v: %v", s, err)
	}
	for n := 0; ; n++ {
		step, more := s.Next()
		if !more {
			return s.Answer()
		}
		if n == s.MaxSteps() {
			tb.Fatalf("%+v takes more than %d steps: %+v", s, n, s.Answer())
		}
		s.Record(t(step))
	}
}

func TestSearchStepsAre(t *testing.T) {
	tests := []struct {
		name   string
		search capacity.Search
		target target
		want   []capacity.Step
	}{
		{
			"up, then halving",
			capacity.Search{From: 1000, Max: 20_000},
			upTo(5300),
			[]capacity.Step{{1000, 1}, {2000, 1}, {4000, 1}, {8000, 1}, {6000, 1}, {5000, 1}, {5500, 1}, {5250, 1}, {5375, 1}, {5312, 1}},
		},
		{
			"nothing breaks",
			capacity.Search{Max: 1000},
			upTo(1000),
			[]capacity.Step{{100, 1}, {200, 1}, {400, 1}, {800, 1}, {1000, 1}},
		},
		{
			"a factor, and a coarse resolution",
			capacity.Search{From: 100, Max: 10_000, Factor: 3, Resolution: 500},
			upTo(5000),
			[]capacity.Step{{100, 1}, {300, 1}, {900, 1}, {2700, 1}, {8100, 1}, {5400, 1}, {4050, 1}, {4725, 1}, {5062, 1}},
		},
		{
			"the first breaks, each tried again",
			capacity.Search{Max: 1000, Repeat: 2},
			upTo(40),
			[]capacity.Step{{100, 1}, {100, 2}, {50, 1}, {50, 2}, {25, 1}, {37, 1}, {43, 1}, {43, 2}},
		},
		{
			"a step that breaks once",
			capacity.Search{From: 500, Max: 1000, Repeat: 2},
			func(s capacity.Step) capacity.Outcome {
				if s.Attempt == 1 {
					return broke
				}
				return held
			},
			[]capacity.Step{{500, 1}, {500, 2}, {500, 3}, {1000, 1}, {1000, 2}, {1000, 3}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []capacity.Step
			for _, tried := range run(t, &tt.search, tt.target).Tried {
				got = append(got, tried.Step)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMajorityDecides(t *testing.T) {
	tests := []struct {
		name     string
		repeat   int
		outcomes []capacity.Outcome
		want     int
		limited  bool
	}{
		{"held at once", 2, []capacity.Outcome{held}, 10, false},
		{"no repeat", 0, []capacity.Outcome{broke}, 0, false},
		{"held twice of three", 2, []capacity.Outcome{broke, held, held}, 10, false},
		{"broke twice of three", 2, []capacity.Outcome{broke, held, broke}, 0, false},
		{"a tie is not held", 1, []capacity.Outcome{broke, held}, 0, false},
		{"limited twice", 2, []capacity.Outcome{limited, limited}, 0, true},
		{"one of each", 2, []capacity.Outcome{limited, broke, held}, 0, true},
		{"broke outweighs limited", 2, []capacity.Outcome{limited, broke, broke}, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := capacity.Search{From: 10, Max: 10, Repeat: tt.repeat, Resolution: 10}
			for i, o := range tt.outcomes {
				if step, more := s.Next(); !more || step.Streams != 10 || step.Attempt != i+1 {
					t.Fatalf("step %d is %+v, %v", i+1, step, more)
				}
				s.Record(o)
			}
			if step, more := s.Next(); more && step.Streams == 10 {
				t.Fatalf("tried again: %+v", step)
			}
			if a := s.Answer(); a.Streams != tt.want || a.GeneratorLimited != tt.limited {
				t.Errorf("got %+v, want %d streams, limited %v", a, tt.want, tt.limited)
			}
		})
	}
}

// The answer holds, what lies a step above does not, and the step is within the resolution.
func FuzzLawsOfSearch(f *testing.F) {
	for seed := range uint64(500) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		r := rand.New(rand.NewPCG(seed, 1))
		most := 1 + r.IntN(1<<(1+r.IntN(20)))
		s := capacity.Search{From: r.IntN(most + 1), Max: most, Factor: 1.1 + 2*r.Float64(), Resolution: r.IntN(200), ResolutionShare: r.Float64() / 10, Repeat: r.IntN(4)}
		sharp, generator := r.IntN(2*most), r.IntN(4*most)
		a := run(t, &s, upTo(sharp).within(generator))
		limit := min(sharp, generator)
		if a.Streams > limit || !a.Complete {
			t.Errorf("limit %d: %+v", limit, a)
		}
		if a.Broke == 0 {
			if a.Streams != most || !a.AtLeast() {
				t.Errorf("nothing broke below %d: %+v", most, a)
			}
			return
		}
		if a.Broke <= limit || a.Broke != a.Streams+a.Step || a.GeneratorLimited != (a.Broke > generator) {
			t.Errorf("target %d, generator %d: %+v", sharp, generator, a)
		}
		resolution := s.Resolution
		if resolution == 0 {
			resolution = capacity.DefaultResolution
		}
		if slack := max(1, resolution, int(float64(a.Streams)*max(s.ResolutionShare, 0.1))); a.Step > slack {
			t.Errorf("step is %d, want at most %d: %+v", a.Step, slack, a)
		}
	})
}

// A target that breaks one step in ten for no reason is judged by its limit all the same; without repeats it
// would be judged too small far more often.
func TestNoiseDoesNotDecide(t *testing.T) {
	near := func(repeat int) (n int) {
		r := rand.New(rand.NewPCG(1, 2))
		for range 200 {
			noisy := func(s capacity.Step) capacity.Outcome {
				if r.IntN(10) == 0 {
					return broke
				}
				return upTo(9000)(s)
			}
			s := capacity.Search{Max: 20_000, Repeat: repeat}
			if a := run(t, &s, noisy); a.Streams >= 8500 && a.Streams <= 9000 {
				n++
			}
		}
		return n
	}
	if with, without := near(2), near(0); with < 150 || without > 120 {
		t.Errorf("%d of 200 are near the limit, %d without repeats", with, without)
	}
}

func TestRecordAfterTheEndDoesNothing(t *testing.T) {
	s := capacity.Search{Max: 10}
	before := run(t, &s, upTo(10))
	s.Record(broke)
	if diff := cmp.Diff(before, s.Answer()); diff != "" {
		t.Errorf("answer (-before +after):\n%s", diff)
	}
}

func TestValidateTellsEverything(t *testing.T) {
	tests := []struct {
		name   string
		search capacity.Search
		want   string
	}{
		{"the least", capacity.Search{Max: 1}, ""},
		{"nothing", capacity.Search{}, "max: 0: want 1 to 10000000"},
		{"from above max", capacity.Search{From: 11, Max: 10}, "from: 11: want 1 to the largest number, 10"},
		{
			"all",
			capacity.Search{Max: 10_000_001, Factor: 1, Resolution: -1, ResolutionShare: 2, Repeat: 11},
			"max: 10000001: want 1 to 10000000\n" +
				"factor: 1: want 1.1 to 10\n" +
				"resolution: -1: want 1 to 10000000\n" +
				"resolution-share: 2: want 0 to 0.5, 0.02 is 2 %\n" +
				"repeat: 11: want 0 to 10",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if err := tt.search.Validate().Err(); err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

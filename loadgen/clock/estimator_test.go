package clock

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// start is an instant of the tests, in nanoseconds since 1970.
const start = int64(1_800_000_000_000_000_000)

// peerClock is a clock whose error is known.
type peerClock struct {
	offset time.Duration // at start
	drift  float64       // millionths
}

// ahead returns how far it is ahead at an instant.
func (c peerClock) ahead(unix int64) time.Duration {
	return c.offset + time.Duration(float64(unix-start)*c.drift/1e6)
}

// exchange returns the stamps of a request that leaves at an instant.
func (c peerClock) exchange(unix int64, there, held, back time.Duration) Sample {
	came := unix + int64(there)
	left := came + int64(held)
	return Sample{
		AskedUnix:    unix,
		ReceivedUnix: came + int64(c.ahead(came)),
		SentUnix:     left + int64(c.ahead(left)),
		AnsweredUnix: left + int64(back),
	}
}

// way is how long a request or an answer is under way.
type way func(*rand.Rand) time.Duration

func constant(d time.Duration) way { return func(*rand.Rand) time.Duration { return d } }

// heavyTailed takes least at least, and sometimes a thousand times as long.
func heavyTailed(least time.Duration) way {
	return func(r *rand.Rand) time.Duration {
		return time.Duration(float64(least) * min(1000, math.Pow(1-r.Float64(), -1/1.1)))
	}
}

// exponential adds a random delay to the least one.
func exponential(least, mean time.Duration) way {
	return func(r *rand.Rand) time.Duration { return least + time.Duration(r.ExpFloat64()*float64(mean)) }
}

// The truth is within the bound, during the run and for a time after it, whatever the
// delays were. Where exchanges are quick, the bound is not much more than half of the
// quickest.
func TestEstimate(t *testing.T) {
	const us, ms = time.Microsecond, time.Millisecond
	tests := []struct {
		name        string
		clock       peerClock
		there, back way
		every       time.Duration
		count       int
		within      time.Duration // the bound in the middle of the run is at most
	}{
		{"the same clock", peerClock{}, constant(50 * us), constant(50 * us), time.Second, 60, 51 * us},
		{"ahead", peerClock{5 * ms, 0}, exponential(50*us, 20*us), exponential(50*us, 20*us), time.Second, 300, 100 * us},
		{"behind by a year", peerClock{-365 * 24 * time.Hour, 0}, constant(ms), constant(ms), time.Second, 30, 2 * ms},
		{"drifts", peerClock{-3 * ms, 42}, exponential(100*us, 300*us), exponential(100*us, 300*us), time.Second, 300, 250 * us},
		{"drifts backwards for a day", peerClock{time.Hour, -180}, heavyTailed(200 * us), heavyTailed(200 * us), 10 * time.Second, 8640, 500 * us},
		{"drifts by a tenth", peerClock{0, 100_000}, constant(100 * us), constant(100 * us), 10 * ms, 100, 200 * us},
		{"loses a tenth", peerClock{0, -100_000}, heavyTailed(100 * us), heavyTailed(100 * us), 100 * ms, 600, 400 * us},
		{"one way is slow", peerClock{7 * ms, 20}, constant(5 * ms), constant(100 * us), time.Second, 60, 6 * ms},
		{"the other way is slow", peerClock{7 * ms, -20}, constant(100 * us), exponential(5*ms, ms), time.Second, 60, 6 * ms},
		{"heavy tails", peerClock{-time.Second, 10}, heavyTailed(100 * us), heavyTailed(100 * us), 100 * ms, 3000, 250 * us},
		{"one exchange", peerClock{time.Minute, 100}, constant(ms), constant(3 * ms), time.Second, 1, 2250 * us},
		{"close together", peerClock{time.Minute, -400}, heavyTailed(ms), heavyTailed(ms), 100 * us, 20, 3 * ms},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for seed := range uint64(20) {
				random := rand.New(rand.NewPCG(seed, 1))
				var e Estimator
				for i := range test.count {
					at := start + int64(test.every)*int64(i)
					e.Add(test.clock.exchange(at, test.there(random), 30*us, test.back(random)))
				}
				line, ok := e.Fit()
				if taken, rejected := e.Samples(); !ok || taken != test.count || rejected != 0 {
					t.Fatalf("%d of %d exchanges were taken", taken, test.count)
				}
				length := int64(test.every) * int64(test.count)
				for _, at := range []int64{0, length / 7, length / 2, length, 2 * length} {
					check(t, line, test.clock, start+at)
				}
				if _, plusMinus := line.At(start + length/2); plusMinus > test.within {
					t.Errorf("seed %d: ± %v, want at most %v", seed, plusMinus, test.within)
				}
				if drift, plusMinus := line.Drift(); math.Abs(drift-test.clock.drift) > plusMinus {
					t.Errorf("seed %d: the drift is %v ± %v, and in truth %v", seed, drift, plusMinus, test.clock.drift)
				}
			}
		})
	}
}

// check compares a line with the truth at an instant, both ways.
func check(t *testing.T, line Line, c peerClock, at int64) {
	t.Helper()
	const exact = 100 // ns; a year takes digits from a float64
	truth := c.ahead(at)
	offset, plusMinus := line.At(at)
	if (offset - truth).Abs() > plusMinus+exact {
		t.Errorf("after %v: %v ± %v, and in truth %v", time.Duration(at-start), offset, plusMinus, truth)
	}
	if local := line.Local(at + int64(offset)); time.Duration(local-at).Abs() > exact {
		t.Errorf("after %v: what the peer stamps then is taken for %v later", time.Duration(at-start), time.Duration(local-at))
	}
}

// A drift that changes is no line, and the bound has all that the exchanges say.
func TestDriftThatChanges(t *testing.T) {
	const turn = 30 * time.Second
	bent := func(at int64) peerClock {
		if at < start+int64(turn) {
			return peerClock{}
		}
		return peerClock{offset: -turn * 50 / 1e6, drift: 50}
	}
	var e Estimator
	for i := range int64(60) {
		at := start + i*int64(time.Second)
		e.Add(bent(at).exchange(at, 50*time.Microsecond, 0, 50*time.Microsecond))
	}
	line, _ := e.Fit()
	for i := range int64(60) {
		at := start + i*int64(time.Second)
		offset, plusMinus := line.At(at)
		if truth := bent(at).ahead(at); (offset - truth).Abs() > plusMinus {
			t.Errorf("after %d s: %v ± %v, and in truth %v", i, offset, plusMinus, truth)
		}
	}
}

// The size is bounded, and what was best stays.
func TestEstimatorIsBounded(t *testing.T) {
	c := peerClock{3 * time.Millisecond, 15}
	var e Estimator
	for i := range int64(100_000) {
		there := 10 * time.Millisecond
		if i%1000 == 500 {
			there = time.Millisecond
		}
		e.Add(c.exchange(start+i*int64(time.Second), there, 0, time.Millisecond))
	}
	line, _ := e.Fit()
	check(t, line, c, start+int64(50_000*time.Second))
	if _, plusMinus := line.At(start + int64(50_000*time.Second)); plusMinus > 1100*time.Microsecond {
		t.Errorf("± %v, though some took 2 ms", plusMinus)
	}
	if n := len(e.points()); n > windows || n <= windows/2 {
		t.Errorf("there are %d points, want more than %d and at most %d", n, windows/2, windows)
	}
}

func TestAddRefuses(t *testing.T) {
	tests := []struct {
		name string
		s    Sample
		want bool
	}{
		{"in order", Sample{start, start, start, start}, true},
		{"answered before it was asked", Sample{start, start, start, start - 1}, false},
		{"sent before it was received", Sample{start, start, start - 1, start}, false},
		{"before the first", Sample{start - 10, start, start, start - 10}, false},
		{"held for longer than it took", Sample{start, start, start + 10, start + 9}, true},
		{"far ahead", Sample{start, math.MaxInt64, math.MaxInt64, start}, true},
		{"before 1970", Sample{start, math.MinInt64, math.MinInt64, start}, false},
	}
	var e Estimator
	for _, test := range tests {
		if got := e.Add(test.s); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
	if taken, rejected := e.Samples(); taken != 3 || rejected != 4 {
		t.Errorf("%d taken, %d rejected", taken, rejected)
	}
}

func TestNothingIsKnown(t *testing.T) {
	if _, ok := new(Estimator).Fit(); ok {
		t.Error("a line was made of nothing")
	}
	var same Line
	if offset, plusMinus := same.At(start); offset != 0 || plusMinus != 0 {
		t.Errorf("the zero line is %v ± %v", offset, plusMinus)
	}
	if local := same.Local(start); local != start {
		t.Errorf("the zero line takes %d for %d", start, local)
	}
}

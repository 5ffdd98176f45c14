package measure_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen/measure"
)

// summary is what tells one Second from another here.
type summary struct {
	Opens, Lags, Negative   int64
	LongestOpen, LongestLag time.Duration
	Opened, Live, Peak      int64
}

func summaryOf(s *measure.Second) summary {
	var r summary
	r.Opens, r.LongestOpen = s.Timing(measure.Open)
	r.Lags, r.LongestLag = s.Timing(measure.Lag)
	r.Negative = s.Lag().Negative()
	r.Opened, r.Live, r.Peak = s.Count(measure.Opened), s.Live(), s.Peak()
	return r
}

func TestSecondsHoldWhatHappenedSince(t *testing.T) {
	s := measure.NewSheet(2, 2)
	s.SetLive(5)
	s.SetLive(3)
	s.Time(0, measure.Lag, 2*ms)
	s.EnterStage(1) // a second does not end with a stage
	s.Time(1, measure.Lag, 4*ms)
	s.Time(1, measure.Open, 9*ms)
	s.Time(1, measure.Open, 8*ms)
	s.Add(1, measure.Opened, 2)
	first := s.TakeSecond()
	s.Add(0, measure.Opened, 1)
	second := s.TakeSecond()
	want := []summary{
		{Opens: 2, LongestOpen: 9 * ms, Lags: 2, LongestLag: 4 * ms, Opened: 2, Live: 3, Peak: 5},
		{Opened: 1, Live: 3, Peak: 3},
	}
	if diff := cmp.Diff(want, []summary{summaryOf(first), summaryOf(second)}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := read(first.Lag()); got != read(of(2*ms, 4*ms)) {
		t.Errorf("got lags %+v", got)
	}
}

func TestSecondsMerge(t *testing.T) {
	take := func(live int64, lag ...time.Duration) *measure.Second {
		s := measure.NewSheet(1, 1)
		s.SetLive(live)
		for _, v := range lag {
			s.Time(0, measure.Lag, v)
			s.Add(0, measure.Opened, 1)
		}
		return s.TakeSecond()
	}
	sum := take(2, -3*ms)
	sum.Merge(take(3, -ms, -2*ms))
	sum.Merge(take(4))
	want := summary{Lags: 3, Negative: 3, LongestLag: -ms, Opened: 3, Live: 9, Peak: 9}
	if diff := cmp.Diff(want, summaryOf(sum)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFreedSecondsAreEmptyAgain(t *testing.T) {
	s := measure.NewSheet(1, 1)
	second := func() *measure.Second {
		s.Time(0, measure.Lag, 7*ms)
		s.Add(0, measure.Lost, 1)
		return s.TakeSecond()
	}
	for range 3 {
		taken := second()
		if taken.Lag().Count() != 1 || taken.Count(measure.Lost) != 1 {
			t.Fatalf("got %d lags, %d lost", taken.Lag().Count(), taken.Count(measure.Lost))
		}
		taken.Free()
		taken.Free()
	}
	if n := testing.AllocsPerRun(100, func() { second().Free() }); n != 0 {
		t.Errorf("got %v allocations a second", n)
	}
}

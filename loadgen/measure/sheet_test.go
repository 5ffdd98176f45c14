package measure_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen/measure"
)

const ms = time.Millisecond

// extract is enough of a Distribution to tell it from others.
type extract struct {
	Count, Negative   int64
	Median, Max, Mean time.Duration
}

func extractOf(d *measure.Distribution) extract {
	if d.Count() == 0 {
		return extract{}
	}
	return extract{d.Count(), d.Negative(), d.Quantile(0.5), d.Max(), d.Mean()}
}

// contents is all that a Sheet can tell, in a comparable form.
type contents struct {
	Timings  map[string]extract
	Counts   map[string]int64
	Errors   map[string]int64
	Live     int64
	Peak     int64
	Failures []measure.FailureGroup
}

func contentsOf(s *measure.Sheet, selections ...measure.Select) contents {
	c := contents{
		Timings: map[string]extract{}, Counts: map[string]int64{}, Errors: map[string]int64{},
		Live: s.Live(), Peak: s.Peak(), Failures: s.Failures(),
	}
	for _, sel := range append(selections, measure.Everything()) {
		for _, timing := range measure.Timings() {
			c.Timings[key(sel, timing)] = extractOf(s.Timing(sel, timing))
		}
		for _, count := range measure.Counts() {
			c.Counts[key(sel, count)] = s.Count(sel, count)
		}
		for _, class := range measure.Classes() {
			c.Errors[key(sel, class)] = s.Errors(sel, class)
		}
	}
	return c
}

func key(sel measure.Select, name interface{ String() string }) string {
	return string(rune('b'+sel.Stage)) + string(rune('b'+sel.Tag)) + name.String()
}

// fill measures things at random.
func fill(s *measure.Sheet, random *rand.Rand) {
	for _, stage := range []int{0, 1, 2} {
		s.EnterStage(stage)
		for range 60 {
			tag := random.IntN(2)
			s.Time(tag, measure.Timing(random.IntN(6)), time.Duration(random.Int64N(int64(4*ms)))-ms)
			s.Add(tag, measure.Count(random.IntN(len(measure.Counts()))), random.Int64N(10))
			s.SetLive(random.Int64N(100))
			if random.IntN(10) == 0 {
				s.Fail(measure.Failure{
					Tag: tag, Class: measure.Class(random.IntN(3)), Text: "broke",
					Subscriber: random.IntN(1000), At: time.Duration(random.IntN(1e6)),
				})
			}
		}
	}
}

func TestSheetSelects(t *testing.T) {
	s := measure.NewSheet(2, 3)
	s.Time(0, measure.Lag, 1*ms)
	s.Time(2, measure.Lag, 2*ms)
	s.EnterStage(1)
	s.Time(2, measure.Lag, 1000*ms)
	s.Time(2, measure.Open, 5*ms)
	s.Add(1, measure.Events, 7)
	s.Add(2, measure.Events, 1)
	s.Fail(measure.Failure{Tag: 1, Class: measure.Reset})
	for _, tc := range []struct {
		name          string
		sel           measure.Select
		lags          int64
		longest       time.Duration
		events, reset int64
	}{
		{"all", measure.Everything(), 3, 1000 * ms, 8, 1},
		{"a stage", measure.Select{Stage: 0, Tag: -1}, 2, 2 * ms, 0, 0},
		{"a tag", measure.Select{Stage: -1, Tag: 2}, 2, 1000 * ms, 1, 0},
		{"a cell", measure.Select{Stage: 1, Tag: 1}, 0, 0, 7, 1},
		{"an unused cell", measure.Select{Stage: 0, Tag: 1}, 0, 0, 0, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			lag := s.Timing(tc.sel, measure.Lag)
			if lag.Count() != tc.lags || !near(lag.Max(), tc.longest) {
				t.Errorf("got %d lags up to %v, want %d up to %v", lag.Count(), lag.Max(), tc.lags, tc.longest)
			}
			if got := s.Count(tc.sel, measure.Events); got != tc.events {
				t.Errorf("got %d events, want %d", got, tc.events)
			}
			if got := s.Errors(tc.sel, measure.Reset); got != tc.reset {
				t.Errorf("got %d resets, want %d", got, tc.reset)
			}
		})
	}
}

func TestWhatIsReadStaysWhenTheSheetGoesOn(t *testing.T) {
	s := measure.NewSheet(1, 1)
	s.Time(0, measure.Lag, ms)
	lag := s.Timing(measure.Everything(), measure.Lag)
	s.Time(0, measure.Lag, 2*ms)
	if lag.Count() != 1 {
		t.Errorf("got %d lags in what was read before the second", lag.Count())
	}
}

func TestStagesAreEnteredAgain(t *testing.T) {
	s := measure.NewSheet(2, 1)
	for i, stage := range []int{0, 1, 1, 0, 1} {
		s.EnterStage(stage)
		s.Time(0, measure.Lag, time.Duration(i+1)*ms)
		s.Time(0, measure.Lag, -time.Duration(i+1)*30*time.Hour)
	}
	total := measure.NewSheet(2, 1)
	s.MergeInto(total)
	s.MergeInto(total)
	for stage, lags := range [][]int{{1, 4}, {2, 3, 5}} {
		want := &measure.Distribution{}
		for _, v := range lags {
			want.RecordN(time.Duration(v)*ms, 2)
			want.RecordN(-time.Duration(v)*30*time.Hour, 2)
		}
		if got := total.Timing(measure.Select{Stage: stage, Tag: 0}, measure.Lag); read(got) != read(want) {
			t.Errorf("stage %d: got %+v, want %+v", stage, read(got), read(want))
		}
	}
}

func TestMergeIntoIsAssociativeAndCommutative(t *testing.T) {
	sheets := func() (s [3]*measure.Sheet) {
		for i := range s {
			s[i] = measure.NewSheet(3, 2)
			fill(s[i], rand.New(rand.NewPCG(17, uint64(i))))
		}
		return s
	}
	total := func(parts ...*measure.Sheet) *measure.Sheet {
		sum := measure.NewSheet(3, 2)
		for _, part := range parts {
			part.MergeInto(sum)
		}
		return sum
	}
	cells := []measure.Select{{1, 1}, {2, -1}}
	s := sheets()
	want := contentsOf(total(s[0], s[1], s[2]), cells...)
	for name, sum := range map[string]func(s [3]*measure.Sheet) *measure.Sheet{
		"in reverse":    func(s [3]*measure.Sheet) *measure.Sheet { return total(s[2], s[1], s[0]) },
		"left to right": func(s [3]*measure.Sheet) *measure.Sheet { return total(total(s[0], s[1]), s[2]) },
		"right to left": func(s [3]*measure.Sheet) *measure.Sheet { return total(s[0], total(s[1], s[2])) },
	} {
		s := sheets()
		part := contentsOf(s[0])
		if diff := cmp.Diff(want, contentsOf(sum(s), cells...)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		if diff := cmp.Diff(part, contentsOf(s[0])); diff != "" {
			t.Errorf("%s changed a part:\n%s", name, diff)
		}
	}
}

func TestMisuseIsTold(t *testing.T) {
	s := measure.NewSheet(2, 1)
	for name, tc := range map[string]struct {
		do   func()
		want string
	}{
		"stage":  {func() { s.EnterStage(2) }, "measure: stage out of range"},
		"tag":    {func() { s.Add(1, measure.Lost, 1) }, "measure: tag out of range"},
		"shapes": {func() { s.MergeInto(measure.NewSheet(1, 2)) }, "measure: merge sheets of different stages or tags"},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if got := recover(); got != tc.want {
					t.Errorf("got %v, want %s", got, tc.want)
				}
			}()
			tc.do()
		})
	}
}

func TestPeakIsKept(t *testing.T) {
	s := measure.NewSheet(1, 1)
	for _, n := range []int64{3, 9, 4} {
		s.SetLive(n)
	}
	if s.Live() != 4 || s.Peak() != 9 {
		t.Errorf("got %d live, peak %d", s.Live(), s.Peak())
	}
}

func TestHotPathDoesNotAllocate(t *testing.T) {
	s := measure.NewSheet(2, 2)
	event := func() {
		s.Add(1, measure.Events, 1)
		s.Add(1, measure.Bytes, 110)
		s.Time(1, measure.Lag, 3*ms)
		s.Time(1, measure.Interval, time.Second)
		s.SetLive(17)
	}
	event()
	if n := testing.AllocsPerRun(1000, event); n != 0 {
		t.Errorf("got %v allocations an event", n)
	}
}

func TestSheetsInTurnAddUp(t *testing.T) {
	total := measure.NewSheet(2, 1)
	sheets := []*measure.Sheet{measure.NewSheet(2, 1), measure.NewSheet(2, 1)}
	for second := range 6 {
		s := sheets[second%2]
		s.EnterStage(second / 3)
		s.Time(0, measure.Open, time.Duration(second)*time.Millisecond)
		s.EnterStage(1) // what came before is packed
		s.Add(0, measure.Opened, 1)
		s.Fail(measure.Failure{Class: measure.Reset, Text: "reset"})
		s.MergeInto(total)
		s.Reset()
	}
	if got := total.Timing(measure.Everything(), measure.Open); got.Count() != 6 || got.Max().Round(time.Millisecond) != 5*time.Millisecond {
		t.Errorf("%d durations, at most %v; want each once", got.Count(), got.Max())
	}
	if n := total.Count(measure.Everything(), measure.Opened); n != 6 {
		t.Errorf("%d opened, want 6", n)
	}
	if groups := total.Failures(); len(groups) != 1 || groups[0].Count != 6 {
		t.Errorf("got %+v, want one group of 6", groups)
	}
}

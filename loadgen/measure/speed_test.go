package measure_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/measure"
)

func BenchmarkSheetEvent(b *testing.B) {
	s := measure.NewSheet(3, 2)
	values := samples(rand.New(rand.NewPCG(7, 8)), 4096)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.Add(1, measure.Events, 1)
		s.Time(1, measure.Lag, values[i%len(values)])
	}
}

// BenchmarkTurnOfASheet is what the owner pays for a worker each second.
func BenchmarkTurnOfASheet(b *testing.B) {
	s, total := measure.NewSheet(5, 3), measure.NewSheet(5, 3)
	random := rand.New(rand.NewPCG(19, 20))
	s.EnterStage(2)
	b.ReportAllocs()
	for b.Loop() {
		for range 3000 {
			s.Time(random.IntN(3), measure.Timing(random.IntN(10)), time.Duration(random.Int64N(int64(time.Second))))
		}
		s.MergeInto(total)
		s.Reset()
	}
}

func BenchmarkMergeInto(b *testing.B) {
	parts := [2]*measure.Sheet{measure.NewSheet(5, 1), measure.NewSheet(5, 1)}
	random := rand.New(rand.NewPCG(21, 22))
	for _, s := range parts {
		for stage := range 5 {
			s.EnterStage(stage)
			for range 3000 {
				s.Time(0, measure.Timing(random.IntN(10)), time.Duration(random.Int64N(int64(time.Second))))
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		total := measure.NewSheet(5, 1)
		for _, s := range parts {
			s.MergeInto(total)
		}
	}
}

func BenchmarkMarshalText(b *testing.B) {
	d := of(samples(rand.New(rand.NewPCG(27, 28)), 100000)...)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.MarshalText(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSeriesDay is a full Series of a heavy tail.
func BenchmarkSeriesDay(b *testing.B) {
	taken := second(1000, samples(rand.New(rand.NewPCG(25, 26)), 1000)...)
	b.ReportAllocs()
	for b.Loop() {
		s := measure.NewSeries()
		for i := range 3600 {
			s.Append(time.Duration(i)*time.Second, taken)
		}
		s.Rows()
	}
}

package measure_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/measure"
)

// figures is all that is read from a Distribution.
type figures struct {
	Count, Negative, Clamped       int64
	Min, P1, P50, P99, Max         time.Duration
	Mean, Deviation                time.Duration
	MinByQuantile, MaxByQuantile   time.Duration
	BelowQuantiles, AboveQuantiles time.Duration
}

func read(d *measure.Distribution) figures {
	return figures{
		Count: d.Count(), Negative: d.Negative(), Clamped: d.Clamped(),
		Min: d.Min(), P1: d.Quantile(0.01), P50: d.Quantile(0.5), P99: d.Quantile(0.99), Max: d.Max(),
		Mean: d.Mean(), Deviation: d.Deviation(),
		MinByQuantile: d.Quantile(0), MaxByQuantile: d.Quantile(1),
		BelowQuantiles: d.Quantile(math.NaN()), AboveQuantiles: d.Quantile(2),
	}
}

func of(values ...time.Duration) *measure.Distribution {
	d := &measure.Distribution{}
	for _, v := range values {
		d.Record(v)
	}
	return d
}

func TestDistribution(t *testing.T) {
	const us, ms = time.Microsecond, time.Millisecond
	for _, tc := range []struct {
		name   string
		values []time.Duration
		want   figures
	}{
		{"empty", nil, figures{}},
		{
			"one",
			[]time.Duration{1500 * us},
			figures{
				Count: 1, Min: 1500 * us, P1: 1500 * us, P50: 1500 * us, P99: 1500 * us, Max: 1500 * us,
				Mean: 1500 * us,
			},
		},
		{
			"rounded to the nearest microsecond",
			[]time.Duration{400, 1600, -400},
			figures{Count: 3, P99: 2 * us, Max: 2 * us, Mean: 667, Deviation: 943},
		},
		{
			"both sides of zero",
			[]time.Duration{-2 * ms, -1 * ms, 1 * ms, 2 * ms},
			figures{
				Count: 4, Negative: 2, Min: -2 * ms, P1: -2 * ms, P50: -1 * ms, P99: 2 * ms, Max: 2 * ms,
				Deviation: 1581139,
			},
		},
		{
			"all below zero",
			[]time.Duration{-3 * us, -2 * us, -1 * us},
			figures{
				Count: 3, Negative: 3, Min: -3 * us, P1: -3 * us, P50: -2 * us, P99: -1 * us, Max: -1 * us,
				Mean: -2 * us, Deviation: 816,
			},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.want.MinByQuantile, tc.want.BelowQuantiles = tc.want.Min, tc.want.Min
			tc.want.MaxByQuantile, tc.want.AboveQuantiles = tc.want.Max, tc.want.Max
			if got := read(of(tc.values...)); got != tc.want {
				t.Errorf("got %+v\nwant %+v", got, tc.want)
			}
		})
	}
}

func TestDistributionClampsAndCounts(t *testing.T) {
	d := of(math.MaxInt64, math.MinInt64, measure.MaxDuration, time.Second)
	d.RecordN(25*time.Hour, 3)
	d.RecordN(25*time.Hour, 0)
	d.RecordN(25*time.Hour, -1)
	if d.Count() != 7 || d.Negative() != 1 || d.Clamped() != 5 {
		t.Errorf("got %d with %d negative and %d clamped", d.Count(), d.Negative(), d.Clamped())
	}
	if !near(d.Max(), measure.MaxDuration) || !near(d.Min(), -measure.MaxDuration) {
		t.Errorf("got %v to %v, want 24 hours on both sides", d.Min(), d.Max())
	}
}

// near tells whether two durations are within 0.1 % and a microsecond of each other.
func near(got, want time.Duration) bool {
	return (got - want).Abs() <= want.Abs()/1000+time.Microsecond
}

// exact returns the smallest value with a share of at least q at or below it.
func exact(sorted []time.Duration, q float64) time.Duration {
	rank := int(math.Ceil(math.Nextafter(q, 0) * float64(len(sorted))))
	return sorted[max(rank, 1)-1]
}

// samples returns durations of a heavy tail, some below zero.
func samples(random *rand.Rand, n int) []time.Duration {
	values := make([]time.Duration, n)
	for i := range values {
		v := time.Duration(math.Exp(random.NormFloat64()*3) * float64(time.Millisecond))
		if random.IntN(5) == 0 {
			v = -v
		}
		values[i] = v
	}
	return values
}

func TestQuantilesAreWithinAThousandth(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 3, 7, 100, 149, 1000, 20000} {
		values := samples(random, n)
		d := of(values...)
		slices.Sort(values)
		for _, q := range []float64{0.001, 0.01, 0.07, 0.1, 0.25, 0.5, 0.9, 0.99, 0.999, 0.9999} {
			if got, want := d.Quantile(q), exact(values, q); !near(got, want) {
				t.Errorf("quantile %v of %d: got %v, want %v", q, n, got, want)
			}
		}
		if !near(d.Min(), values[0]) || !near(d.Max(), values[n-1]) {
			t.Errorf("got %v to %v, want %v to %v", d.Min(), d.Max(), values[0], values[n-1])
		}
		mean, deviation := moments(values)
		if !near(d.Mean(), mean) || !near(d.Deviation(), deviation) {
			t.Errorf("got %v ± %v, want %v ± %v", d.Mean(), d.Deviation(), mean, deviation)
		}
	}
}

func moments(values []time.Duration) (mean, deviation time.Duration) {
	sum, squares := 0.0, 0.0
	for _, v := range values {
		sum += float64(v)
	}
	m := sum / float64(len(values))
	for _, v := range values {
		squares += (float64(v) - m) * (float64(v) - m)
	}
	return time.Duration(m), time.Duration(math.Sqrt(squares / float64(len(values))))
}

func TestQuantilesNeverFall(t *testing.T) {
	d := of(samples(rand.New(rand.NewPCG(3, 4)), 500)...)
	last := d.Quantile(0)
	for i := range 1001 {
		v := d.Quantile(float64(i) / 1000)
		if v < last {
			t.Fatalf("quantile %v is %v, less than %v before it", float64(i)/1000, v, last)
		}
		last = v
	}
}

func TestMergeIsAssociativeAndCommutative(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	parts := [][]time.Duration{samples(random, 100), samples(random, 1), nil, samples(random, 40)}
	parts[3] = append(parts[3], 30*time.Hour)
	join := func(parts ...*measure.Distribution) *measure.Distribution {
		sum := &measure.Distribution{}
		for _, part := range parts {
			sum.Merge(part)
		}
		return sum
	}
	a, b, c, d := of(parts[0]...), of(parts[1]...), of(parts[2]...), of(parts[3]...)
	want := text(t, of(slices.Concat(parts...)...))
	for name, got := range map[string]*measure.Distribution{
		"in order":      join(a, b, c, d),
		"in reverse":    join(d, c, b, a),
		"left to right": join(join(join(a, b), c), d),
		"right to left": join(a, join(b, join(c, d))),
		"with nil":      join(a, nil, b, c, d),
	} {
		if text(t, got) != want {
			t.Errorf("%s: got %+v", name, read(got))
		}
	}
	if got := text(t, a); got != text(t, of(parts[0]...)) {
		t.Error("merging changed a part")
	}
}

func TestResetEmpties(t *testing.T) {
	d := of(-time.Second, time.Second, 30*time.Hour)
	d.Reset()
	if got := read(d); got != (figures{}) {
		t.Errorf("got %+v", got)
	}
	d.Record(time.Millisecond)
	if got, want := read(d), read(of(time.Millisecond)); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestRecordDoesNotAllocate(t *testing.T) {
	d := of(time.Millisecond, -time.Millisecond)
	v := 17 * time.Microsecond
	if n := testing.AllocsPerRun(1000, func() { v = -v * 3 / 2; d.Record(v) }); n != 0 {
		t.Errorf("got %v allocations", n)
	}
}

func BenchmarkRecord(b *testing.B) {
	values := samples(rand.New(rand.NewPCG(7, 8)), 4096)
	for name, change := range map[string]func(time.Duration) time.Duration{
		"positive": time.Duration.Abs,
		"both":     func(v time.Duration) time.Duration { return v },
	} {
		values := slices.Clone(values)
		for i, v := range values {
			values[i] = change(v)
		}
		b.Run(name, func(b *testing.B) {
			d := of(1, -time.Second)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				d.Record(values[i%len(values)])
			}
		})
	}
}

package measure_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen/measure"
)

// second returns a Second with so many live streams and an event for each Lag.
func second(live int64, lags ...time.Duration) *measure.Second {
	s := measure.NewSheet(1, 1)
	s.SetLive(live)
	for _, v := range lags {
		s.Time(0, measure.Lag, v)
		s.Add(0, measure.Events, 1)
		s.Add(0, measure.Bytes, 100)
	}
	return s.TakeSecond()
}

// column returns the figures under a name.
func column(t *testing.T, s *measure.Series, name string) []float64 {
	t.Helper()
	at := slices.Index(s.Columns(), name)
	if at < 0 {
		t.Fatalf("no column %s in %v", name, s.Columns())
	}
	var figures []float64
	for _, row := range s.Rows() {
		figures = append(figures, row[at])
	}
	return figures
}

func TestSeriesColumns(t *testing.T) {
	s := measure.NewSeries(measure.Column{Name: "cpu_share"})
	want := "t_s live opened completed closed_by_server failed events bytes lost reconnects " +
		"lag_count lag_p50_ms lag_p90_ms lag_p99_ms lag_max_ms cpu_share"
	if got := strings.Join(s.Columns(), " "); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	s.Append(3*time.Second, second(7, 1500*time.Microsecond), 0.25)
	s.Append(4*time.Second, second(6))
	want2 := [][]float64{
		{3, 7, 0, 0, 0, 0, 1, 100, 0, 0, 1, 1.5, 1.5, 1.5, 1.5, 0.25},
		{4, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
	}
	if diff := cmp.Diff(want2, s.Rows()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSeriesRoundsTimes(t *testing.T) {
	s := measure.NewSeries()
	for _, at := range []time.Duration{2 * ms, 998 * ms, 2001 * ms, 5 * time.Second, 4 * time.Second} {
		s.Append(at, second(1, ms))
	}
	if diff := cmp.Diff([]float64{0, 1, 2, 5}, column(t, s, "t_s")); diff != "" {
		t.Errorf("t_s (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]float64{1, 1, 1, 2}, column(t, s, "events")); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestSeriesHalves(t *testing.T) {
	s := measure.NewSeries(
		measure.Column{Name: "mean", Combine: measure.Mean},
		measure.Column{Name: "largest", Combine: measure.Largest},
		measure.Column{Name: "latest", Combine: measure.Latest},
		measure.Column{Name: "sum", Combine: measure.Sum},
	)
	sheet := measure.NewSheet(1, 1)
	const seconds = 7201 // one more than 3,600 rows of two seconds
	for i := range seconds {
		v := float64(i % 4)
		sheet.SetLive(int64(i))
		sheet.Add(0, measure.Events, 1)
		if i/4 == 100 {
			sheet.Time(0, measure.Lag, ms)
		}
		taken := sheet.TakeSecond()
		s.Append(time.Duration(i)*time.Second, taken, v, v, -v, v)
		taken.Free()
	}
	if s.Step() != 4*time.Second || len(s.Rows()) != 1801 {
		t.Fatalf("got %d rows of %v", len(s.Rows()), s.Step())
	}
	for name, want := range map[string]float64{
		"t_s": 400, "live": 403, "events": 4, "lag_count": 4,
		"mean": 1.5, "largest": 3, "latest": -3, "sum": 6,
	} {
		if got := column(t, s, name)[100]; got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
	if got := column(t, s, "events")[1800]; got != 1 {
		t.Errorf("got %v events in the last row, want the 1 of its only second", got)
	}
}

func TestSeriesMergesQuantiles(t *testing.T) {
	s := measure.NewSeries()
	random := rand.New(rand.NewPCG(23, 24))
	few, many := samples(random, 200), samples(random, 400)
	s.Append(0, second(1, few...))
	s.Append(time.Second, second(1, many...))
	for i := range 3599 {
		s.Append(time.Duration(2+i)*time.Second, &measure.Second{})
	}
	want := of(slices.Concat(few, many)...)
	for name, d := range map[string]time.Duration{
		"lag_p50_ms": want.Quantile(0.5), "lag_p90_ms": want.Quantile(0.9),
		"lag_p99_ms": want.Quantile(0.99), "lag_max_ms": want.Max(),
	} {
		if got := column(t, s, name)[0]; got != float64(d.Microseconds())/1000 {
			t.Errorf("%s: got %v, want %v", name, got, d)
		}
	}
}

// Rows that are far apart do not become fewer by halving once.
func TestSeriesIsBounded(t *testing.T) {
	s := measure.NewSeries()
	for i := range 5000 {
		s.Append(time.Duration(i)*64*time.Second, &measure.Second{})
	}
	if s.Step() != 128*time.Second || len(s.Rows()) != 2500 {
		t.Errorf("got %d rows of %v", len(s.Rows()), s.Step())
	}
}

package measure

import "time"

// Column is a column of a [Series] that its caller fills, as the CPU of the generator.
type Column struct {
	// Name is in snake case and ends in the unit, as in "loop_lag_max_ms".
	Name string
	// Combine says what becomes of figures of several seconds in one row.
	Combine Combine
}

// Combine is how figures of several seconds become one.
type Combine uint8

// The ways to combine figures. Each second counts the same for Mean.
const (
	Mean Combine = iota
	Largest
	Latest
	Sum
)

// columns returns the names of all columns, those of the caller last.
func columns(extra []Column) []string {
	names := []string{
		"t_s", "live", "opened", "completed", "closed_by_server", "failed", "events", "bytes", "lost",
		"reconnects",
		"lag_count", "lag_p50_ms", "lag_p90_ms", "lag_p99_ms", "lag_max_ms",
	}
	for _, c := range extra {
		names = append(names, c.Name)
	}
	return names
}

// The columns of Lag, which are empty in a CSV when there was none.
const (
	firstLagColumn = 11
	lastLagColumn  = 14
)

// point is what one row of a Series is about.
type point struct {
	index   int64 // of the step that it covers
	seconds int64
	counts  [countCount]int64
	live    int64
	extra   []float64
}

// pointOf returns the point of one Second. Figures that extra lacks are 0.
func pointOf(index int64, s *Second, columns []Column, extra []float64) point {
	p := point{index: index, seconds: 1, counts: s.counts, live: s.live}
	p.extra = make([]float64, len(columns))
	copy(p.extra, extra)
	return p
}

// merge adds a later point.
func (p *point) merge(o *point, columns []Column) {
	for i, n := range o.counts {
		p.counts[i] += n
	}
	p.live = o.live
	for i, c := range columns {
		p.extra[i] = c.Combine.of(p.extra[i], p.seconds, o.extra[i], o.seconds)
	}
	p.seconds += o.seconds
}

// of returns one figure for those of an earlier and a later number of seconds.
func (c Combine) of(earlier float64, n int64, later float64, m int64) float64 {
	switch c {
	case Largest:
		return max(earlier, later)
	case Latest:
		return later
	case Sum:
		return earlier + later
	default:
		return (earlier*float64(n) + later*float64(m)) / float64(n+m)
	}
}

// row returns the figures of all columns, 0 for those of Lag if there was none.
func (p *point) row(step time.Duration, lag *Distribution) []float64 {
	row := []float64{(time.Duration(p.index) * step).Seconds()}
	for _, n := range []int64{
		p.live, p.counts[Opened], p.counts[Completed], p.counts[ClosedByServer], p.counts[Failed],
		p.counts[Events], p.counts[Bytes], p.counts[Lost], p.counts[Reconnects], lag.Count(),
	} {
		row = append(row, float64(n))
	}
	for _, v := range []time.Duration{lag.Quantile(0.5), lag.Quantile(0.9), lag.Quantile(0.99), lag.Max()} {
		row = append(row, float64(v.Microseconds())/1000)
	}
	return append(row, p.extra...)
}

package measure

import "time"

// maxPoints bounds a Series: an hour of seconds, or a day of half minutes.
const maxPoints = 3600

// Series is a run over time, a row a second. At 3,600 rows it halves its resolution, to rows
// of 2 s, 4 s and so on; histograms merge, so that quantiles stay quantiles.
type Series struct {
	extra  []Column
	step   time.Duration
	points []point
	lags   []sparse // of each point
}

// NewSeries returns an empty Series with columns of its caller beside its own.
func NewSeries(extra ...Column) *Series {
	return &Series{extra: extra, step: time.Second}
}

// Append adds a merged Second that began at a time since the run's start, which is rounded to
// seconds, and the figures of the caller's columns. It keeps no reference to either. A time
// before the last one counts as the last one.
func (s *Series) Append(at time.Duration, second *Second, extra ...float64) {
	index := int64(at.Round(time.Second) / s.step)
	p := pointOf(index, second, s.extra, extra)
	lag := sparse{}
	lag.add(&second.lag)
	if !s.mergeLast(&p, &lag) {
		s.points = append(s.points, p)
		s.lags = append(s.lags, lag)
	}
	for len(s.points) > maxPoints { // more than once where rows are far apart
		s.halve()
	}
}

// mergeLast adds a point to the last one if it does not come after it.
func (s *Series) mergeLast(p *point, lag *sparse) bool {
	last := len(s.points) - 1
	if last < 0 || p.index > s.points[last].index {
		return false
	}
	s.points[last].merge(p, s.extra)
	s.lags[last].merge(lag)
	return true
}

// halve makes the step twice as long.
func (s *Series) halve() {
	points, lags := s.points, s.lags
	s.step *= 2
	s.points, s.lags = points[:0], lags[:0]
	for i := range points {
		p, lag := points[i], lags[i]
		p.index /= 2
		if !s.mergeLast(&p, &lag) {
			s.points = append(s.points, p)
			s.lags = append(s.lags, lag)
		}
	}
	clear(lags[len(s.lags):]) // what is merged is not kept alive
}

// Step returns the time that a row covers.
func (s *Series) Step() time.Duration { return s.step }

// Columns returns the names of the columns, each with its unit where it has one:
//
//   - t_s: when the row begins, since the run's start
//   - live: streams open at the row's end
//   - opened, completed, closed_by_server, failed: streams that did so
//   - events, bytes, reconnects: how many in the row
//   - lost: how many more are known to be lost, less those that came after all
//   - lag_count, lag_p50_ms to lag_max_ms: Lags of the row
//
// and then the caller's.
func (s *Series) Columns() []string { return columns(s.extra) }

// Rows returns the figures, a row for each step in which there was something to append. Where
// lag_count is 0, so are the figures of Lag.
func (s *Series) Rows() [][]float64 {
	rows := make([][]float64, len(s.points))
	lag := &Distribution{}
	for i := range s.points {
		lag.Reset()
		s.lags[i].addTo(lag)
		rows[i] = s.points[i].row(s.step, lag)
	}
	return rows
}

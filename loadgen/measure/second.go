package measure

import "time"

// Second is what happened from one [Sheet.TakeSecond] to the next. Only Lag has all its
// durations, the other Timings have a number and a maximum. Its zero value is one in which
// nothing happened, to Merge those of workers into.
type Second struct {
	counts     [countCount]int64
	timings    [timingCount]extent
	live, peak int64
	lag        Distribution
	home       chan<- *Second
}

// extent is how many durations there were, and the longest.
type extent struct {
	count int64
	max   time.Duration
}

// now returns the Second that is being measured.
func (s *Sheet) now() *Second {
	if s.second == nil {
		s.second = s.newSecond()
	}
	return s.second
}

func (s *Sheet) newSecond() *Second {
	var second *Second
	select {
	case second = <-s.spare:
		second.reset()
	default:
		second = &Second{}
	}
	second.home = s.spare
	second.live, second.peak = s.live, s.live
	return second
}

// TakeSecond returns what happened since it was called last. The caller owns it, may hand it
// to another goroutine, and should Free it in the end.
func (s *Sheet) TakeSecond() *Second {
	taken := s.now()
	s.second = s.newSecond()
	return taken
}

// Free gives the memory of the Second back to its Sheet. The Second must not be used any more.
func (s *Second) Free() {
	home := s.home
	s.home = nil // a second Free must not give it back twice
	if home == nil {
		return
	}
	select {
	case home <- s:
	default: // the Sheet has enough
	}
}

func (s *Second) reset() {
	s.counts = [countCount]int64{}
	s.timings = [timingCount]extent{}
	s.live, s.peak = 0, 0
	s.lag.Reset()
}

func (s *Second) time(t Timing, v time.Duration) {
	if t == Lag {
		s.lag.Record(v)
	}
	s.timings[t].merge(extent{1, v})
}

func (e *extent) merge(o extent) {
	if o.count == 0 {
		return
	}
	if e.count == 0 || o.max > e.max {
		e.max = o.max
	}
	e.count += o.count
}

// Merge adds what o holds: another worker's Second of the same time.
func (s *Second) Merge(o *Second) {
	for i, n := range o.counts {
		s.counts[i] += n
	}
	for t := range s.timings {
		s.timings[t].merge(o.timings[t])
	}
	s.live += o.live
	s.peak += o.peak
	s.lag.Merge(&o.lag)
}

// Add adds n to a Count that its caller keeps elsewhere, as that of losses.
func (s *Second) Add(c Count, n int64) { s.counts[c] += n }

// Count returns how much a Count grew.
func (s *Second) Count(c Count) int64 { return s.counts[c] }

// Timing returns how many durations of a Timing there were, and the longest, 0 without any.
func (s *Second) Timing(t Timing) (count int64, longest time.Duration) {
	return s.timings[t].count, s.timings[t].max
}

// Lag returns the Lags, for reading, until Free.
func (s *Second) Lag() *Distribution { return &s.lag }

// Live returns how many streams were open at the end.
func (s *Second) Live() int64 { return s.live }

// Peak returns how many streams were open at most; of merged Seconds, an upper bound.
func (s *Second) Peak() int64 { return s.peak }

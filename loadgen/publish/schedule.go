package publish

import (
	"math"
	"slices"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/shares"
)

// schedule says when each event is due, and which topic it belongs to. Event n, from
// 0, is due at start + n/rate whatever happened before.
type schedule struct {
	start  time.Duration
	rate   float64
	total  int64 // how many events there are
	period int64
	turns  []uint16  // the topic of event n is turns[n % period]
	places [][]int64 // of each topic, in turns
}

func newSchedule(p Plan) schedule {
	weights := []float64{1}
	if len(p.Topics) > 0 {
		weights = weights[:0]
		for _, t := range p.Topics {
			weights = append(weights, weight(t.Weight))
		}
	}
	s := schedule{start: p.Start, rate: p.Rate, total: math.MaxInt64, turns: shares.Table(weights), places: make([][]int64, len(weights))}
	s.period = int64(len(s.turns))
	for place, topic := range s.turns {
		s.places[topic] = append(s.places[topic], int64(place))
	}
	if p.Stop > 0 {
		s.total = s.dueAt(p.Stop - 1)
	}
	return s
}

// due returns when event n is due.
func (s *schedule) due(n int64) time.Duration {
	after := float64(n) / s.rate * float64(time.Second)
	if after > float64(math.MaxInt64-s.start)/2 {
		return math.MaxInt64 // never
	}
	return s.start + time.Duration(math.Round(after))
}

// dueAt returns how many events are due at an instant or before it.
func (s *schedule) dueAt(at time.Duration) int64 {
	if at < s.start || s.total == 0 {
		return 0
	}
	n := int64((at - s.start).Seconds() * s.rate)
	for n > 0 && s.due(n) > at {
		n--
	}
	for s.due(n) <= at {
		n++
	}
	return min(n, s.total)
}

// ofTopic returns how many of the first n events belong to a topic.
func (s *schedule) ofTopic(topic int, n int64) int64 {
	places := s.places[topic]
	before, _ := slices.BinarySearch(places, n%s.period)
	return n/s.period*int64(len(places)) + int64(before)
}

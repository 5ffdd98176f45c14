package publish

import (
	"slices"
	"sync/atomic"
)

// lane is topics whose events are published one after the other, or a few at a time.
type lane struct {
	places []int64 // in the schedule's turns
	next   atomic.Int64
}

// lanes deals the topics out to as many lanes as there may be.
func lanes(s *schedule, most int) []*lane {
	all := make([]*lane, min(len(s.places), most))
	for i := range all {
		all[i] = &lane{}
	}
	for topic, places := range s.places {
		l := all[topic%len(all)]
		l.places = append(l.places, places...)
	}
	for _, l := range all {
		slices.Sort(l.places)
	}
	return all
}

// take returns the lane's next event.
func (l *lane) take(s *schedule) (n int64) {
	k := l.next.Add(1) - 1
	size := int64(len(l.places))
	return k/size*s.period + l.places[k%size]
}

package publish

import (
	"cmp"
	"math"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/problem"
)

// Plan says what is published, when, and how. The zero values of all but Rate and Hook
// mean something.
type Plan struct {
	// Rate is how many events a second are due, over all Topics.
	Rate float64
	// Topics are where to publish, in shares. Without any there is one, whose name is
	// empty.
	Topics []Topic
	// Sizes are how many bytes of data an event has, in shares. Without any it is as
	// short as a Stamp can be.
	Sizes []Size
	// Start and Stop are when the first event is due and from when on none is, since
	// the start of the run. Without a Stop, publishing ends with the run.
	Start, Stop time.Duration
	// Hook is how to publish.
	Hook Hook
	// Event is the type of the events, for hooks that say one.
	Event string
	// PerTopic is how many publishes of one topic may be under way at a time. 0 means
	// 1, which keeps their order; with more of them they can overtake each other on
	// their way, and what is Reordered then says nothing about the Target.
	PerTopic int
	// MaxInFlight is how many publishes may be under way at a time. 0 means 64.
	MaxInFlight int
	// Timeout bounds one publish, and Drain how long those under way are waited for
	// when the run ends. 0 means 10 s and 5 s.
	Timeout, Drain time.Duration
	// Run tells the Stamps of this run from others.
	Run string
	// Seed decides which sizes are drawn.
	Seed uint64
}

// Topic is somewhere to publish.
type Topic struct {
	Name string
	// Weight is its share of the events, as a part of the sum of all weights. 0 counts
	// as 1.
	Weight float64
}

// Size is a number of bytes, or any number from Min to Max.
type Size struct {
	Min, Max int
	// Weight is the share of the events. 0 counts as 1.
	Weight float64
}

// The bounds of a Plan.
const (
	maxRate      = 1e6
	maxTopics    = 10_000
	maxSizeBytes = 16 << 20
	maxInFlight  = 10_000
)

// Validate returns every problem.
func (p Plan) Validate() problem.List {
	var l problem.List
	if !(p.Rate > 0 && p.Rate <= maxRate) {
		l.Add("rate", "want more than 0 and at most 1,000,000 events a second, not %v", p.Rate)
	}
	p.validateShares(&l)
	switch {
	case p.Start < 0:
		l.Add("start", "want 0 or later, not %v", p.Start)
	case p.Stop != 0 && p.Stop <= p.Start:
		l.Add("stop", "want later than the start at %v, not %v", p.Start, p.Stop)
	}
	if p.MaxInFlight < 0 || p.MaxInFlight > maxInFlight {
		l.Add("maxInFlight", "want from 1 to %d, not %d", maxInFlight, p.MaxInFlight)
	}
	if p.PerTopic < 0 || p.PerTopic > p.maxInFlight() {
		l.Add("perTopic", "want from 1 to %d, which may be under way at all, not %d", p.maxInFlight(), p.PerTopic)
	}
	if p.Timeout < 0 {
		l.Add("timeout", "want a positive duration, not %v", p.Timeout)
	}
	if p.Drain < 0 {
		l.Add("drain", "want a positive duration, not %v", p.Drain)
	}
	_, hook := p.Hook.compile()
	l.Under("hook", hook)
	return l
}

func (p Plan) validateShares(l *problem.List) {
	if len(p.Topics) > maxTopics {
		l.Add("topics", "want at most %d, not %d", maxTopics, len(p.Topics))
	}
	seen := map[string]bool{}
	for i, t := range p.Topics {
		if !isWeight(t.Weight) {
			l.Add(indexed("topics", i)+".weight", "want a positive number, not %v", t.Weight)
		}
		if seen[t.Name] {
			l.Add(indexed("topics", i)+".name", "there is a topic %q already", t.Name)
		}
		seen[t.Name] = true
	}
	if len(p.Sizes) > maxTopics {
		l.Add("sizes", "want at most %d, not %d", maxTopics, len(p.Sizes))
	}
	for i, s := range p.Sizes {
		if !isWeight(s.Weight) {
			l.Add(indexed("sizes", i)+".weight", "want a positive number, not %v", s.Weight)
		}
		if s.Min < 0 || s.Min > s.Max || s.Max > maxSizeBytes {
			l.Add(indexed("sizes", i), "want a range up to %d bytes, the smaller number first, not %d to %d", maxSizeBytes, s.Min, s.Max)
		}
	}
}

func isWeight(w float64) bool { return w >= 0 && !math.IsInf(w, 0) }

// weight returns a share that may have been left out.
func weight(w float64) float64 {
	if w == 0 {
		return 1
	}
	return w
}

func (p Plan) maxInFlight() int { return cmp.Or(p.MaxInFlight, 64) }

func (p Plan) perTopic() int { return cmp.Or(p.PerTopic, 1) }

func (p Plan) timeout() time.Duration { return cmp.Or(p.Timeout, 10*time.Second) }

func (p Plan) drain() time.Duration { return cmp.Or(p.Drain, 5*time.Second) }

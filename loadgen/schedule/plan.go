package schedule

import (
	"strconv"
	"time"
)

// Plan is what Subscribers do in a run: either Stages or Arrivals, and what breaks
// their streams. [Plan.Validate] must have found nothing before anything else is asked.
type Plan struct {
	// Stages is the closed model: a number of streams that follows lines.
	Stages []Stage
	// Arrivals is the open model; nil if there are Stages.
	Arrivals *Arrivals
	// Churn breaks single streams all the time.
	Churn Churn
	// Storm breaks many streams at once.
	Storm Storm
	// Seed decides all that is random: the same seed, the same moves.
	Seed uint64
}

// Stage is a straight line to a number of streams.
type Stage struct {
	// Name is what reports and thresholds call the stage. An empty one is its number, from 1.
	Name string
	// Duration is how long the way takes; 0 jumps.
	Duration time.Duration
	// Streams is how many are open at the end of the stage.
	Streams int
}

// Ramp is the simple plan: a way up to a number of streams, then a time in which they are held.
func Ramp(streams int, ramp, hold time.Duration) []Stage {
	return []Stage{
		{Name: "ramp", Duration: ramp, Streams: streams},
		{Name: "hold", Duration: hold, Streams: streams},
	}
}

// Churn is streams that leave one by one and come back.
type Churn struct {
	// Rate is the share of the planned streams that leaves in a second; 0.01 is 1 %.
	Rate float64
	// Away is how long it takes until one is back. The schedule leaves that to the worker.
	Away time.Duration
}

// Storm is a share of the streams that is cut at one instant, and comes back.
type Storm struct {
	// Every is the time between storms, the first one included; 0 is no storm.
	Every time.Duration
	// Share is how much of the live streams is cut, more than 0 and at most 1.
	Share float64
}

// Length is how long the plan takes.
func (p Plan) Length() time.Duration {
	if p.Arrivals != nil {
		return p.Arrivals.Duration
	}
	var sum time.Duration
	for _, s := range p.Stages {
		sum += s.Duration
	}
	return sum
}

// Peak is the largest number of streams at a time. For Arrivals it is an estimate
// from above: the mean number there, and, where spacing is random, six standard deviations
// of it; never more than all arrivals.
func (p Plan) Peak() int {
	if p.Arrivals != nil {
		return p.Arrivals.peak(p.Seed)
	}
	peak := 0
	for _, s := range p.Stages {
		peak = max(peak, s.Streams)
	}
	return peak
}

// Subscribers is how many there are in all; they are numbered from 0. For Arrivals at random
// times they are counted one by one, some 20 ns each.
func (p Plan) Subscribers() int {
	if p.Arrivals != nil {
		return p.Arrivals.count(p.Seed)
	}
	return p.Peak()
}

// StageNames is what the stages are called, in their order. Arrivals are one stage, "arrivals".
func (p Plan) StageNames() []string {
	if p.Arrivals != nil {
		return []string{"arrivals"}
	}
	names := make([]string, len(p.Stages))
	for i, s := range p.Stages {
		if names[i] = s.Name; s.Name == "" {
			names[i] = strconv.Itoa(i + 1)
		}
	}
	return names
}

// StageAt is the index of the stage at a time since the start. At the border of two it is the
// later one; before the start the first, after the end the last.
func (p Plan) StageAt(t time.Duration) int {
	if p.Arrivals != nil {
		return 0
	}
	return stageAt(legs(p.Stages), t)
}

// Streams is how many streams are planned to be open at a time since the start, what
// is due then included. For Arrivals it is the mean over all seeds, rounded.
func (p Plan) Streams(t time.Duration) int {
	return p.course().streams(t)
}

// course is the number of streams over time.
type course interface {
	// stage is the index of the stage at t.
	stage(t time.Duration) int
	// streams is the number at t.
	streams(t time.Duration) int
	// area is the integral of the number from 0 to t, in stream seconds.
	area(t time.Duration) float64
}

func (p Plan) course() course {
	if p.Arrivals != nil {
		return *p.Arrivals
	}
	return line(legs(p.Stages))
}

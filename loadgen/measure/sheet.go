package measure

import "time"

// Sheet is what one worker measures, by cell: a Stage and a tag. It belongs to one goroutine.
// Stages and tags are numbered from 0.
type Sheet struct {
	stages, tags int
	stage        int
	cells        []*cell // at stage*tags + tag; nil until used
	live, peak   int64
	failures     failureLog
	second       *Second
	spare        chan *Second // those given back, from any goroutine
}

// cell is what was measured in one Stage under one tag.
type cell struct {
	timings [timingCount]slot
	counts  [countCount]int64
	classes [classCount]int64
}

// NewSheet returns an empty Sheet for a number of Stages and a number of tags, each at least
// 1. It is in Stage 0.
func NewSheet(stages, tags int) *Sheet {
	return &Sheet{
		stages: stages,
		tags:   tags,
		cells:  make([]*cell, stages*tags),
		spare:  make(chan *Second, 2),
	}
}

// EnterStage makes a Stage the one that what follows belongs to. What the Stage before it
// measured is packed, which takes about 20 µs for each of its Distributions.
func (s *Sheet) EnterStage(stage int) {
	if stage < 0 || stage >= s.stages {
		panic("measure: stage out of range")
	}
	if stage == s.stage {
		return
	}
	for _, c := range s.cells[s.stage*s.tags : (s.stage+1)*s.tags] {
		c.seal()
	}
	s.stage = stage
}

// Time records a duration under a tag. In steady state it does not allocate.
func (s *Sheet) Time(tag int, t Timing, v time.Duration) {
	s.cell(tag).timings[t].durations.Record(v)
	s.now().time(t, v)
}

// Add adds n to a Count under a tag.
func (s *Sheet) Add(tag int, c Count, n int64) {
	s.cell(tag).counts[c] += n
	s.now().counts[c] += n
}

// Fail notes a failure under its tag. It counts by Class alone; what it means for the stream
// goes to a Count with Add.
func (s *Sheet) Fail(f Failure) {
	s.cell(f.Tag).classes[f.Class]++
	s.failures.add(f)
}

// SetLive says how many streams are open now.
func (s *Sheet) SetLive(n int64) {
	s.live = n
	s.peak = max(s.peak, n)
	second := s.now()
	second.live = n
	second.peak = max(second.peak, n)
}

// cell returns the cell of the present Stage and a tag.
func (s *Sheet) cell(tag int) *cell {
	if tag < 0 || tag >= s.tags {
		panic("measure: tag out of range")
	}
	at := s.stage*s.tags + tag
	if s.cells[at] == nil {
		s.cells[at] = &cell{}
	}
	return s.cells[at]
}

// MergeInto adds what the Sheet holds to a total of as many Stages and tags, and leaves the
// Sheet as it is. Both must be the caller's. The present Second is left out. The total enters the
// Stage of the Sheet, if that is a later one, and packs those before.
func (s *Sheet) MergeInto(total *Sheet) {
	if s.stages != total.stages || s.tags != total.tags {
		panic("measure: merge sheets of different stages or tags")
	}
	total.EnterStage(max(total.stage, s.stage))
	for at, from := range s.cells {
		if from == nil {
			continue
		}
		if total.cells[at] == nil {
			total.cells[at] = &cell{}
		}
		total.cells[at].merge(from)
		if at/s.tags < total.stage {
			total.cells[at].seal()
		}
	}
	total.live += s.live
	total.peak += s.peak
	total.failures.merge(&s.failures)
}

// seal packs what a Stage that is over has measured.
func (c *cell) seal() {
	if c == nil {
		return
	}
	for t := range c.timings {
		c.timings[t].seal()
	}
}

func (c *cell) merge(o *cell) {
	for t := range c.timings {
		c.timings[t].merge(&o.timings[t])
	}
	for i, n := range o.counts {
		c.counts[i] += n
	}
	for i, n := range o.classes {
		c.classes[i] += n
	}
}

// Reset empties the Sheet, which keeps the memory of what it held.
func (s *Sheet) Reset() {
	for _, c := range s.cells {
		if c != nil {
			c.reset()
		}
	}
	s.live, s.peak = 0, 0
	s.failures = failureLog{}
}

func (c *cell) reset() {
	for t := range c.timings {
		c.timings[t].reset()
	}
	c.counts, c.classes = [countCount]int64{}, [classCount]int64{}
}

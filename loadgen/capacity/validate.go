package capacity

import "github.com/ssegauge/ssegauge/loadgen/problem"

// Limits of the fields of a Search.
const (
	// MaxStreams is the number of streams of a step.
	MaxStreams = 10_000_000
	// MinFactor and MaxFactor bound how much larger each step of the way up is.
	MinFactor = 1.1
	MaxFactor = 10
	// MaxRepeat is how often a step may be tried again.
	MaxRepeat = 10
)

// Validate returns everything that is wrong with the fields of s, each with its path.
func (s *Search) Validate() problem.List {
	var list problem.List
	if s.Max < 1 || s.Max > MaxStreams {
		list.Add("max", "%d: want 1 to %d", s.Max, MaxStreams)
	} else if s.From < 0 || s.From > s.Max {
		list.Add("from", "%d: want 1 to the largest number, %d", s.From, s.Max)
	}
	if s.Factor != 0 && !(s.Factor >= MinFactor && s.Factor <= MaxFactor) {
		list.Add("factor", "%v: want %v to %d", s.Factor, MinFactor, MaxFactor)
	}
	list = append(list, s.validateResolution()...)
	if s.Repeat < 0 || s.Repeat > MaxRepeat {
		list.Add("repeat", "%d: want 0 to %d", s.Repeat, MaxRepeat)
	}
	return list
}

func (s *Search) validateResolution() problem.List {
	var list problem.List
	if s.Resolution < 0 || s.Resolution > MaxStreams {
		list.Add("resolution", "%d: want 1 to %d", s.Resolution, MaxStreams)
	}
	if !(s.ResolutionShare >= 0 && s.ResolutionShare <= 0.5) {
		list.Add("resolution-share", "%v: want 0 to 0.5, 0.02 is 2 %%", s.ResolutionShare)
	}
	return list
}

package capacity

import (
	"math"
	"math/bits"
)

// What a Search uses where a field is zero.
const (
	DefaultFrom            = 100
	DefaultFactor          = 2
	DefaultResolution      = 50
	DefaultResolutionShare = 0.02
	// DefaultRepeat is for whoever has no opinion; a zero Repeat is none.
	DefaultRepeat = 2
)

// Search looks for the largest number of streams that holds. One goroutine may use
// it: Next, Record, Next, Record, until Next has no more; Answer at any time.
// The fields must not change after the first Next.
type Search struct {
	// From is the first number tried; 0 is [DefaultFrom], or Max if that is less.
	From int
	// Max is the largest number tried.
	Max int
	// Factor is how much larger each step of the way up is; 0 is [DefaultFactor].
	Factor float64
	// Resolution is how near the numbers that held and broke must be, in streams; 0 is
	// [DefaultResolution]. It is no coarser than a tenth of the first number that broke.
	Resolution int
	// ResolutionShare is the same as a share of the number that held; 0 is
	// [DefaultResolutionShare]. The larger of both counts.
	ResolutionShare float64
	// Repeat is how often a step that did not hold is tried again at most. The majority decides.
	Repeat int

	held  int // the largest number that held
	top   int // the smallest that did not, 0 if there is none
	first int // the first that did not
	why   Outcome
	votes votes
	tried []Tried
}

// Step is one thing to try.
type Step struct {
	// Streams is how many to open.
	Streams int
	// Attempt counts the tries of this number, from 1.
	Attempt int
}

// Outcome is how a step went.
type Outcome struct {
	// Held says that all thresholds were met.
	Held bool
	// GeneratorLimited says that the generator was too slow, so that nothing is known
	// of the target. Held does not count then.
	GeneratorLimited bool
	// Broke is the threshold that was missed, as the user wrote it.
	Broke string
	// Cause is what that looks like, as [Cause] says; for a step that the generator
	// limited, what it lacked.
	Cause string
}

// Tried is a step with its outcome.
type Tried struct {
	Step
	Outcome
}

// MaxSteps is how many steps Next may give at most, repeats included.
func (s *Search) MaxSteps() int {
	numbers := 1
	for at := s.from(); at < s.Max; numbers++ {
		at = s.above(at)
	}
	const tenth = 5 // halvings until a tenth is left, with one for rounding
	numbers += max(tenth, bits.Len(uint(s.Max/or(s.Resolution, DefaultResolution)))+1)
	return numbers * (1 + s.Repeat)
}

// Next is what to try now; the same until its outcome is recorded.
func (s *Search) Next() (step Step, more bool) {
	streams := s.streams()
	return Step{Streams: streams, Attempt: s.votes.all() + 1}, streams > 0
}

// Record says how the step went that Next has given last.
func (s *Search) Record(o Outcome) {
	step, more := s.Next()
	if !more {
		return
	}
	o.Held = o.Held && !o.GeneratorLimited
	s.tried = append(s.tried, Tried{step, o})
	held, decided := s.votes.count(o, 1+s.Repeat)
	switch {
	case !decided:
		return
	case held:
		s.held = step.Streams
	default:
		s.top, s.why = step.Streams, s.votes.why()
		s.first = or(s.first, s.top)
	}
	s.votes = votes{}
}

// streams is the number to try now, 0 if the search is over.
func (s *Search) streams() int {
	switch {
	case s.top > 0 && s.top-s.held <= s.resolution():
		return 0
	case s.top > 0:
		return s.held + (s.top-s.held)/2
	case s.held >= s.Max:
		return 0
	case s.held > 0:
		return s.above(s.held)
	}
	return s.from()
}

func (s *Search) from() int { return or(s.From, min(DefaultFrom, s.Max)) }

// above is the step of the way up that follows n.
func (s *Search) above(n int) int {
	return min(s.Max, max(n+1, int(math.Ceil(float64(n)*or(s.Factor, DefaultFactor)))))
}

func (s *Search) resolution() int {
	share := int(float64(s.held) * or(s.ResolutionShare, DefaultResolutionShare))
	return max(1, share, min(or(s.Resolution, DefaultResolution), s.first/10))
}

func or[T int | float64](value, otherwise T) T {
	if value == 0 {
		return otherwise
	}
	return value
}

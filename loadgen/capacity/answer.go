package capacity

import (
	"fmt"
	"strconv"
	"strings"
)

// Answer is what a Search has found.
type Answer struct {
	// Streams is the largest number that held, 0 if none did.
	Streams int
	// Step is how far above Streams the smallest number is that did not hold, 0
	// if there is none. The limit lies between the two.
	Step int
	// Broke is the smallest number that did not hold, 0 if there is none.
	Broke int
	// Threshold is the threshold that was missed there.
	Threshold string
	// Cause is what that looked like.
	Cause string
	// GeneratorLimited says that the generator was the limit, so that the target may hold more.
	GeneratorLimited bool
	// Complete says that the search has come to its end.
	Complete bool
	// Tried is all steps, in their order.
	Tried []Tried
}

// Answer is what is known by now.
func (s *Search) Answer() Answer {
	_, more := s.Next()
	a := Answer{Streams: s.held, Complete: !more, Tried: append([]Tried(nil), s.tried...)}
	if s.top > 0 {
		a.Broke, a.Step = s.top, s.top-s.held
		a.Threshold, a.Cause = s.why.Broke, s.why.Cause
		a.GeneratorLimited = s.why.GeneratorLimited
	}
	return a
}

// AtLeast says that the target may hold more than Streams: nothing broke, or it was the generator
// that could not.
func (a Answer) AtLeast() bool { return a.Broke == 0 || a.GeneratorLimited }

// String is the answer in up to three lines, the number first.
func (a Answer) String() string {
	lines := []string{a.number()}
	switch {
	case a.GeneratorLimited:
		lines = append(lines, "the generator was the limit at "+grouped(a.Broke))
	case a.Broke > 0 && a.Threshold != "":
		lines = append(lines, fmt.Sprintf("at %s broke: %s", grouped(a.Broke), a.Threshold))
	case a.Complete && a.Broke == 0:
		lines = append(lines, "nothing broke; the search went no further")
	}
	if a.Cause != "" {
		lines = append(lines, "likely: "+a.Cause)
	}
	if !a.Complete {
		lines[0] += ", so far"
	}
	return strings.Join(lines, "\n")
}

func (a Answer) number() string {
	switch {
	case a.Streams == 0 && a.Broke == 0:
		return "no number of streams was tried to the end"
	case a.Streams == 0 && a.GeneratorLimited:
		return "no number of streams is known to hold"
	case a.Streams == 0:
		return fmt.Sprintf("not even %s streams", grouped(a.Broke))
	case a.AtLeast():
		return fmt.Sprintf("at least %s streams", grouped(a.Streams))
	}
	return fmt.Sprintf("%s streams (± %s)", grouped(a.Streams), grouped(a.Step))
}

// grouped is n with commas between thousands.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

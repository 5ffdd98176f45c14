package coverage

import "slices"

// Failures returns the ways in which event streams are known to go wrong in
// production, each with a place where it was met.
func Failures() []Concern {
	return slices.Concat(
		responseFailures(), deliveryFailures(), timeFailures(), resumeFailures(),
		framingFailures(), capacityFailures(), dialectFailures(),
	)
}

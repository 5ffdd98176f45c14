package schedule

import "math"

// Spacing is how times spread around their mean.
type Spacing uint8

const (
	// Constant is the mean, each time.
	Constant Spacing = iota
	// Uniform is anything from 0 to twice the mean, all equally likely.
	Uniform
	// Exponential is what comes independently of all others (a Poisson process).
	Exponential
)

// String is the name that [ParseSpacing] reads.
func (s Spacing) String() string {
	switch s {
	case Constant:
		return "constant"
	case Uniform:
		return "uniform"
	case Exponential:
		return "exponential"
	}
	return "unknown"
}

// draw is a number whose mean is 1, for a chance in [0, 1).
func (s Spacing) draw(chance float64) float64 {
	switch s {
	case Uniform:
		return 2 * chance
	case Exponential:
		return -math.Log1p(-chance)
	default:
		return 1
	}
}

// use keeps chances apart that have different uses.
type use uint64

const (
	useGap use = iota + 1
	useLifetime
)

// chance is in [0, 1), a function of its arguments alone: SplitMix64 (Steele, Lea and
// Flood, 2014) at place n of the sequence that seed and use choose.
func chance(seed uint64, u use, n int) float64 {
	start := mix(seed + uint64(u)*0xd1342543de82ef95)
	return float64(mix(start+uint64(n)*0x9e3779b97f4a7c15)>>11) / (1 << 53)
}

func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

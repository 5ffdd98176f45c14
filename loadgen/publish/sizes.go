package publish

import (
	"math/bits"

	"github.com/ssegauge/ssegauge/loadgen/shares"
)

// sizes says how large each event is.
type sizes struct {
	all   []Size
	turns []uint16
	seed  uint64
}

func newSizes(p Plan) sizes {
	if len(p.Sizes) == 0 {
		return sizes{all: []Size{{}}, turns: []uint16{0}}
	}
	var weights []float64
	for _, s := range p.Sizes {
		weights = append(weights, weight(s.Weight))
	}
	return sizes{p.Sizes, shares.Table(weights), p.Seed}
}

// of returns the size of event n: one of the list by a draw, so that it does not keep
// step with the topics.
func (s *sizes) of(n int64) int {
	draw := mix(s.seed ^ mix(uint64(n)))
	turn, _ := bits.Mul64(draw, uint64(len(s.turns)))
	size := s.all[s.turns[turn]]
	more, _ := bits.Mul64(mix(draw), uint64(size.Max-size.Min)+1)
	return size.Min + int(more)
}

// mix is a step of SplitMix64.
// https://doi.org/10.1145/2714064.2660195
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

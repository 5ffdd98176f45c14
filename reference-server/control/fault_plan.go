package control

import "slices"

// plan says which deliveries are faulty.
type plan struct {
	drop, double, reorder float64 // shares
	seed                  uint64
	topic                 string   // "" is all
	streams               []uint64 // sorted; none is all
	keep                  int      // IDs in each list of a stream
}

// outcome is what is done to a delivery.
type outcome int

const (
	pass outcome = iota
	drop
	double
	reorder
)

func (p plan) concerns(stream uint64) bool {
	_, named := slices.BinarySearch(p.streams, stream)
	return named || len(p.streams) == 0
}

// decide says what is done to the event at a place on its way into a stream. It is
// a function of the seed and the two: neither batches nor other streams change it.
func (p plan) decide(stream uint64, place int64) outcome {
	switch u := unit(mix(mix(p.seed^mix(stream)) ^ uint64(place))); {
	case u < p.drop:
		return drop
	case u < p.drop+p.double:
		return double
	case u < p.drop+p.double+p.reorder:
		return reorder
	}
	return pass
}

// mix is the output function of SplitMix64, after one step.
// https://doi.org/10.1145/2714064.2660195
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// unit returns a number from 0 to less than 1, from the upper 53 bits.
func unit(z uint64) float64 { return float64(z>>11) / (1 << 53) }

package measure

import "github.com/HdrHistogram/hdrhistogram-go"

// sparse is a Distribution that takes 5 to 12 bytes for each bucket in use instead of 229 KB,
// and is slow to record into. Its zero value is empty.
type sparse struct {
	positive *hdrhistogram.PackedHistogram
	negative *hdrhistogram.PackedHistogram // magnitudes
	clamped  int64
}

// All three merges are between histograms of one range, so none of them drops a value.

// add adds what a Distribution holds.
func (s *sparse) add(d *Distribution) {
	if total(d.positive) > 0 {
		packed(&s.positive).MergeFrom(d.positive)
	}
	if total(d.negative) > 0 {
		packed(&s.negative).MergeFrom(d.negative)
	}
	s.clamped += d.clamped
	s.compact()
}

// merge adds what another sparse holds.
func (s *sparse) merge(o *sparse) {
	if o.positive != nil {
		packed(&s.positive).Merge(o.positive)
	}
	if o.negative != nil {
		packed(&s.negative).Merge(o.negative)
	}
	s.clamped += o.clamped
	s.compact()
}

// compact gives spare capacity back, which is up to half.
func (s *sparse) compact() {
	if s.positive != nil {
		s.positive.Compact()
	}
	if s.negative != nil {
		s.negative.Compact()
	}
}

// addTo adds what it holds to a Distribution.
func (s *sparse) addTo(d *Distribution) {
	if s.positive != nil {
		s.positive.MergeInto(dense(&d.positive))
	}
	if s.negative != nil {
		s.negative.MergeInto(dense(&d.negative))
	}
	d.clamped += s.clamped
}

func packed(h **hdrhistogram.PackedHistogram) *hdrhistogram.PackedHistogram {
	if *h == nil {
		*h = hdrhistogram.NewPacked(1, maxMicros, significantDigits)
	}
	return *h
}

func dense(h **hdrhistogram.Histogram) *hdrhistogram.Histogram {
	if *h == nil {
		*h = newHistogram()
	}
	return *h
}

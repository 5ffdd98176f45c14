package measure

// slot holds the durations of one Timing in one cell: those of the present Stage to record
// into, and packed ones of a Stage that is over.
type slot struct {
	durations Distribution
	packed    *sparse // never changes, is only replaced, so slots can share it; nil if there is none
}

// seal packs what was recorded.
func (s *slot) seal() {
	recorded := s.durations
	s.durations = Distribution{}
	if recorded.Count() > 0 {
		packed := &sparse{}
		packed.add(&recorded)
		s.addPacked(packed)
	}
}

// addPacked adds what o holds, which does not change any more.
func (s *slot) addPacked(o *sparse) {
	if s.packed == nil {
		s.packed = o
		return
	}
	sum := &sparse{}
	sum.merge(s.packed)
	sum.merge(o)
	s.packed = sum
}

// merge adds what another slot holds.
func (s *slot) merge(o *slot) {
	if o.packed != nil {
		s.addPacked(o.packed)
	}
	s.durations.Merge(&o.durations)
}

// addTo adds everything to a Distribution.
func (s *slot) addTo(d *Distribution) {
	d.Merge(&s.durations)
	if s.packed != nil {
		s.packed.addTo(d)
	}
}

// reset empties the slot. It keeps the memory of durations only if there were any: what nobody
// has timed since the last reset, as openings after a ramp, need not stay there for it.
func (s *slot) reset() {
	s.packed = nil
	if s.durations.Count() == 0 {
		s.durations = Distribution{}
	}
	s.durations.Reset()
}

package measure

// slot holds the durations of one Timing in one cell: those of the present Stage to record
// into, and packed ones of a Stage that is over. A Clone shares both.
type slot struct {
	durations *Distribution // nil until used
	shared    bool          // durations is copied before it changes
	packed    *sparse       // never changes, is only replaced; nil if there is none
}

// own returns the slot's Distribution for writing.
func (s *slot) own() *Distribution {
	if s.durations == nil {
		s.durations = &Distribution{}
	} else if s.shared {
		s.durations = s.durations.clone()
	}
	s.shared = false
	return s.durations
}

// share returns a slot with the same contents.
func (s *slot) share() slot {
	s.shared = s.durations != nil
	return *s
}

// seal packs what was recorded.
func (s *slot) seal() {
	if s.durations == nil {
		return
	}
	recorded := &sparse{}
	recorded.add(s.durations)
	s.durations, s.shared = nil, false
	s.addPacked(recorded)
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
	switch {
	case o.durations == nil:
	case s.durations == nil:
		s.durations = o.share().durations
		s.shared = true
	default:
		s.own().Merge(o.durations)
	}
}

// all returns everything in one Distribution, for reading.
func (s *slot) all() *Distribution {
	switch {
	case s.packed != nil:
		s.packed.addTo(s.own())
		return s.durations
	case s.durations != nil:
		return s.durations
	}
	return &Distribution{}
}

// reset empties the slot, which keeps its memory unless another has it too.
func (s *slot) reset() {
	s.packed = nil
	if s.shared {
		s.durations, s.shared = nil, false
	}
	if s.durations != nil {
		s.durations.Reset()
	}
}

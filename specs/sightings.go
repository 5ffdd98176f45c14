package specs

// sightings are Findings, those apart that a delay of this machine may have
// caused.
type sightings struct{ certain, doubtful []Finding }

// add adds what was seen, and whether this machine was late then.
func (s *sightings) add(late bool, f Finding) {
	switch {
	case late:
		s.doubtful = append(s.doubtful, f)
	case len(s.certain) < maxFindings:
		s.certain = append(s.certain, f)
	}
}

// any returns broken if one Finding is certain, and seen if there is none.
func (s *sightings) any(o *Observation, seen string, args ...any) Judgement {
	if len(s.certain) == 0 && len(s.doubtful) > 0 {
		return tooLate(o.Late, s.doubtful[0])
	}
	return verdictOf(s.certain, seen, args...)
}

// habit returns broken if at least half of the cases are certain Findings, and
// seen if not even the doubtful ones make up half.
func (s *sightings) habit(o *Observation, cases int, seen string, args ...any) Judgement {
	switch certain := len(s.certain); {
	case 2*certain >= cases:
		return verdictOf(s.certain, seen, args...)
	case 2*(certain+len(s.doubtful)) >= cases:
		return tooLate(o.Late, s.doubtful[0])
	}
	return kept(seen, args...)
}

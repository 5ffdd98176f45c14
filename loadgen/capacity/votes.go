package capacity

// votes are the outcomes of the tries of one number.
type votes struct {
	held           int
	broke, limited []Outcome
}

func (v *votes) all() int { return v.held + len(v.broke) + len(v.limited) }

// count adds an outcome, of at most so many tries, and says whether the number has held, once
// that is decided. What holds at the first try has held.
func (v *votes) count(o Outcome, tries int) (held, decided bool) {
	switch {
	case o.Held:
		v.held++
	case o.GeneratorLimited:
		v.limited = append(v.limited, o)
	default:
		v.broke = append(v.broke, o)
	}
	first := v.all() == 1
	switch most := max(v.held, len(v.broke), len(v.limited)); {
	case first && o.Held:
		return true, true
	case 2*most > tries || v.all() == tries:
		return 2*v.held > tries, true
	}
	return false, false
}

// why is the outcome that stands for a number that did not hold: the first of those that won.
func (v *votes) why() Outcome {
	if len(v.broke) > len(v.limited) {
		return v.broke[0]
	}
	return v.limited[0]
}

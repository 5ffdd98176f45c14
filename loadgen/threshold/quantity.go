package threshold

// quantity is what kind of thing a figure is, as powers of things, seconds and bytes.
// The zero quantity is a share.
type quantity struct{ number, time, bytes int16 }

// loose tells how much a figure written without a unit leaves open.
type loose uint8

const (
	exact   loose = iota
	plain         // a number without a unit: a count, a share or a rate
	nothing       // 0, which may be anything
)

// sort is the quantity of an expression as far as it is known.
type sort struct {
	of    quantity
	loose loose
}

// quantity returns what a metric's figures are.
func (u Unit) quantity() quantity {
	switch u {
	case Duration:
		return quantity{time: 1}
	case Bytes:
		return quantity{bytes: 1}
	case Share:
		return quantity{}
	default:
		return quantity{number: 1}
	}
}

// countable reports whether a number without a unit may stand for q.
func (q quantity) countable() bool { return q.bytes == 0 && (q.time == 0 || q.number != 0) }

// fit returns what a sum or comparison of both is about, or false if they cannot be
// added or compared.
func fit(a, b sort) (sort, bool) {
	if a.loose < b.loose {
		a, b = b, a
	}
	switch a.loose {
	case nothing:
		return b, true
	case plain:
		return b, b.loose == plain || b.of.countable()
	default:
		return a, a.of == b.of
	}
}

// times returns what a product is, or with sign -1 a quotient.
func times(a, b sort, sign int16) sort {
	if a.loose != exact && b.loose != exact {
		return sort{loose: plain}
	}
	return sort{of: quantity{
		number: a.of.number + sign*b.of.number,
		time:   a.of.time + sign*b.of.time,
		bytes:  a.of.bytes + sign*b.of.bytes,
	}}
}

// String returns what it is for people.
func (s sort) String() string {
	if s.loose != exact {
		return "a plain number"
	}
	switch s.of {
	case quantity{}:
		return "a share"
	case quantity{number: 1}:
		return "a count"
	case quantity{time: 1}:
		return "a duration"
	case quantity{bytes: 1}:
		return "a size in bytes"
	case quantity{number: 1, time: -1}:
		return "a rate"
	case quantity{bytes: 1, time: -1}:
		return "a rate of bytes"
	default:
		return "a mixture of units"
	}
}

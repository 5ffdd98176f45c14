package stamp

import "math"

// digits reads digits alone. It reports false if there are none, or if they are too
// many for an int64.
func digits(text []byte) (int64, bool) {
	if len(text) == 0 {
		return 0, false
	}
	const always = 18 // so many digits are always an int64
	var n int64
	for i, b := range text {
		d := int64(b - '0')
		if i >= always && n > (math.MaxInt64-d)/10 {
			return 0, false
		}
		n = n*10 + d
	}
	return n, true
}

// trailingNumber reads the decimal number at the end of an id.
func trailingNumber(id []byte) (int64, bool) {
	begin := len(id)
	for begin > 0 && isDigit(id[begin-1]) {
		begin--
	}
	return digits(id[begin:])
}

// decimal is mantissa × 10^exponent. exact is false if digits were left out that a
// whole number of 64 bits cannot hold anyway.
type decimal struct {
	negative bool
	mantissa uint64
	exponent int
	exact    bool
}

// scaled reads a JSON number times 10^power, without what comes after its point then.
// ok is false for what is no number, or too large; exact if nothing was lost.
// https://www.rfc-editor.org/rfc/rfc8259#section-6
func scaled(text []byte, power int) (n int64, exact, ok bool) {
	d, ok := parseDecimal(text)
	if !ok {
		return 0, false, false
	}
	for d.exponent += power; d.exponent < 0 && d.mantissa > 0; d.exponent++ {
		d.exact = d.exact && d.mantissa%10 == 0
		d.mantissa /= 10
	}
	for ; d.exponent > 0 && d.mantissa > 0; d.exponent-- {
		if d.mantissa > math.MaxInt64/10 {
			return 0, false, false
		}
		d.mantissa *= 10
	}
	if d.mantissa > math.MaxInt64 {
		return 0, false, false
	}
	if d.negative {
		return -int64(d.mantissa), d.exact, true
	}
	return int64(d.mantissa), d.exact, true
}

func parseDecimal(text []byte) (decimal, bool) {
	d := decimal{exact: true}
	if len(text) > 0 && text[0] == '-' {
		d.negative, text = true, text[1:]
	}
	whole := d.digits(text)
	if whole == 0 {
		return d, false
	}
	text = text[whole:]
	if len(text) > 0 && text[0] == '.' {
		before := d.exponent
		fraction := d.digits(text[1:])
		if fraction == 0 {
			return d, false
		}
		// digits counted those it left out, which are no tens here
		d.exponent = before - (fraction - (d.exponent - before))
		text = text[1+fraction:]
	}
	if len(text) == 0 {
		return d, true
	}
	return d, d.power(text)
}

// digits takes the digits that text begins with, and returns how many there are. Those
// that the mantissa has no room for count as tens.
func (d *decimal) digits(text []byte) int {
	const room = 1e18 // a mantissa below has room for a digit more
	n := 0
	for n < len(text) && isDigit(text[n]) {
		digit := uint64(text[n] - '0')
		n++
		if d.mantissa < room {
			d.mantissa = d.mantissa*10 + digit
			continue
		}
		d.exponent++
		d.exact = d.exact && digit == 0
	}
	return n
}

// power reads an exponent, "e" and what follows.
func (d *decimal) power(text []byte) bool {
	const enough = 100_000_000
	if text[0]|0x20 != 'e' || len(text) == 1 {
		return false
	}
	text, sign := text[1:], 1
	switch text[0] {
	case '-':
		text, sign = text[1:], -1
	case '+':
		text = text[1:]
	}
	exponent := 0
	for _, b := range text {
		if !isDigit(b) {
			return false
		}
		exponent = min(exponent*10+int(b-'0'), enough)
	}
	d.exponent += sign * exponent
	return len(text) > 0
}

package threshold

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// token goes behind digits, points, letters and percent signs, and returns them.
func (p *parser) token() string {
	start := p.at
	for p.at < len(p.text) && tokenByte(p.text[p.at]) {
		p.at++
	}
	return p.text[start:p.at]
}

// tokenByte reports whether numbers and their units may have a byte. The upper half
// is for the micro sign.
func tokenByte(c byte) bool { return wordByte(c) || c == '.' || c == '%' || c >= 0x80 }

// number parses a number and its unit.
func (p *parser) number() (expression, error) {
	start := p.at
	if p.peek() == '-' {
		p.at++
	}
	token := p.token()
	c, problem := quantified(token)
	if problem != "" {
		return nil, p.wrong(start, unitHint, "%s", problem)
	}
	if strings.HasPrefix(p.rest(), "/s") && !hasWordAfter(p.rest(), "/s") {
		p.at += len("/s")
		c.is, problem = perSecond(c.is)
		if problem != "" {
			return nil, p.wrong(start, "", "%s", problem)
		}
		c.text += "/s"
	}
	if p.text[start] == '-' {
		c.figure, c.text = -c.figure, "-"+c.text
	}
	return c, nil
}

const unitHint = "units are ns us ms s m h, %, k M, B KB MB GB KiB MiB GiB"

// hasWordAfter reports whether a word goes on after a prefix of text.
func hasWordAfter(text, prefix string) bool {
	return len(text) > len(prefix) && wordByte(text[len(prefix)])
}

// perSecond returns the sort of a rate.
func perSecond(is sort) (sort, string) {
	switch {
	case is.loose != exact:
		return sort{of: quantity{number: 1, time: -1}}, ""
	case is.of == Bytes.quantity():
		return sort{of: quantity{bytes: 1, time: -1}}, ""
	}
	return is, "a rate is of a number or of bytes, as in 500/s or 10MB/s"
}

// units are those that are no durations: the factor, or as text a power of ten, which
// is exact; and what they make of a number.
func units(name string) (exponent string, factor float64, is sort, ok bool) {
	size := sort{of: Bytes.quantity()}
	switch name {
	case "":
		return "", 1, sort{loose: plain}, true
	case "%":
		return "e-2", 1, sort{}, true
	case "k":
		return "e3", 1, sort{loose: plain}, true
	case "M":
		return "e6", 1, sort{loose: plain}, true
	case "B":
		return "", 1, size, true
	case "kB", "KB":
		return "e3", 1, size, true
	case "MB":
		return "e6", 1, size, true
	case "GB":
		return "e9", 1, size, true
	case "KiB":
		return "", 1 << 10, size, true
	case "MiB":
		return "", 1 << 20, size, true
	case "GiB":
		return "", 1 << 30, size, true
	}
	return "", 0, sort{}, false
}

// quantified reads a number with its unit, or says what is wrong.
func quantified(token string) (constant, string) {
	if d, err := time.ParseDuration(token); err == nil && token != "0" {
		return constant{token, d.Seconds(), sort{of: Duration.quantity()}}, ""
	}
	digits := strings.TrimRightFunc(token, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
	unit := token[len(digits):]
	exponent, factor, is, ok := units(unit)
	if !ok {
		return constant{}, strconv.Quote(unit) + " is no unit"
	}
	if !decimal(digits) {
		return constant{}, strconv.Quote(token) + " is no number"
	}
	f, err := strconv.ParseFloat(digits+exponent, 64)
	if f *= factor; err != nil || math.IsInf(f, 0) {
		return constant{}, strconv.Quote(cut(token, 30)) + " is out of range"
	}
	if f == 0 && is.loose == plain {
		is.loose = nothing
	}
	return constant{token, f, is}, ""
}

// decimal reports whether text is digits, perhaps with a point between them.
func decimal(text string) bool {
	whole, fraction, point := strings.Cut(text, ".")
	all := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return all(whole) && (!point || all(fraction))
}

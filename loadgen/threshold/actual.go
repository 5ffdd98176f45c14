package threshold

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// actual returns the figures that were compared, for people: the one side if the
// other is a constant, else both.
func (t Threshold) actual(left, right float64) string {
	is, _ := fit(t.left.sort(), t.right.sort())
	a, b := apart(left, right, is.of)
	if _, ok := t.right.(constant); ok {
		return a
	}
	if _, ok := t.left.(constant); ok {
		return b
	}
	return a + ", and " + b
}

// apart writes two figures with three digits, or with as many as it takes for
// different figures to look different: a limit of 250ms is not missed by 250ms.
func apart(left, right float64, q quantity) (a, b string) {
	for digits := 3; digits <= 17; digits++ {
		a, b = shown(left, digits, q), shown(right, digits, q)
		if a != b || left == right {
			break
		}
	}
	return a, b
}

// shown writes a figure with its unit.
func shown(f float64, digits int, q quantity) string {
	switch q {
	case quantity{time: 1}:
		return time.Duration(math.Round(rounded(f, digits) * float64(time.Second))).String()
	case quantity{}:
		return number(f*100, digits) + "%"
	case quantity{number: 1, time: -1}:
		return number(f, digits) + "/s"
	case quantity{bytes: 1}:
		return size(f, digits)
	case quantity{bytes: 1, time: -1}:
		return size(f, digits) + "/s"
	default:
		return number(f, digits)
	}
}

// rounded returns f with so many digits.
func rounded(f float64, digits int) float64 {
	text := strconv.FormatFloat(f, 'e', digits-1, 64)
	r, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return f
	}
	return r
}

// number writes f without an exponent; its whole part has all its digits.
func number(f float64, digits int) string {
	if whole := math.Trunc(f); math.Abs(whole) >= math.Pow10(digits-1) || whole == f {
		if digits <= 3 || whole == f {
			return strconv.FormatFloat(f, 'f', 0, 64)
		}
		return trimmed(strconv.FormatFloat(f, 'f', max(0, digits-len(strconv.FormatFloat(math.Abs(whole), 'f', 0, 64))), 64))
	}
	return trimmed(strconv.FormatFloat(rounded(f, digits), 'f', -1, 64))
}

// trimmed returns a decimal number without zeros at its end.
func trimmed(text string) string {
	if !strings.Contains(text, ".") {
		return text
	}
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}

// size writes bytes in the largest unit of 1,024 that they reach.
func size(f float64, digits int) string {
	unit := " B"
	for _, next := range []string{" KiB", " MiB", " GiB", " TiB"} {
		if math.Abs(f) < 1<<10 {
			break
		}
		f /= 1 << 10
		unit = next
	}
	return number(f, digits) + unit
}

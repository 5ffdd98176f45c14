package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// count is a number of something; "(s)" in what it is stands for the plural.
type count struct {
	n    int64
	what string
}

// counted is a list of counts, of which those that are not zero are named.
type counted []count

func (c counted) words() string {
	var words []string
	for _, x := range c {
		plural := "s"
		if x.n == 1 {
			plural = ""
		}
		if x.n != 0 {
			words = append(words, grouped(x.n)+" "+strings.ReplaceAll(x.what, "(s)", plural))
		}
	}
	return strings.Join(words, ", ")
}

// grouped returns n with a comma between thousands.
func grouped(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	var b strings.Builder
	for i, d := range []byte(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteByte(d)
	}
	return sign + b.String()
}

// micros renders a time of us microseconds with three digits: "85 µs", "1.24 ms",
// "12.4 s"; from a minute on as "3m05s" or "2h05m".
func micros(us int64) string {
	if us < 0 {
		if us == math.MinInt64 {
			us++
		}
		return "-" + micros(-us)
	}
	switch d := time.Duration(min(us, math.MaxInt64/1000)) * time.Microsecond; {
	case us < 1000:
		return fmt.Sprintf("%d µs", us)
	case us < 999_500:
		return digits3(float64(us)/1e3) + " ms"
	case us < 59_950_000:
		return digits3(float64(us)/1e6) + " s"
	case d < time.Hour:
		d = d.Round(time.Second)
		return fmt.Sprintf("%dm%02ds", int(d.Minutes()), int(d.Seconds())%60)
	default:
		d = d.Round(time.Minute)
		return fmt.Sprintf("%dh%02dm", int(d.Hours()), int(d.Minutes())%60)
	}
}

// digits3 returns v with three significant digits, and all those before the point.
func digits3(v float64) string {
	switch {
	case v < 9.995:
		return strconv.FormatFloat(v, 'f', 2, 64)
	case v < 99.95:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 0, 64)
}

// bytesOf renders a number of bytes: "480 B", "41.2 MB".
func bytesOf(n int64) string {
	v, units := float64(n), []string{"B", "kB", "MB", "GB", "TB"}
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	i := 0
	for v >= 999.5 && i < len(units)-1 {
		v /= 1000
		i++
	}
	return digits3(v) + " " + units[i]
}

// percent renders a share of 1.
func percent(share float64) string { return strconv.FormatFloat(100*share, 'f', 0, 64) + " %" }

// at renders a time of ms milliseconds since the start of the Run: "+800 ms",
// "+61.4 s", "+12m05s".
func at(ms int64) string {
	const exact = 600_000 // until then to a tenth of a second
	switch {
	case ms < 1000:
		return fmt.Sprintf("+%d ms", ms)
	case ms < exact:
		return fmt.Sprintf("+%.1f s", float64(ms)/1000)
	}
	return "+" + micros(min(ms, math.MaxInt64/1000)*1000)
}

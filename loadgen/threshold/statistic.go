package threshold

import (
	"regexp"
	"strconv"
	"strings"
)

// statistic is which figure of a metric is meant.
type statistic struct {
	name     string // as it is written; empty is the figure of a Count or Gauge itself
	quantile float64
}

// named returns the statistic of a name, or false if a metric of the kind has none
// such.
func named(kind Kind, name string) (statistic, bool) {
	s := statistic{name: name}
	switch kind {
	case Timing:
		switch name {
		case "min", "max", "mean", "count":
			return s, true
		}
		q, ok := quantile(name)
		s.quantile = q
		return s, ok
	case Count:
		return s, name == "" || name == "rate"
	default:
		return s, name == ""
	}
}

// quantile returns the share that "p99.9" stands for.
func quantile(name string) (float64, bool) {
	if !regexp.MustCompile(`^p[0-9]{1,3}(\.[0-9]{1,6})?$`).MatchString(name) {
		return 0, false
	}
	q, err := strconv.ParseFloat(name[1:]+"e-2", 64) // 0.999 exactly, which 99.9/100 is not always
	return q, err == nil && q <= 1
}

// statisticHint says what can be asked of a metric, given what was.
func statisticHint(m Metric, name string) string {
	switch {
	case m.Kind == Timing && (name == "avg" || name == "average"):
		return "did you mean " + m.Name + ".mean?"
	case m.Kind == Timing && (strings.HasPrefix(name, "med") || name == "p"):
		return "did you mean " + m.Name + ".p50?"
	case m.Kind == Timing:
		return "there are " + m.Name + ".p99 (p0 to p100), .min, .max, .mean and .count"
	case m.Kind == Count:
		return "there are " + m.Name + " and " + m.Name + ".rate (per second)"
	default:
		return "there is only " + m.Name
	}
}

// sort of a figure follows from its metric, and from what is asked of it.
func (f figure) sort() sort {
	switch {
	case f.statistic.name == "count":
		return sort{of: Number.quantity()}
	case f.metric.Kind == Timing:
		return sort{of: Duration.quantity()}
	case f.statistic.name == "rate":
		return times(sort{of: f.metric.Unit.quantity()}, sort{of: Duration.quantity()}, -1)
	default:
		return sort{of: f.metric.Unit.quantity()}
	}
}

func (f figure) selections(all []Selector) []Selector { return append(all, f.selector) }
func (f figure) metrics(all []string) []string        { return append(all, f.metric.Name) }

func (f figure) String() string {
	text := f.metric.Name + f.selector.String()
	if f.statistic.name != "" {
		text += "." + f.statistic.name
	}
	return text
}

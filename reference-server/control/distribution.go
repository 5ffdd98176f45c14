package control

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// Bounds of a delay.
const (
	// grain is what every delay is a whole multiple of, so that the exact quantiles of
	// any number of them fit in bounded memory.
	grain     = 100 * time.Microsecond
	maxDelay  = time.Minute
	maxDelays = 10_000 // of a list
)

// distribution says how long publishes are delayed. Which of the fields count is
// the matter of its name.
type distribution struct {
	name                       string
	delay, least, most         Duration
	mean, deviation, low, high Duration
	share, alpha               float64
	list                       []Duration
}

// draw returns the next delay, of which n were drawn before. A result out of
// bounds is the bound.
func (d *distribution) draw(random *rand.Rand, n int64) time.Duration {
	return toGrain(d.value(random, n))
}

// value returns the delay in nanoseconds.
func (d *distribution) value(random *rand.Rand, n int64) float64 {
	switch d.name {
	case "constant":
		return float64(d.delay)
	case "uniform":
		return float64(d.least) + random.Float64()*float64(d.most-d.least)
	case "normal":
		return float64(d.mean) + random.NormFloat64()*float64(d.deviation)
	case "bimodal":
		if random.Float64() < d.share {
			return float64(d.high)
		}
		return float64(d.low)
	case "pareto": // https://www.itl.nist.gov/div898/handbook/eda/section3/eda366.htm
		return min(float64(d.most), float64(d.least)/math.Pow(1-random.Float64(), 1/d.alpha))
	case "list":
		return float64(d.list[n%int64(len(d.list))])
	}
	return 0
}

// toGrain rounds nanoseconds to the nearest delay there is.
func toGrain(ns float64) time.Duration {
	return time.Duration(max(0, min(ns, float64(maxDelay)))).Round(grain)
}

// keysOf are the keys of each distribution.
func keysOf() map[string][]string {
	return map[string][]string{
		"constant": {"delay"},
		"uniform":  {"min", "max"},
		"normal":   {"mean", "deviation"},
		"bimodal":  {"low", "high", "share"},
		"pareto":   {"min", "max", "alpha"},
		"list":     {"delays"},
	}
}

// fields are the keys of all of them.
func (d *distribution) fields() fields {
	return fields{
		"distribution": &d.name, "delay": &d.delay, "min": &d.least, "max": &d.most, "mean": &d.mean, "deviation": &d.deviation,
		"low": &d.low, "high": &d.high, "share": &d.share, "alpha": &d.alpha, "delays": &d.list,
	}
}

// check wants the keys of the distribution, and no others.
func (d *distribution) check(has given) *refusal {
	all := keysOf()
	wanted, known := all[d.name]
	if !known {
		const most = 64
		p := bad("distribution", "%.*q is unknown", most, d.name)
		p.Hint = "constant, uniform, normal, bimodal, pareto or list"
		return p
	}
	for _, keys := range all {
		for _, key := range keys {
			if has[key] && !slices.Contains(wanted, key) {
				return bad(key, "is no key of the distribution %s", d.name)
			}
		}
	}
	for _, key := range wanted {
		if !has[key] {
			return bad(key, "missing in the distribution %s", d.name)
		}
	}
	return d.checkValues()
}

func (d *distribution) checkValues() *refusal {
	p := firstOf(
		limitDuration("delay", d.delay, 0, maxDelay), limitDuration("min", d.least, 0, maxDelay), limitDuration("max", d.most, 0, maxDelay),
		limitDuration("mean", d.mean, 0, maxDelay), limitDuration("deviation", d.deviation, 0, maxDelay),
		limitDuration("low", d.low, 0, maxDelay), limitDuration("high", d.high, 0, maxDelay),
		limit("share", d.share, 0, 1),
	)
	if d.least > d.most && p == nil {
		p = bad("max", "is less than min")
	}
	if d.name == "pareto" {
		const least, most = 0.1, 100
		p = firstOf(p, limit("alpha", d.alpha, least, most), limitDuration("min", d.least, grain, maxDelay))
	}
	if d.name == "list" {
		p = firstOf(p, limit("delays", len(d.list), 1, maxDelays))
	}
	for _, delay := range d.list {
		p = firstOf(p, limitDuration("delays", delay, 0, maxDelay))
	}
	return p
}

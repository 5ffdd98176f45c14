package schedule

import (
	"fmt"
	"regexp"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/problem"
)

// What a plan may ask for at most. The limits are far beyond what a machine can do, and keep
// all sums within their types.
const (
	// MaxStages is the number of stages.
	MaxStages = 1000
	// MaxStreams is the number of streams at a time.
	MaxStreams = 10_000_000
	// MaxArrivals is the number of arrivals in all.
	MaxArrivals = 100_000_000
	// MaxRate is arrivals per second.
	MaxRate = 1_000_000
	// MaxLength is how long a plan may take.
	MaxLength = 30 * 24 * time.Hour
	// MaxChurn is the share of the streams that may leave in a second.
	MaxChurn = 10
)

// Validate returns everything that is wrong with p, each with its path.
func (p Plan) Validate() problem.List {
	var list problem.List
	switch {
	case p.Arrivals != nil && len(p.Stages) > 0:
		list.Add("arrivals", "want either stages or arrivals, not both")
	case p.Arrivals != nil:
		list.Under("arrivals", p.Arrivals.validate())
	default:
		list = append(list, p.validateStages()...)
	}
	list.Under("churn", p.Churn.validate())
	list.Under("storm", p.Storm.validate(p.Length()))
	return list
}

func (p Plan) validateStages() problem.List {
	var list problem.List
	switch {
	case len(p.Stages) == 0:
		list.Add("stages", "want at least one, as in 30s:5000, or arrivals")
		return list
	case len(p.Stages) > MaxStages:
		list.Add("stages", "%d are too many, want at most %d", len(p.Stages), MaxStages)
		return list
	}
	names := map[string]int{}
	for i, name := range p.StageNames() {
		path := fmt.Sprintf("stages[%d]", i)
		list.Under(path, p.Stages[i].validate())
		if first, twice := names[name]; twice {
			list.Add(path+".name", "%q is the name of stages[%d], want another", name, first)
		} else {
			names[name] = i
		}
	}
	if len(list) == 0 {
		list = append(list, p.validateTotal()...)
	}
	return list
}

func (p Plan) validateTotal() problem.List {
	var list problem.List
	if p.Peak() == 0 {
		list.Add("stages", "want at least one with streams")
	}
	switch length := p.Length(); {
	case length == 0:
		list.Add("stages", "want at least one with a duration")
	case length > MaxLength:
		list.Add("stages", "%v is too long, want at most %v in all", length, MaxLength)
	}
	return list
}

func (s Stage) validate() problem.List {
	var list problem.List
	if s.Name != "" && !stageName(s.Name) {
		list.Add("name", "%.40q: want up to 40 letters, digits, - and _", s.Name)
	}
	if s.Duration < 0 || s.Duration > MaxLength {
		list.Add("duration", "%v: want 0 (a jump) to %v", s.Duration, MaxLength)
	}
	if s.Streams < 0 || s.Streams > MaxStreams {
		list.Add("streams", "%d: want 0 to %d", s.Streams, MaxStreams)
	}
	return list
}

func stageName(s string) bool {
	return regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`).MatchString(s)
}

func (a Arrivals) validate() problem.List {
	var list problem.List
	rate := a.Rate > 0 && a.Rate <= MaxRate
	if !rate {
		list.Add("rate", "%v: want more than 0 and at most %d per second", a.Rate, MaxRate)
	}
	if a.Duration <= 0 || a.Duration > MaxLength {
		list.Add("duration", "%v: want more than 0 and at most %v", a.Duration, MaxLength)
	} else if all := a.Rate * a.Duration.Seconds(); rate && all > MaxArrivals {
		list.Add("rate", "%.0f arrivals in %v are too many, want at most %d", all, a.Duration, MaxArrivals)
	}
	if a.Lifetime < 0 || a.Lifetime > MaxLength {
		list.Add("lifetime", "%v: want 0 (to the end) to %v", a.Lifetime, MaxLength)
	}
	if a.Spacing > Exponential {
		list.Add("spacing", "%d: want %s", a.Spacing, spacings)
	}
	if a.LifetimeSpacing > Exponential {
		list.Add("lifetime-spacing", "%d: want %s", a.LifetimeSpacing, spacings)
	}
	return list
}

const spacings = "constant, uniform or exponential"

func (c Churn) validate() problem.List {
	var list problem.List
	if !(c.Rate >= 0 && c.Rate <= MaxChurn) {
		list.Add("rate", "%v: want 0 to %d, 0.01 is 1 %% of the streams per second", c.Rate, MaxChurn)
	}
	if c.Away < 0 || c.Away > MaxLength {
		list.Add("away", "%v: want 0 to %v", c.Away, MaxLength)
	}
	return list
}

func (s Storm) validate(length time.Duration) problem.List {
	var list problem.List
	switch {
	case s == Storm{}:
		return nil
	case s.Every <= 0:
		list.Add("every", "%v: want more than 0", s.Every)
	case length > 0 && s.Every >= length:
		list.Add("every", "%v: the plan ends after %v, before the first storm", s.Every, length)
	case length/s.Every > MaxStages:
		list.Add("every", "%v: %d storms are too many, want at most %d", s.Every, length/s.Every, MaxStages)
	}
	if !(s.Share > 0 && s.Share <= 1) {
		list.Add("share", "%v: want more than 0 and at most 1, 0.5 is half of the streams", s.Share)
	}
	return list
}

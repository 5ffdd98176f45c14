package report

import "slices"

// Timing is the distribution of one measured time, in microseconds. A time across
// two clocks may be negative; negative times are counted and not cut off.
type Timing struct {
	Name        string `json:"name"`            // "connect", "lag", "first_event"
	Stage       string `json:"stage,omitempty"` // of this Stage alone; empty is the whole Run
	Tag         string `json:"tag,omitempty"`   // of this tag alone; empty is all
	Count       int64  `json:"count"`
	Negative    int64  `json:"negative,omitempty"` // how many of Count are negative
	MinUS       int64  `json:"min_us"`
	MeanUS      int64  `json:"mean_us"`
	P50US       int64  `json:"p50_us"`
	P90US       int64  `json:"p90_us"`
	P99US       int64  `json:"p99_us"`
	P999US      int64  `json:"p999_us"`
	MaxUS       int64  `json:"max_us"`
	PlusMinusUS int64  `json:"plus_minus_us,omitempty"` // how far the two clocks may be off; 0 is one clock
	Histogram   string `json:"histogram,omitempty"`     // all of it, lossless, as package measure writes it
}

// Clock is how the clock of the Target stands to that of the generator.
type Clock struct {
	OffsetUS    int64   `json:"offset_us"` // the Target's clock minus the generator's
	DriftPPM    float64 `json:"drift_ppm"`
	PlusMinusUS int64   `json:"plus_minus_us"` // how far OffsetUS may be off
	Samples     int64   `json:"samples"`
	Source      string  `json:"source"` // who told the time: an address
}

// timingGroup says whose time it is that a Timing measures. Groups are never
// mixed in one table.
type timingGroup int

const (
	latencies timingGroup = iota // what the Target took
	lifetimes                    // how long streams lasted: long is no fault
	ownDelays                    // what the generator itself took
)

// group returns the group that the name of t belongs to.
func (t *Timing) group() timingGroup {
	switch t.Name {
	case "lifetime":
		return lifetimes
	case "late", "kernel_lag", "loop_lag":
		return ownDelays
	default:
		return latencies
	}
}

// whole reports whether t is of the whole Run.
func (t *Timing) whole() bool { return t.Stage == "" && t.Tag == "" }

// timingNames are the names whose spelling no secret may change.
func timingNames() []string {
	return []string{
		"connect", "tls", "headers", "open", "first_event", "lag", "sent_lag", "interval", "jitter", "spread",
		"reconnect", "lifetime", "publish", "late", "kernel_lag", "loop_lag",
	}
}

// timings returns those of one group, each name with its Stages and tags behind
// it, names in the order of their first appearance. Parts are left out unless asked for.
func (l *Load) timings(g timingGroup, parts bool) []Timing {
	var names []string
	for i := range l.Timings {
		if t := &l.Timings[i]; t.group() == g && !slices.Contains(names, t.Name) {
			names = append(names, t.Name)
		}
	}
	var sorted []Timing
	for _, name := range names {
		for _, whole := range []bool{true, false} {
			for i := range l.Timings {
				if t := l.Timings[i]; t.Name == name && t.whole() == whole && (whole || parts) {
					sorted = append(sorted, t)
				}
			}
		}
	}
	return sorted
}

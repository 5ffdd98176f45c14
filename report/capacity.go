package report

import "time"

// KindCapacity is the Kind of a Run that searched for the largest number of streams.
const KindCapacity = "capacity"

// Capacity is what a Run of [KindCapacity] leaves: the largest number of streams at
// which all Thresholds held, and what broke above it.
type Capacity struct {
	Plan             []PlanLine `json:"plan,omitempty"`     // the load plan as a person reads it, in order
	Streams          int64      `json:"streams"`            // the largest number that held; 0 when none did
	Step             int64      `json:"step"`               // how far above Streams the limit may lie; 0 when nothing broke
	Broke            *Broken    `json:"broke,omitempty"`    // what broke above Streams; nil when nothing did
	Cause            string     `json:"cause,omitempty"`    // one line: what looked like the cause
	GeneratorLimited bool       `json:"generator_limited"`  // the generator was the limit, and not the Target
	AtLeast          int64      `json:"at_least,omitempty"` // the number that must hold; 0 when none was asked for

	Steps []CapacityStep `json:"steps,omitempty"` // in the order in which they were run

	// Inconclusive is one line: why the search is no verdict on the Target. Empty otherwise.
	Inconclusive string `json:"inconclusive,omitempty"`
}

// Broken is a Threshold that did not hold.
type Broken struct {
	Threshold string `json:"threshold"`
	Actual    string `json:"actual"` // for a person: "312 ms"
}

// CapacityStep is what came of one number of streams.
type CapacityStep struct {
	Streams          int64       `json:"streams"`
	Repeats          int64       `json:"repeats"` // how often it was run
	Held             bool        `json:"held"`
	Broke            *Broken     `json:"broke,omitempty"`   // the first Threshold that did not hold; nil when Held
	GeneratorLimited bool        `json:"generator_limited"` // the generator was the limit at this step
	DurationMS       int64       `json:"duration_ms"`
	Figures          StepFigures `json:"figures"` // of the last time it was run
}

// StepFigures is what was measured at a step.
type StepFigures struct {
	Planned   int64   `json:"planned"` // Subscribers
	Opened    int64   `json:"opened"`
	Failed    int64   `json:"failed"`
	Lost      int64   `json:"lost"`                 // events
	LagP99US  *int64  `json:"lag_p99_us,omitempty"` // nil when no Lag was measured
	CPUShare  float64 `json:"cpu_share"`            // of all cores, by the generator: 0 to 1
	EventRate float64 `json:"event_rate"`           // events received per second
}

// FinishCapacity fills Capacity, Verdict and DurationMS. It does not write into c.
// The Verdict is explained at [Capacity.Verdict]; a Run that could not be judged
// stays Error.
func (r *Run) FinishCapacity(c *Capacity, elapsed time.Duration) {
	r.Capacity = c
	r.DurationMS = elapsed.Milliseconds()
	r.tidy()
	if r.Reason == "" {
		r.Verdict = r.Capacity.Verdict()
	}
}

// Verdict returns Skip when the search is inconclusive or was limited by the
// generator, so that Streams is only a lower bound, unless AtLeast is reached even
// so; Fail when no number held, or fewer than AtLeast; and else Pass.
func (c *Capacity) Verdict() Verdict {
	switch {
	case len(c.Steps) == 0:
		return Skip
	case c.AtLeast > 0 && c.Streams >= c.AtLeast:
		return Pass
	case c.Inconclusive != "" || c.GeneratorLimited:
		return Skip
	case c.Streams == 0 || c.Streams < c.AtLeast:
		return Fail
	}
	return Pass
}

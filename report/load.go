package report

import "time"

// KindLoad is the Kind of a Run that put load on its Target.
const KindLoad = "load"

// Load is what a Run of [KindLoad] leaves: what was planned, what came of it, and
// whether its figures can be trusted. Times are milliseconds since Started of the Run.
type Load struct {
	Plan   []PlanLine  `json:"plan,omitempty"`   // the load plan as a person reads it, in order
	Seed   int64       `json:"seed"`             // of everything random in the plan
	Stages []LoadStage `json:"stages,omitempty"` // in order of time
	Tags   []string    `json:"tags,omitempty"`   // of the weighted addresses

	Outcomes   StreamOutcomes    `json:"outcomes"`
	Timings    []Timing          `json:"timings,omitempty"` // whole run, Stages and tags in any order
	Deliveries Deliveries        `json:"deliveries"`
	Closed     []ClosedStream    `json:"closed,omitempty"` // examples
	Errors     []ErrorClass      `json:"errors,omitempty"` // the most frequent first
	Publishing *Publishing       `json:"publishing,omitempty"`
	Generator  Generator         `json:"generator"`
	Clock      *Clock            `json:"clock,omitempty"` // only where Target and generator have two clocks
	Thresholds []ThresholdResult `json:"thresholds,omitempty"`
	Series     *Series           `json:"series,omitempty"`

	// Inconclusive is one line: why the Run is no verdict on the Target. Empty otherwise.
	Inconclusive string `json:"inconclusive,omitempty"`
}

// PlanLine is one line of the load plan, such as "arrivals" and "200/s, exponential".
type PlanLine struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// LoadStage is a Stage as it was run.
type LoadStage struct {
	Name    string `json:"name"`
	StartMS int64  `json:"start_ms"`
	EndMS   int64  `json:"end_ms"`
	Streams int64  `json:"streams"` // Subscribers to reach at its end
}

// StreamOutcomes counts what became of the Subscribers. Each counts once as
// Planned, Started and Opened; it may be closed, fail and reconnect more than once.
type StreamOutcomes struct {
	Planned        int64 `json:"planned"`          // Arrivals of the plan
	Started        int64 `json:"started"`          // Subscribers that began to connect
	Shortfall      int64 `json:"shortfall"`        // Arrivals due but not started: the generator's fault
	Opened         int64 `json:"opened"`           // Subscribers that got an event stream
	Completed      int64 `json:"completed"`        // ended as planned: by a cap, a lifetime, the end of the Run
	Left           int64 `json:"left"`             // cut as planned, by churn or a storm, to come back
	ClosedByServer int64 `json:"closed_by_server"` // ended early by the Target, without an error
	Failed         int64 `json:"failed"`           // ended or not opened because of an error
	Throttled      int64 `json:"throttled"`        // answers 429 and 503
	Reconnects     int64 `json:"reconnects"`       // Connections after the first of a Subscriber
	Live           int64 `json:"live"`             // open when they were last counted
	Peak           int64 `json:"peak"`             // the most that were open at once
}

// Publishing counts what the generator published.
type Publishing struct {
	Planned   int64 `json:"planned"` // due by the schedule
	Published int64 `json:"published"`
	Failed    int64 `json:"failed"`
}

// unstarted is how many events were due and never begun, since those before them were not
// answered in time.
func (p *Publishing) unstarted() int64 { return max(0, p.Planned-p.Published-p.Failed) }

// ClosedStream is a stream that the Target ended early.
type ClosedStream struct {
	Subscriber int64  `json:"subscriber"`
	AtMS       int64  `json:"at_ms"`
	Why        string `json:"why"`
}

// ErrorClass is what failed for one cause.
type ErrorClass struct {
	Class    string         `json:"class"` // slug: "refused", "reset", "content-type"
	Count    int64          `json:"count"`
	Text     string         `json:"text"` // what they have in common
	FirstMS  int64          `json:"first_ms"`
	LastMS   int64          `json:"last_ms"`
	Examples []ErrorExample `json:"examples,omitempty"`
}

// ErrorExample is one failure.
type ErrorExample struct {
	Subscriber int64  `json:"subscriber"` // -1 when it was nobody's
	AtMS       int64  `json:"at_ms"`
	Text       string `json:"text"`
}

// FinishLoad fills Load, Verdict and DurationMS. It does not write into l. The
// Verdict is explained at [Load.Verdict]; a Run that could not be judged stays
// Error. A Run that its generator limited is inconclusive, and says so even when l
// does not give the reason.
func (r *Run) FinishLoad(l *Load, elapsed time.Duration) {
	r.Load = l
	r.DurationMS = elapsed.Milliseconds()
	r.tidy()
	if r.Reason == "" {
		r.Verdict = r.Load.Verdict()
	}
}

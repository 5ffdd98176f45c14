package report

import (
	"strings"
	"time"
)

// SchemaV1 names the version of the document that this package reads and writes.
const SchemaV1 = "ssegauge/run/v1"

// KindCheck is the Kind of a Run of the conformance suite.
const KindCheck = "check"

// Run is one invocation and the document it leaves.
type Run struct {
	Schema     string    `json:"schema"`
	Kind       string    `json:"kind"`
	Tool       Tool      `json:"tool"`
	Started    time.Time `json:"started"`     // UTC, to the millisecond
	DurationMS int64     `json:"duration_ms"` // milliseconds from Started to the last Verdict
	Target     Target    `json:"target"`

	// Strict says that a broken SHOULD is reason enough not to pass.
	Strict bool `json:"strict,omitempty"`
	// Requirements names the pinned set, "2026-11", "" when every Requirement gates.
	Requirements string `json:"requirements,omitempty"`

	Verdict Verdict  `json:"verdict"`
	Reason  string   `json:"reason,omitempty"` // one line: why the Target could not be judged; only with Error
	Hint    string   `json:"hint,omitempty"`   // one line: what to try next; only with Reason
	Summary Summary  `json:"summary"`
	Results []Result `json:"results"` // in the order of the catalogue; never null

	Against *Comparison `json:"against,omitempty"` // a second path to the same server

	Load     *Load     `json:"load,omitempty"`     // only of KindLoad
	Capacity *Capacity `json:"capacity,omitempty"` // only of KindCapacity
}

// Tool names the program that judged.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Target is the server under test as the Run saw it.
type Target struct {
	URL     string   `json:"url"`
	Method  string   `json:"method,omitempty"`
	Proto   string   `json:"proto,omitempty"`   // the version of HTTP: "HTTP/2"; empty is "HTTP/1.1"
	Server  string   `json:"server,omitempty"`  // the Server header of its response
	Tiers   []string `json:"tiers,omitempty"`   // what could be tested: "passive", "trigger", "control"
	Publish string   `json:"publish,omitempty"` // the publish hook as configured, without secrets
}

// Result is what came of one Requirement, with the Requirement's own words.
type Result struct {
	Requirement string    `json:"requirement"` // slug: "framing-blank-line-ends-frame"
	Chapter     string    `json:"chapter"`     // "framing"
	Tier        string    `json:"tier"`        // what its Spec needs of the Target
	Level       Level     `json:"level"`
	Verdict     Verdict   `json:"verdict"`
	Pinned      string    `json:"pinned,omitempty"`  // the Level that the Verdict goes by, where the pinned set holds another
	Outcome     Outcome   `json:"outcome,omitempty"` // how it counts beside a baseline or a pinned set
	Excuse      string    `json:"excuse,omitempty"`  // the reason that the baseline gives
	Until       string    `json:"until,omitempty"`   // the last day of the excuse, "2027-01-31"
	Skip        SkipCause `json:"skip,omitempty"`
	Reason      string    `json:"reason"`   // why it was skipped, what was seen when it passed, or the error
	Sentence    string    `json:"sentence"` // the normative sentence
	Source      string    `json:"source"`   // URL of that sentence, with its anchor
	Why         string    `json:"why,omitempty"`
	Causes      []string  `json:"causes,omitempty"`
	Fix         string    `json:"fix,omitempty"`
	Findings    []Finding `json:"findings"` // never null
}

// Finding is one piece of evidence about the Target.
type Finding struct {
	Message  string `json:"message"`
	Expected string `json:"expected,omitempty"`
	Actual   string `json:"actual,omitempty"`
	Exchange string `json:"exchange,omitempty"` // which Transcript: "watch", "resume after 9"
	Offset   int64  `json:"offset"`             // byte offset in the body or head; -1 when it has no place
	AtMS     int64  `json:"at_ms"`              // milliseconds since the Exchange's start; -1 when it has no time
	Excerpt  string `json:"excerpt,omitempty"`  // the bytes there, made visible by the function Excerpt
}

// NewRun returns a Run of the given kind that has judged nothing yet: its
// Verdict is Skip. The caller sets Tool.Version.
func NewRun(kind string, target Target, started time.Time) *Run {
	r := &Run{
		Schema:  SchemaV1,
		Kind:    kind,
		Tool:    Tool{Name: "ssegauge", Version: "devel"},
		Started: started.UTC().Truncate(time.Millisecond),
		Target:  target,
		Verdict: Skip,
	}
	r.tidy()
	return r
}

// Finish fills Results, Summary, Verdict and DurationMS. It keeps the order of
// results and does not hold on to the slice. The Verdict is the worst of the
// results as they count (see [Result.Counts]), except that skips do not count
// beside anything that was judged; a Run with nothing but skips is Skip. A Run that
// could not be judged stays Error.
func (r *Run) Finish(results []Result, elapsed time.Duration) {
	r.Results = results
	r.DurationMS = elapsed.Milliseconds()
	r.Summary = tally(results)
	if r.Reason == "" {
		r.Verdict = overall(results)
	}
	r.tidy()
}

// CouldNotJudge makes r a Run that reached no verdict on its Target. The reason
// is one line and says what went wrong; the hint, which may be empty, says what
// to try. It may be called before or after Finish, which records the duration.
func (r *Run) CouldNotJudge(reason, hint string) {
	r.Verdict = Error
	r.Reason = oneLine(reason)
	if r.Reason == "" {
		r.Reason = "the target could not be judged"
	}
	r.Hint = oneLine(hint)
	r.tidy()
}

func overall(results []Result) Verdict {
	worst, judged := Pass, false
	for i := range results {
		if v := results[i].Counts(); v != Skip {
			worst, judged = worst.Worst(v), true
		}
	}
	if !judged {
		return Skip
	}
	return worst
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

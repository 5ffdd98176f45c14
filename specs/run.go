package specs

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// UnreachableError says that the Target gave nothing to judge, or more than we
// read.
type UnreachableError struct {
	// End is how the attempt to open a stream ended.
	End wire.EndKind
	// Cause is the error of the connection or of TLS, or a description.
	Cause error
}

// Error says what happened.
func (e *UnreachableError) Error() string { return clip(e.Cause.Error()) }

// Unwrap returns Cause.
func (e *UnreachableError) Unwrap() error { return e.Cause }

// NoStreamError says that the Target answered, or at least took the request,
// but not with an event stream.
type NoStreamError struct {
	// Status is the status of the response, 0 if no head arrived.
	Status int
	// Answer says in words what came instead.
	Answer string
}

// Error says what came instead of a stream.
func (e *NoStreamError) Error() string {
	return "not an event stream: " + clip(e.Answer)
}

// Check runs the conformance suite against the Target of cfg and returns the
// Run: it observes, and judges what was seen. With an error of type
// *UnreachableError, or that of ctx, the Run is complete as well and says that it
// could not judge. With a *NoStreamError it is judged, by what little there is.
// With any other error, which is one of the configuration, it is nil.
func Check(ctx context.Context, cfg Config) (*report.Run, error) {
	seen, err := Observe(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return Judge(seen, cfg)
}

// Judge returns the Run that the Observations give, with the errors of Check. Of
// cfg only Labels, Profile and Require count; the rest was for Observe. An empty
// Profile is that of the Observations. A Requirement whose probe is not among them
// is untestable.
func Judge(seen *Observations, cfg Config) (*report.Run, error) {
	if err := cfg.validateRequire(); err != nil {
		return nil, err
	}
	selected, err := selectChecks(cfg.Labels, cmp.Or(cfg.Profile, seen.Profile))
	if err != nil {
		return nil, err
	}
	run := report.NewRun(report.KindCheck, seen.Target, seen.Started)
	first := seen.first()
	if first != nil && first.Head != nil {
		run.Target.Server, _ = first.Head.Get("Server")
	}
	run.Finish(runSpecs(selected, seen.forChecks(selected), cfg.Require), seen.Duration)
	err = hopeless(seen.Err, first)
	if err == nil {
		err = gaveUp(seen.Probes)
	}
	if err == nil && run.Verdict != report.Fail { // what is broken stays so
		err = lostPatience(seen.Probes)
	}
	if err == nil && run.Verdict <= report.Warn {
		err = ceased(seen.Probes)
	}
	if err != nil {
		run.CouldNotJudge(err.Error(), "")
		return run, err
	}
	if profile, _ := profileNamed(cmp.Or(cfg.Profile, seen.Profile)); profile.needsNone(first).Cause == report.SkipNotApplicable {
		return run, nil
	}
	return run, noStream(first)
}

// unconnected reports whether time ran out before there was a connection.
func unconnected(t *wire.Transcript) bool {
	timedOut := t.End.Kind == wire.EndTimeout || t.End.Kind == wire.EndClosed
	return timedOut && (t.Connected == 0 || t.Sent == 0)
}

// tooSlow says how far t, which is unconnected, came in its time.
func tooSlow(t *wire.Transcript) error {
	took := round(t.End.At)
	switch {
	case t.Connected == 0:
		return &UnreachableError{End: wire.EndDialError, Cause: fmt.Errorf("connect: no answer within %s", took)}
	case t.Secured == 0 && strings.HasPrefix(t.URL, "https:"):
		return &UnreachableError{End: wire.EndTLSError, Cause: fmt.Errorf("secure connection: the TLS handshake was not complete within %s", took)}
	}
	return &UnreachableError{End: wire.EndWriteError, Cause: fmt.Errorf("write request: the target did not read it within %s", took)}
}

// gaveUp says that a limit of ours has ended a stream: what has not been read
// may be what matters.
func gaveUp(seen []*Observation) error {
	for _, o := range seen {
		if o.givenUp() != nil {
			return &UnreachableError{End: wire.EndLimit, Cause: o.givenUp()}
		}
	}
	return nil
}

func noStream(first *wire.Transcript) error {
	switch {
	case first == nil || readable(first):
		return nil
	case first.Head == nil:
		return &NoStreamError{Answer: describe(first)}
	}
	return &NoStreamError{Status: first.Head.Status, Answer: describe(first)}
}

// List returns the Requirements that a label filter selects, with the Levels of
// the profile of that name, in the order of the catalogue. With AnyProfile it
// returns those of every dialect, with the Levels of the catalogue.
func List(labels, profile string) ([]Requirement, error) {
	matches, err := parseLabels(labels)
	if err != nil {
		return nil, err
	}
	if profile == AnyProfile {
		var list []Requirement
		for _, c := range checks() {
			if matches(c.labels()) {
				list = append(list, c.Requirement)
			}
		}
		return list, nil
	}
	selected, err := selectChecks(labels, profile)
	if err != nil {
		return nil, err
	}
	list := make([]Requirement, 0, len(selected))
	for _, c := range selected {
		list = append(list, c.Requirement)
	}
	return list, nil
}

// SpecOf names the Spec that judges the Requirement of that ID, by its chapter
// and the probe whose Observation it looks at; "" if there is none.
func SpecOf(id string) string {
	for _, c := range checks() {
		if c.ID == id {
			return c.Chapter() + ", probe " + c.probe
		}
	}
	return ""
}

func describeTarget(cfg Config) report.Target {
	t := report.Target{URL: cfg.URL, Method: cfg.Method, Tiers: []string{string(TierPassive)}}
	if t.Method == "" {
		t.Method = "GET"
	}
	if cfg.Proto != "HTTP/1.1" {
		t.Proto = cfg.Proto
	}
	if cfg.Publisher != nil {
		t.Tiers = append(t.Tiers, string(TierTrigger))
		t.Publish = cfg.Publisher.String()
	}
	if cfg.Control.hooked() {
		t.Tiers = append(t.Tiers, string(TierControl))
	}
	return t
}

// hopeless says why nothing could be judged, nil if something could. A Target
// that takes the request and keeps silent is judged: it keeps its head back.
func hopeless(calledOff error, first *wire.Transcript) error {
	switch {
	case calledOff != nil:
		return fmt.Errorf("run the suite: %w", calledOff)
	case first != nil && first.Head == nil && unconnected(first):
		return tooSlow(first)
	case first == nil || first.Head != nil || first.End.Kind == wire.EndTimeout || first.End.Kind == wire.EndClosed:
		return nil
	}
	cause := first.Err()
	if cause == nil {
		cause = fmt.Errorf("open stream: %s", strings.TrimSpace(first.End.Kind.String()))
	}
	return &UnreachableError{End: first.End.Kind, Cause: cause}
}

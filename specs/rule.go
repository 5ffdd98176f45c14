package specs

import (
	"fmt"
	"time"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// Rule judges an Observation by one Requirement. It is pure: the same
// Observation gives the same Judgement, whenever and wherever it is asked.
type Rule func(*Observation) Judgement

// Judgement is what a Rule says: the Requirement is broken if there are
// Findings, was not judged if Skip has a Cause, and is kept otherwise.
type Judgement struct {
	Findings []Finding
	Skip     Skip
	// Seen says what was looked at when the Requirement is kept.
	Seen string
	// Late says that this machine was too late for Findings to count.
	Late bool
	// Err says what hindered us, on our side.
	Err error
}

// Finding is one piece of evidence about the Target.
type Finding struct {
	Message          string
	Expected, Actual string
	// Transcript and Offset are its place. Transcript may be nil; Offset counts in
	// the body, or with Raw in all bytes of the response, and is negative where
	// there is no place.
	Transcript *wire.Transcript
	Offset     int64
	Raw        bool
}

// check ties a Requirement to the probe that observes it and the Rule that
// judges it.
type check struct {
	Requirement
	probe string
	rule  Rule
	// margin is the delay of this machine from which on Findings say nothing. 0
	// is never.
	margin time.Duration
}

// judge applies the Rule of c, unless there is nothing to apply it to.
func (c check) judge(o *Observation) (j Judgement) {
	defer func() {
		if p := recover(); p != nil {
			j = Judgement{Err: fmt.Errorf("judge by %s: %v", c.ID, p)}
		}
	}()
	switch {
	case o.Err != nil:
		return Judgement{Err: o.Err}
	case c.Tier != TierPassive && o.HookErr != nil:
		return Judgement{Err: o.HookErr}
	case o.Unseen.Cause != "":
		return Judgement{Skip: o.Unseen}
	case c.Tier == TierTrigger && o.Trigger.Cause != "":
		return Judgement{Skip: o.Trigger}
	}
	if err := o.givenUp(); err != nil && o.Probe != probeReach {
		// What did not arrive may be what was not read.
		return Judgement{Err: err}
	}
	return c.unlessLate(o.Late, c.rule(o))
}

// unlessLate withdraws Findings that a delay of this machine may have caused.
func (c check) unlessLate(late time.Duration, j Judgement) Judgement {
	if c.margin == 0 || late < c.margin || len(j.Findings) == 0 {
		return j
	}
	return tooLate(late, j.Findings[0])
}

// tooLate is the Judgement where a delay of this machine may be what was found.
func tooLate(late time.Duration, found Finding) Judgement {
	j := inconclusive(LateReason+" by %s, so that it cannot tell: %s", round(late), found.Message)
	j.Late = true
	return j
}

func kept(format string, args ...any) Judgement {
	return Judgement{Seen: fmt.Sprintf(format, args...)}
}

func skipped(cause report.SkipCause, format string, args ...any) Judgement {
	return Judgement{Skip: Skip{cause, fmt.Sprintf(format, args...)}}
}

func inconclusive(format string, args ...any) Judgement {
	return skipped(report.SkipInconclusive, format, args...)
}

// noStreamIn is the Judgement where t is not the event stream that it should be.
func noStreamIn(t *wire.Transcript) Judgement {
	return inconclusive("there is no event stream to judge: %s", describe(t))
}

func notApplicable(format string, args ...any) Judgement {
	return skipped(report.SkipNotApplicable, format, args...)
}

func broken(findings ...Finding) Judgement { return Judgement{Findings: findings} }

// verdictOf returns broken if there are findings, and seen otherwise.
func verdictOf(findings []Finding, seen string, args ...any) Judgement {
	if len(findings) > 0 {
		return broken(findings...)
	}
	return kept(seen, args...)
}

// at returns a Finding with a place in the body of t.
func at(t *wire.Transcript, offset int64, message string, args ...any) Finding {
	return Finding{Transcript: t, Offset: offset, Message: fmt.Sprintf(message, args...)}
}

// inHead returns a Finding with a place in the head of t: the field with that
// name, or the status line.
func inHead(t *wire.Transcript, field, message string, args ...any) Finding {
	f := at(t, 0, message, args...)
	f.Raw = true
	if t.Head != nil {
		f.Offset = t.Head.OffsetOf(field)
	}
	return f
}

// nowhere returns a Finding without a place.
func nowhere(t *wire.Transcript, message string, args ...any) Finding {
	return at(t, -1, message, args...)
}

// but adds what was expected and what was seen instead.
func (f Finding) but(expected, actual string) Finding {
	f.Expected, f.Actual = expected, actual
	return f
}

package specs

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// A reconnection time below the first makes clients a nuisance after an
// outage, one above the second leaves them without events.
const (
	minRetry = 500 * time.Millisecond
	maxRetry = 60 * time.Second
)

// retryLines returns the retry fields of t.
func retryLines(t *wire.Transcript) []eventstream.Line {
	var lines []eventstream.Line
	eachField(t, func(_ eventstream.Frame, l eventstream.Line) {
		if l.Name == "retry" {
			lines = append(lines, l)
		}
	})
	return lines
}

func isDigits(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

// "If the field value consists of only ASCII digits, then interpret the field
// value as an integer in base ten […]. Otherwise, ignore the field".
func ruleRetryDigits(t *wire.Transcript) Judgement {
	lines := retryLines(t)
	var found []Finding
	for _, l := range lines {
		if !isDigits(l.Value) && len(found) < maxFindings {
			f := at(t, l.Offset, "clients ignore this reconnection time")
			found = append(found, f.but("ASCII digits, in milliseconds", fmt.Sprintf("%.60q", l.Value)))
		}
	}
	if len(lines) == 0 {
		return notApplicable("the stream sets no reconnection time")
	}
	return verdictOf(found, "retry: %s", lines[0].Value)
}

func ruleRetryPresent(t *wire.Transcript) Judgement {
	if t.Retry == nil {
		return broken(nowhere(t, "the stream sets no reconnection time").but("a retry field", "none, so that each client uses its own"))
	}
	return kept("retry: %d", *t.Retry)
}

func ruleRetrySane(t *wire.Transcript) Judgement {
	if t.Retry == nil {
		return notApplicable("the stream sets no reconnection time")
	}
	if ms := *t.Retry; ms < minRetry.Milliseconds() || ms > maxRetry.Milliseconds() {
		lines := slices.DeleteFunc(retryLines(t), func(l eventstream.Line) bool { return !isDigits(l.Value) })
		f := at(t, lines[len(lines)-1].Offset, "the reconnection time is not reasonable")
		return broken(f.but(fmt.Sprintf("%d to %d ms", minRetry.Milliseconds(), maxRetry.Milliseconds()), fmt.Sprintf("%d ms", ms)))
	}
	return kept("retry: %d", *t.Retry)
}

// A client that is cut off before it has seen a retry field reconnects by its
// own idea.
func ruleRetryEarly(t *wire.Transcript) Judgement {
	lines := retryLines(t)
	switch {
	case len(lines) == 0:
		return notApplicable("the stream sets no reconnection time")
	case len(t.Events) > 0 && lines[0].Offset >= t.Events[0].EndOffset:
		f := at(t, lines[0].Offset, "the reconnection time comes after the first event")
		return broken(f.but("retry in the first frame", fmt.Sprintf("at byte %d, first event at byte %d", lines[0].Offset, t.Events[0].Offset)))
	}
	return kept("retry at byte %d", lines[0].Offset)
}

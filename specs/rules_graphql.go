package specs

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// The types of the events of GraphQL over SSE.
const (
	typeNext     = "next"
	typeComplete = "complete"
)

func graphQLJudges() map[string]judge {
	return map[string]judge{
		"graphql-event-names":            {probeGraphQL, onOperation(ruleEventNames)},
		"graphql-next-is-a-result":       {probeGraphQL, onOperation(ruleNextIsAResult)},
		"graphql-complete":               {probeGraphQL, onOperation(ruleComplete)},
		"graphql-nothing-after-complete": {probeGraphQL, onOperation(ruleNothingAfterComplete)},
		"graphql-ends-after-complete":    {probeGraphQL, onOperation(ruleEndsAfterComplete)},
		"graphql-errors-have-messages":   {probeGraphQL, ruleErrorsHaveMessages},
		"graphql-invalid-is-answered":    {probeGraphQL, ruleInvalidIsAnswered},
		"graphql-unreadable-is-an-error": {probeGraphQL, ruleUnreadableIsAnError},
	}
}

// onOperation makes a Rule of one that looks at the stream of an operation, of
// which something has arrived.
func onOperation(rule func(*Observation, *wire.Transcript) Judgement) Rule {
	return func(o *Observation) Judgement {
		t := o.Transcript(operationStream)
		switch {
		case !readable(t):
			return noStreamIn(t)
		case len(t.Events) == 0 && completeFrame(t) == nil && t.End.Kind.Ours():
			return inconclusive("no event arrived in %s", round(t.End.At))
		}
		return rule(o, t)
	}
}

// completeFrame returns the first frame of type complete, nil if there is none.
// One without data counts, although EventSource drops it: many clients have a
// reader of their own.
func completeFrame(t *wire.Transcript) *eventstream.Frame {
	i := slices.IndexFunc(t.Frames, func(f eventstream.Frame) bool {
		name, _ := f.Field("event")
		return f.Complete && name == typeComplete
	})
	if i < 0 {
		return nil
	}
	return &t.Frames[i]
}

func hasCompleted(t *wire.Transcript) bool { return completeFrame(t) != nil }

func ruleEventNames(_ *Observation, t *wire.Transcript) Judgement {
	var found []Finding
	for _, e := range t.Events {
		if e.Type != typeNext && e.Type != typeComplete && len(found) < maxFindings {
			f := at(t, e.Offset, "an event that is neither a result nor the end")
			found = append(found, f.but("event: next, or event: complete", fmt.Sprintf("event: %.40q", e.Type)))
		}
	}
	return verdictOf(found, "%d events, each next or complete", len(t.Events))
}

// graphQLResult is what a next event says.
// https://spec.graphql.org/draft/#sec-Response-Format
type graphQLResult map[string]json.RawMessage

// resultIn returns the result that data holds, or what it is instead. A response
// that comes in parts says so by other members.
func resultIn(data string) (result graphQLResult, isInstead string) {
	if json.Unmarshal([]byte(data), &result) != nil || result == nil {
		return nil, fmt.Sprintf("%.80q", data)
	}
	for _, member := range []string{"data", "errors", "incremental", "pending", "completed", "hasNext"} {
		if _, ok := result[member]; ok {
			return result, ""
		}
	}
	return nil, fmt.Sprintf("%.80q", data)
}

// A next event is an "operation execution result from the source stream".
func ruleNextIsAResult(_ *Observation, t *wire.Transcript) Judgement {
	var found []Finding
	results := 0
	for _, e := range t.Events {
		if e.Type != typeNext {
			continue
		}
		results++
		if _, instead := resultIn(e.Data); instead != "" && len(found) < maxFindings {
			f := at(t, e.Offset, "the data of a next event is not a result")
			found = append(found, f.but(`{"data":…} or {"errors":…}`, instead))
		}
	}
	if results == 0 {
		return notApplicable("the operation has no next event")
	}
	return verdictOf(found, "%d results", results)
}

// "After all results have been emitted, the complete event will follow indicating
// stream completion." A connection that is cut looks just like an end without it.
func ruleComplete(_ *Observation, t *wire.Transcript) Judgement {
	switch {
	case hasCompleted(t):
		return kept("complete after %d results", countOf(t, typeNext))
	case !endedByTarget(t):
		return inconclusive("the operation had not ended after %s", round(t.End.At))
	}
	f := at(t, int64(len(t.Body)), "the stream ends without complete")
	return broken(f.but("event: complete", fmt.Sprintf("the end after %d events: %s", len(t.Events), t.End.Kind)))
}

func countOf(t *wire.Transcript, typ string) int {
	n := 0
	for _, e := range t.Events {
		if e.Type == typ {
			n++
		}
	}
	return n
}

func ruleNothingAfterComplete(_ *Observation, t *wire.Transcript) Judgement {
	last := completeFrame(t)
	if last == nil {
		return notApplicable("the stream has no complete")
	}
	var found []Finding
	for _, f := range t.Frames {
		name, typed := f.Field("event")
		data, hasData := f.Field("data")
		if f.Offset > last.Offset && f.Complete && (typed || hasData) && len(found) < maxFindings {
			later := at(t, f.Offset, "an event after complete, which clients do not read")
			found = append(found, later.but("nothing", fmt.Sprintf("event: %.40q, data: %.60q", name, data)))
		}
	}
	return verdictOf(found, "complete is the last of %d frames", len(t.Frames))
}

func ruleEndsAfterComplete(o *Observation, t *wire.Transcript) Judgement {
	last := completeFrame(t)
	if last == nil {
		return notApplicable("the stream has no complete")
	}
	return endsSoon(o, t, t.TimeOf(last.End()-1), typeComplete)
}

package specs

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// "If an error was raised … the errors entry must be a non-empty list", and each
// error "must contain an entry with the key message".
func ruleErrorsHaveMessages(o *Observation) Judgement {
	var found []Finding
	seen := 0
	for _, name := range []string{operationStream, invalidStream} {
		t := o.Transcript(name)
		if !readable(t) {
			continue
		}
		for _, e := range t.Events {
			result, _ := resultIn(e.Data)
			errs, ok := result["errors"]
			if e.Type != typeNext || !ok {
				continue
			}
			if seen++; !haveMessages(errs) && len(found) < maxFindings {
				f := at(t, e.Offset, "errors that do not say what happened")
				found = append(found, f.but(`[{"message":"…"}]`, fmt.Sprintf("%.80q", errs)))
			}
		}
	}
	if seen == 0 {
		return notApplicable("no result has errors")
	}
	return verdictOf(found, "%d results with errors, each with a message", seen)
}

func haveMessages(list json.RawMessage) bool {
	var errs []struct {
		Message *string `json:"message"`
	}
	if json.Unmarshal(list, &errs) != nil || len(errs) == 0 {
		return false
	}
	for _, err := range errs {
		if err.Message == nil || strings.TrimSpace(*err.Message) == "" {
			return false
		}
	}
	return true
}

// "Validation steps that run before execution of the GraphQL operation MUST
// report errors through an accepted SSE connection".
func ruleInvalidIsAnswered(o *Observation) Judgement {
	t := o.Transcript(invalidStream)
	switch {
	case t == nil:
		return notApplicable("the request does not hold the text of its operation")
	case t.Head == nil || busy(t):
		return inconclusive("the invalid operation was not answered: %s", describe(t))
	case t.Head.Status == 401 || t.Head.Status == 403:
		return inconclusive("the invalid operation was not let in: %s", describe(t))
	case !readable(t):
		f := inHead(t, "", "errors of validation do not come as a stream")
		return broken(f.but("status 200, an event stream with a next event", describe(t)))
	}
	for _, e := range t.Events {
		result, _ := resultIn(e.Data)
		if _, ok := result["errors"]; ok && e.Type == typeNext {
			return kept("a next event with errors after %s", round(e.At-t.Sent))
		}
	}
	return ruleInvalidSays(t)
}

// ruleInvalidSays judges the stream for an invalid operation that has no next
// event with errors.
func ruleInvalidSays(t *wire.Transcript) Judgement {
	if len(t.Events) == 0 && !endedByTarget(t) {
		return inconclusive("no event arrived in %s", round(t.End.At))
	}
	says := "an end without an event"
	offset := int64(len(t.Body))
	if len(t.Events) > 0 {
		e := t.Events[0]
		says, offset = fmt.Sprintf("event: %.40q, data: %.60q", e.Type, e.Data), e.Offset
	}
	f := at(t, offset, "the stream for an invalid operation does not say what is wrong")
	return broken(f.but(`event: next with {"errors":…}`, says))
}

func ruleUnreadableIsAnError(o *Observation) Judgement {
	return refusedUnread(o.Transcript(cutOperation))
}

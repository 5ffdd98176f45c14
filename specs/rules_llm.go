package specs

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// completion is a stream of the profile "llm", taken apart.
type completion struct {
	*wire.Transcript
	chunks []chunk
	// done is the index among Events of the one that says [DONE], and failed that
	// of the first error; -1 is none.
	done, failed int
}

// chunk is an event whose data is a piece of the answer.
type chunk struct {
	wire.Event
	choices []choice
}

// choice is what a chunk says of one of the answers that were asked for.
// https://platform.openai.com/docs/api-reference/chat/streaming#chat/streaming-choices
type choice struct {
	Index  int            `json:"index"`
	Delta  map[string]any `json:"delta"`
	Text   string         `json:"text"`
	Reason string         `json:"finish_reason"`
}

// isToken reports whether c carries a piece of the answer: text, reasoning, a
// part of a tool call.
func (c choice) isToken() bool {
	for name, value := range c.Delta {
		switch v := value.(type) {
		case string:
			if v != "" && name != "role" {
				return true
			}
		case []any:
			if len(v) > 0 {
				return true
			}
		case map[string]any:
			if len(v) > 0 {
				return true
			}
		}
	}
	return c.Text != ""
}

// indexDone returns the index of the event that says [DONE], -1 if there is
// none.
func indexDone(events []wire.Event) int {
	return slices.IndexFunc(events, func(e wire.Event) bool { return isDone(e.Data) })
}

func isDone(data string) bool { return strings.TrimSpace(data) == "[DONE]" }

// completionOf takes t apart. What it cannot read it leaves out.
func completionOf(t *wire.Transcript) completion {
	c := completion{Transcript: t, done: indexDone(t.Events), failed: -1}
	for i, e := range t.Events {
		var said struct {
			Choices []choice `json:"choices"`
		}
		// A field of another type is left empty, and the others are read.
		_ = json.Unmarshal([]byte(e.Data), &said)
		if len(said.Choices) > 0 {
			c.chunks = append(c.chunks, chunk{e, said.Choices})
		}
		if _, isError := errorIn(e.Data); isError && c.failed < 0 {
			c.failed = i
		}
	}
	return c
}

// errorIn returns what an event says of an error, and whether it is about one.
func errorIn(data string) (message string, isError bool) {
	var said map[string]any
	if json.Unmarshal([]byte(data), &said) != nil || said["error"] == nil || said["error"] == false {
		return "", false
	}
	switch e := said["error"].(type) {
	case string:
		return strings.TrimSpace(e), true
	case map[string]any:
		message, _ = e["message"].(string)
	}
	return strings.TrimSpace(message), true
}

// tokens returns when the pieces of the answer arrived.
func (c completion) tokens() []chunk {
	var all []chunk
	for _, piece := range c.chunks {
		if slices.ContainsFunc(piece.choices, choice.isToken) {
			all = append(all, piece)
		}
	}
	return all
}

// onCompletion makes a Rule of one that looks at the completion, and has nothing
// to say of a stream that is something else.
func onCompletion(rule func(*Observation, completion) Judgement) Rule {
	return func(o *Observation) Judgement {
		t := o.Transcript(completionStream)
		switch {
		case !readable(t):
			return noStreamIn(t)
		case len(t.Events) == 0 && t.End.Kind.Ours():
			return inconclusive("no event arrived in %s", round(t.End.At))
		}
		c := completionOf(t)
		if len(t.Events) > 0 && len(c.chunks) == 0 && c.done < 0 && c.failed < 0 {
			return notApplicable("no event is a chunk of a chat completion")
		}
		return rule(o, c)
	}
}

// "Tokens will be sent as data-only server-sent events": each is a chunk object.
func ruleDataIsJSON(_ *Observation, c completion) Judgement {
	var found []Finding
	for _, e := range c.Events {
		if !isDone(e.Data) && !json.Valid([]byte(e.Data)) && len(found) < maxFindings {
			f := at(c.Transcript, e.Offset, "the data is not JSON")
			found = append(found, f.but("one JSON value, or [DONE]", fmt.Sprintf("%.80q", e.Data)))
		}
	}
	return verdictOf(found, "%d events of JSON", len(c.Events))
}

// "With the stream terminated by a data: [DONE] message". A connection that is
// cut between two tokens looks just like an answer that is complete.
func ruleEndIsMarked(_ *Observation, c completion) Judgement {
	switch last := len(c.Events) - 1; {
	case c.done >= 0:
		return kept("[DONE] after %d events", c.done)
	case c.failed >= 0 && c.failed == last:
		return kept("an error after %d events", c.failed)
	case !endedByTarget(c.Transcript):
		return inconclusive("the completion had not ended after %s", round(c.End.At))
	}
	f := at(c.Transcript, int64(len(c.Body)), "the stream ends, and nothing says whether the answer is complete")
	return broken(f.but("data: [DONE], or an error", fmt.Sprintf("the end after %d events: %s", len(c.Events), c.End.Kind)))
}

func ruleNothingAfterDone(_ *Observation, c completion) Judgement {
	if c.done < 0 {
		return notApplicable("the stream has no [DONE]")
	}
	var found []Finding
	for _, e := range c.Events[c.done+1:] {
		if len(found) < maxFindings {
			f := at(c.Transcript, e.Offset, "an event after [DONE], which clients do not read")
			found = append(found, f.but("nothing", fmt.Sprintf("%.80q", e.Data)))
		}
	}
	return verdictOf(found, "[DONE] is the last of %d events", len(c.Events))
}

func ruleEndsAfterDone(o *Observation, c completion) Judgement {
	if c.done < 0 {
		return notApplicable("the stream has no [DONE]")
	}
	return endsSoon(o, c.Transcript, c.Events[c.done].At, "[DONE]")
}

// endsSoon judges whether t ended soon after its last word, which came at that
// time.
func endsSoon(o *Observation, t *wire.Transcript, said time.Duration, word string) Judgement {
	limit, open := o.Limits.MaxDelay, t.End.At-said
	switch {
	case open > limit:
		f := at(t, int64(len(t.Body)), "the response stays open after %s", word)
		return broken(f.but("its end within "+limit.String(), fmt.Sprintf("open for %s", round(open))))
	case !endedByTarget(t):
		return inconclusive("the response was watched for %s after %s", round(open), word)
	}
	return kept("the response ended %s after %s", round(open), word)
}

// A reader that only sees text cannot tell a full stop from a cut at the token
// limit.
func ruleFinishReason(_ *Observation, c completion) Judgement {
	switch {
	case c.failed >= 0:
		return notApplicable("the completion failed")
	case c.done < 0:
		return inconclusive("the completion did not come to [DONE]")
	case len(c.chunks) == 0:
		return notApplicable("no event has choices")
	}
	reasons, last, order := map[int]string{}, map[int]chunk{}, []int(nil)
	for _, piece := range c.chunks {
		for _, ch := range piece.choices {
			if _, seen := last[ch.Index]; !seen {
				order = append(order, ch.Index)
			}
			last[ch.Index] = piece
			if ch.Reason != "" {
				reasons[ch.Index] = ch.Reason
			}
		}
	}
	var found []Finding
	for _, i := range order {
		if reasons[i] == "" && len(found) < maxFindings {
			f := at(c.Transcript, last[i].Offset, "no chunk says why choice %d ended", i)
			found = append(found, f.but(`a finish_reason, such as "stop"`, "null, or none, in each chunk"))
		}
	}
	return verdictOf(found, "finish_reason %.40q", reasons[order[0]])
}

// ruleErrorBeforeClose looks at streams that say that they failed. Those that do
// not say so are not its matter.
func ruleErrorBeforeClose(_ *Observation, c completion) Judgement {
	if c.failed < 0 {
		return notApplicable("no completion failed")
	}
	e := c.Events[c.failed]
	if message, _ := errorIn(e.Data); message != "" {
		return kept("the error says %.80q", message)
	}
	f := at(c.Transcript, e.Offset, "an error that does not say what happened")
	return broken(f.but(`{"error":{"message":"…"}}`, fmt.Sprintf("%.80q", e.Data)))
}

func ruleErrorIsAnError(o *Observation) Judgement { return refusedUnread(o.Transcript(notJSON)) }

// refusedUnread judges the answer to a body of JSON that is cut off: it is
// refused by the status, before there is a stream.
func refusedUnread(t *wire.Transcript) Judgement {
	switch {
	case t == nil:
		return notApplicable("the stream is asked for without a body")
	case t.Head == nil:
		return inconclusive("there is no response head: %s", describe(t))
	case t.Head.Status >= 400 && t.Head.Status < 500:
		return kept("status %d", t.Head.Status)
	}
	f := inHead(t, "", "a request whose JSON is cut off is not refused")
	return broken(f.but("status 400", describe(t)))
}

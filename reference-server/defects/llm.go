package defects

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// completions is where the dialect "llm" is spoken.
const completions = "/v1/chat/completions"

// llmDefects err in completions of language models.
func llmDefects() []Defect {
	list := append(llmEndDefects(), llmTimeDefects()...)
	list = append(
		list,
		Defect{
			Name: "llm-data-not-json", Sentence: "A chunk of the answer is written as Python prints it, with single quotes.",
			Breaks: []string{"llm-data-is-json"},
			layer: eachFrameOf(atPath(completions), func(f frame) []byte {
				if strings.Contains(f.data, `"clients`) {
					return []byte("data: " + strings.ReplaceAll(f.data, `"`, "'") + "\n\n")
				}
				return f.raw
			}),
		},
		Defect{
			Name: "llm-error-as-stream", Sentence: "A request that is no JSON is answered with a stream that holds an error.",
			Breaks: []string{"llm-error-is-an-error"},
			layer: answeringBody(completions, func(body []byte) bool { return !json.Valid(body) },
				respond(http.StatusOK, "text/event-stream", `data: {"error":{"message":"the body is not JSON"}}`+"\n\n")),
		},
		Defect{
			Name: "llm-error-without-message", Sentence: "A completion fails midway, and its error event only says that there is an error.",
			Breaks: []string{"llm-error-before-close"},
			layer: onFramesOf(atPath(completions), func(*session) editor {
				count := 0
				return func(f frame) []byte {
					switch count++; {
					case count == 5:
						return []byte(`data: {"error":true}` + "\n\n")
					case count > 5:
						return nil
					}
					return f.raw
				}
			}),
		},
	)
	for i := range list {
		list[i].Dialect = "llm"
	}
	return list
}

func saysDone(f frame) bool { return f.data == "[DONE]" }

func llmEndDefects() []Defect {
	return []Defect{
		{
			Name: "llm-no-done", Sentence: "The completion ends without [DONE].",
			Breaks: []string{"llm-end-is-marked"},
			layer: eachFrameOf(atPath(completions), func(f frame) []byte {
				if saysDone(f) {
					return nil
				}
				return f.raw
			}),
		},
		{
			Name: "llm-usage-after-done", Sentence: "The token counts come behind [DONE].",
			Breaks: []string{"llm-nothing-after-done"},
			layer: eachFrameOf(atPath(completions), func(f frame) []byte {
				if saysDone(f) {
					return append(f.raw, `data: {"choices":[],"usage":{"total_tokens":50}}`+"\n\n"...)
				}
				return f.raw
			}),
		},
		{
			Name: "llm-open-after-done", Sentence: "The response stays open after [DONE].",
			Breaks: []string{"llm-ends-after-done"},
			layer:  leftOpen(completions, saysDone),
		},
		{
			Name: "llm-no-finish-reason", Sentence: "The chunk that says why the answer ended is left out.",
			Breaks: []string{"llm-finish-reason"},
			layer: eachFrameOf(atPath(completions), func(f frame) []byte {
				if strings.Contains(f.data, `"finish_reason":"stop"`) {
					return nil
				}
				return f.raw
			}),
		},
	}
}

// llmTimeDefects err by more than the limits of a quick self-test.
func llmTimeDefects() []Defect {
	return []Defect{
		{
			Name: "llm-slow-first-token", Sentence: "The first token takes more than five seconds.",
			Breaks: []string{"llm-first-token"},
			layer:  pausedBefore(completions, 1, 5500*time.Millisecond),
		},
		{
			Name: "llm-stalls", Sentence: "The answer stalls in the middle for more than two seconds.",
			Breaks: []string{"llm-token-gap"},
			layer:  pausedBefore(completions, 20, 2500*time.Millisecond),
		},
		{
			Name: "llm-one-burst", Sentence: "All tokens are held back until the answer is complete.",
			Breaks: []string{"llm-tokens-flushed"},
			layer: onFramesOf(atPath(completions), func(*session) editor {
				var held []byte
				return func(f frame) []byte {
					if held = append(held, f.raw...); saysDone(f) {
						return held
					}
					return nil
				}
			}),
		},
	}
}

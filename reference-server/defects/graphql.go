package defects

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
)

// operations is where the dialect "graphql-sse" is spoken.
const operations = "/graphql/stream"

// graphQLDefects err in GraphQL operations over event streams.
func graphQLDefects() []Defect {
	list := append(graphQLStreamDefects(), graphQLErrorDefects()...)
	for i := range list {
		list[i].Dialect = "graphql-sse"
	}
	return list
}

func isResult(f frame) bool { return f.typ == "next" }

func saysComplete(f frame) bool { return f.typ == "complete" }

// onResults edits the results of every operation; other frames stay.
func onResults(edit func(data string) string) func() layer {
	return eachFrameOf(atPath(operations), func(f frame) []byte {
		if !isResult(f) {
			return f.raw
		}
		return []byte("event: next\ndata: " + edit(f.data) + "\n\n")
	})
}

func graphQLStreamDefects() []Defect {
	return []Defect{
		{
			Name: "graphql-results-untyped", Sentence: "Results are sent as plain messages.",
			Breaks: []string{"graphql-event-names", "graphql-invalid-is-answered"},
			layer: eachFrameOf(atPath(operations), func(f frame) []byte {
				return bytes.Replace(f.raw, []byte("event: next\n"), nil, 1)
			}),
		},
		{
			Name: "graphql-result-in-envelope", Sentence: "Results have the envelope of a socket: an id and a payload.",
			Breaks: []string{"graphql-next-is-a-result", "graphql-invalid-is-answered"},
			layer:  onResults(func(data string) string { return `{"id":"1","payload":` + data + `}` }),
		},
		{
			Name: "graphql-no-complete", Sentence: "The operation ends without complete.",
			Breaks: []string{"graphql-complete"},
			layer: eachFrameOf(atPath(operations), func(f frame) []byte {
				if saysComplete(f) {
					return nil
				}
				return f.raw
			}),
		},
		{
			Name: "graphql-result-after-complete", Sentence: "The last result comes behind complete.",
			Breaks: []string{"graphql-nothing-after-complete"},
			layer: onFramesOf(atPath(operations), func(*session) editor {
				var last []byte
				return func(f frame) []byte {
					if strings.Contains(f.data, `"countdown":0`) {
						last = bytes.Clone(f.raw)
						return nil
					}
					if saysComplete(f) {
						return append(bytes.Clone(f.raw), last...)
					}
					return f.raw
				}
			}),
		},
		{
			Name: "graphql-open-after-complete", Sentence: "The response stays open after complete.",
			Breaks: []string{"graphql-ends-after-complete"},
			layer:  leftOpen(operations, saysComplete),
		},
	}
}

func graphQLErrorDefects() []Defect {
	return []Defect{
		{
			Name: "graphql-errors-as-texts", Sentence: "Errors are texts and not objects with a message.",
			Breaks: []string{"graphql-errors-have-messages"},
			layer: onResults(func(data string) string {
				if strings.Contains(data, `"errors"`) {
					return `{"errors":["the field does not exist"]}`
				}
				return data
			}),
		},
		{
			Name: "graphql-invalid-is-400", Sentence: "An operation that the schema does not allow is refused with status 400.",
			Breaks: []string{"graphql-invalid-is-answered"},
			layer: answeringBody(operations, func(body []byte) bool { return json.Valid(body) && !bytes.Contains(body, []byte("countdown")) },
				respond(http.StatusBadRequest, "application/json", `{"errors":[{"message":"the field does not exist"}]}`)),
		},
		{
			Name: "graphql-unreadable-is-500", Sentence: "A request that is no JSON makes the server fail.",
			Breaks: []string{"graphql-unreadable-is-an-error"},
			layer: answeringBody(operations, func(body []byte) bool { return !json.Valid(body) },
				respond(http.StatusInternalServerError, "text/plain", "unexpected end of JSON input")),
		},
	}
}

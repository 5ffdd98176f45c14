package defects

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
)

// mcpStreamDefects err in how the streams of the Model Context Protocol begin
// and end.
func mcpStreamDefects() []Defect {
	return []Defect{
		{
			Name: "mcp-no-priming", Sentence: "The stream of a response has no event before it.",
			Breaks: []string{"mcp-priming-event"}, Dialect: "mcp",
			layer: onAnswerOf(isMCPCall("ping"), func(a *answer) {
				if first, rest, ok := bytes.Cut(a.body, []byte("\n\n")); ok && bytes.HasSuffix(first, []byte("\ndata: ")) {
					a.body = rest
				}
			}),
		},
		{
			Name: "mcp-stream-stays-open", Sentence: "The stream of a response stays open after it.",
			Breaks: []string{"mcp-stream-ends-after-answer"}, Dialect: "mcp",
			layer: always(func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					ping := isMCPCall("ping")(r)
					next.ServeHTTP(w, r)
					if ping && w.Header().Get("Content-Type") == "text/event-stream" {
						<-r.Context().Done()
					}
				})
			}),
		},
		{
			Name: "mcp-close-without-retry", Sentence: "A stream is closed before its response without a reconnection time.",
			Breaks: []string{"mcp-retry-before-close"}, Dialect: "mcp",
			layer: onAnswerOf(isMCPCall("tools/list"), func(a *answer) {
				a.body = regexp.MustCompile(`(?m)^retry: \d+\n`).ReplaceAll(a.body, nil)
			}),
		},
	}
}

// mcpResumeDefects err in the ids of events, and in how streams are resumed by
// them. The streams of a session are numbered in the order in which they are
// opened, and so are the events of a stream: 2-0, 2-1.
func mcpResumeDefects() []Defect {
	return []Defect{
		{
			Name: "mcp-ids-per-stream", Sentence: "The streams of a session do not tell their ids from those of others.",
			Breaks: []string{"mcp-ids-unique"}, Dialect: "mcp",
			layer: onListening(func(f frame) []byte {
				f.id = "2-0" // with which the next stream begins, whatever it answers
				return f.encode("data: ")
			}),
		},
		{
			Name: "mcp-resume-all", Sentence: "A stream that is resumed brings the messages of other streams as well.",
			Breaks: []string{"mcp-resume-per-stream"}, Dialect: "mcp",
			layer: onFramesOf(isMCPResume, func(*session) editor {
				return func(f frame) []byte {
					if f.data == "" {
						return f.raw
					}
					return fmt.Appendf(nil, "%sid: 3-1\ndata: {\"jsonrpc\":\"2.0\",\"id\":\"second ping\",\"result\":{}}\n\n", f.raw)
				}
			}),
		},
		{
			Name: "mcp-resume-nothing", Sentence: "A stream that is resumed goes on without what was missed.",
			Breaks: []string{"mcp-resume-replays", "mcp-response-on-its-stream"}, Dialect: "mcp",
			layer: onFramesOf(isMCPResume, func(*session) editor {
				return func(frame) []byte { return []byte(": nothing\n\n") }
			}),
		},
		{
			Name: "mcp-unknown-id-500", Sentence: "A Last-Event-ID that is not known ends in status 500.",
			Breaks: []string{"mcp-unknown-id"}, Dialect: "mcp",
			layer: onAnswerOf(isMCPUnknownID, func(a *answer) { a.status = http.StatusInternalServerError }),
		},
	}
}

// isMCPUnknownID reports whether r resumes after an id that no event can have.
func isMCPUnknownID(r *http.Request) bool {
	return isMCPResume(r) && !regexp.MustCompile(`^\d+-\d+$`).MatchString(r.Header.Get("Last-Event-ID"))
}

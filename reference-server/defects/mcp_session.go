package defects

import (
	"net/http"
	"strings"
)

// mcpSessionDefects err in the sessions of the Model Context Protocol.
func mcpSessionDefects() []Defect {
	const field = "Mcp-Session-Id"
	return []Defect{
		{
			Name: "mcp-session-id-spaces", Sentence: "The id of a session has a space in it.",
			Breaks: []string{"mcp-session-id-visible"}, Dialect: "mcp",
			layer: func() layer {
				const prefix = "session "
				give := onAnswerOf(isMCPCall("initialize"), func(a *answer) { a.header.Set(field, prefix+a.header.Get(field)) })()
				take := onRequestOf(isMCP, func(r *http.Request) {
					if id := r.Header.Get(field); id != "" {
						r.Header.Set(field, strings.TrimPrefix(id, prefix))
					}
				})()
				return func(next http.Handler) http.Handler { return give(take(next)) }
			},
		},
		{
			Name: "mcp-session-missing-404", Sentence: "A request without the id of its session is answered with status 404.",
			Breaks: []string{"mcp-session-required"}, Dialect: "mcp",
			layer: onAnswerOf(
				func(r *http.Request) bool { return isMCPCall("ping")(r) && r.Header.Get(field) == "" },
				func(a *answer) { a.status = http.StatusNotFound },
			),
		},
		{
			Name: "mcp-session-unknown-400", Sentence: "A session that does not exist, or no more, is answered with status 400.",
			Breaks: []string{"mcp-session-unknown", "mcp-delete-ends-session"}, Dialect: "mcp",
			layer: onAnswerOf(isMCPCall("ping"), func(a *answer) {
				if a.status == http.StatusNotFound {
					a.status = http.StatusBadRequest
				}
			}),
		},
		{
			Name: "mcp-delete-ignored", Sentence: "DELETE is answered with status 204, and the session goes on.",
			Breaks: []string{"mcp-delete-ends-session"}, Dialect: "mcp",
			layer: answering(func(w http.ResponseWriter, r *http.Request) bool {
				ends := isMCP(r) && r.Method == http.MethodDelete
				if ends {
					w.WriteHeader(http.StatusNoContent)
				}
				return ends
			}),
		},
	}
}

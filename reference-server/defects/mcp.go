package defects

import (
	"bytes"
	"net/http"
	"strings"
)

// mcpDefects err in the Model Context Protocol: in what is answered by the way,
// and in whom is let in.
func mcpDefects() []Defect {
	return []Defect{
		{
			Name: "mcp-initialize-no-id", Sentence: "The response to initialize has not the id of the request.",
			Breaks: []string{"mcp-initialize"}, Dialect: "mcp",
			layer: onAnswerOf(isMCPCall("initialize"), replaceIn(`"id":"`, `"request":"`)),
		},
		{
			Name: "mcp-notification-200", Sentence: "Notifications are answered with status 200 and an empty object.",
			Breaks: []string{"mcp-notification-202"}, Dialect: "mcp",
			layer: onAnswerOf(isMCPCall("notifications/initialized"), func(a *answer) {
				a.status, a.body = http.StatusOK, []byte("{}")
				a.header.Set("Content-Type", "application/json")
			}),
		},
		{
			Name: "mcp-get-404", Sentence: "There is nothing at the endpoint for GET.",
			Breaks: []string{"response-status-200", "response-media-type", "mcp-get-stream-or-405"}, Dialect: "mcp",
			layer: answering(func(w http.ResponseWriter, r *http.Request) bool {
				if isMCPListen(r) {
					http.NotFound(w, r)
				}
				return isMCPListen(r)
			}),
		},
		{
			Name: "mcp-any-origin", Sentence: "Nobody looks at the Origin of a request.",
			Breaks: []string{"mcp-origin-checked"}, Dialect: "mcp",
			layer: onRequestOf(isMCP, func(r *http.Request) { r.Header.Del("Origin") }),
		},
		{
			Name: "mcp-any-version", Sentence: "Nobody looks at the version of the protocol that a request names.",
			Breaks: []string{"mcp-protocol-version"}, Dialect: "mcp",
			layer: onRequestOf(isMCP, func(r *http.Request) { r.Header.Del("Mcp-Protocol-Version") }),
		},
	}
}

// mcpMessageDefects err in the messages, and in where they are sent.
func mcpMessageDefects() []Defect {
	return []Defect{
		{
			Name: "mcp-response-elsewhere", Sentence: "Requests are answered with status 202, as if a stream had the response.",
			Breaks: []string{"mcp-response-on-its-stream"}, Dialect: "mcp",
			layer: onAnswerOf(isMCPCall("ping"), func(a *answer) {
				if a.status == http.StatusOK {
					a.status, a.body = http.StatusAccepted, nil
				}
			}),
		},
		{
			Name: "mcp-response-on-get", Sentence: "The stream of a GET begins with a response.",
			Breaks: []string{"mcp-response-on-its-stream"}, Dialect: "mcp",
			layer: onListening(func(f frame) []byte {
				f.data = `{"jsonrpc":"2.0","id":"first ping","result":{}}`
				return f.encode("data: ")
			}),
		},
		{
			Name: "mcp-data-plain", Sentence: "The stream of a GET has a greeting in plain text.",
			Breaks: []string{"mcp-messages-are-json-rpc"}, Dialect: "mcp",
			layer: onListening(func(f frame) []byte {
				f.data = "welcome"
				return f.encode("data: ")
			}),
		},
	}
}

// onListening edits the events with data on streams that a GET has opened.
func onListening(edit editor) func() layer {
	return onFramesOf(isMCPListen, func(*session) editor {
		return func(f frame) []byte {
			if f.data == "" {
				return f.raw
			}
			return edit(f)
		}
	})
}

func isMCP(r *http.Request) bool { return r.URL.Path == "/mcp" }

// isMCPListen reports whether r opens a stream on which the server speaks
// first.
func isMCPListen(r *http.Request) bool {
	return isMCP(r) && r.Method == http.MethodGet && r.Header.Get("Last-Event-ID") == ""
}

// isMCPResume reports whether r resumes a stream.
func isMCPResume(r *http.Request) bool {
	return isMCP(r) && r.Method == http.MethodGet && r.Header.Get("Last-Event-ID") != ""
}

// isMCPCall returns what reports whether a request hands over a message with
// that method. Such a request can still be read afterwards.
func isMCPCall(method string) func(*http.Request) bool {
	return func(r *http.Request) bool {
		if !isMCP(r) || r.Method != http.MethodPost {
			return false
		}
		var body bytes.Buffer
		if _, err := body.ReadFrom(r.Body); err != nil {
			return false // the server meets the end of the body as well
		}
		r.Body = readAgain{&body}
		return strings.Contains(body.String(), `"method":"`+method+`"`)
	}
}

// readAgain is a body that was read and put back.
type readAgain struct{ *bytes.Buffer }

func (readAgain) Close() error { return nil }

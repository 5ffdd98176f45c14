package defects

import (
	"net/http"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// responseDefects err in what kind of response a stream is.
func responseDefects() []Defect {
	return append(answerDefects(), []Defect{
		{
			Name: "head-with-first-event", Sentence: "The response head is sent with the first event, and not before.",
			Breaks: []string{"response-head-on-quiet-stream"},
			layer:  headWithFirstEvent(),
		},
		{
			Name: "media-type-html", Sentence: "The stream is labelled text/html.",
			Breaks: []string{"response-media-type"},
			layer:  setHead("Content-Type", "text/html; charset=utf-8"),
		},
		{
			Name: "media-type-json", Sentence: "The stream is labelled application/json.",
			Breaks: []string{"response-media-type"},
			layer:  setHead("Content-Type", "application/json"),
		},
		{
			Name: "media-type-missing", Sentence: "The stream has no Content-Type.",
			Breaks: []string{"response-media-type"},
			layer:  onHead(func(h http.Header) { h["Content-Type"] = nil }), // nil, so that net/http does not guess
		},
		{
			Name: "media-type-without-dash", Sentence: "The stream is labelled text/eventstream.",
			Breaks: []string{"response-media-type"},
			layer:  setHead("Content-Type", "text/eventstream"),
		},
		{
			Name: "charset-latin-1", Sentence: "The media type names the charset ISO-8859-1.",
			Breaks: []string{"response-charset-utf-8"},
			layer:  setHead("Content-Type", "text/event-stream; charset=ISO-8859-1"),
		},
		{
			Name: "one-stream", Sentence: "Only one stream is served at a time; others get status 503.",
			Breaks: []string{"response-further-streams"},
			config: func(c *refserver.Config) { c.MaxStreams = 1 },
		},
		{
			Name: "one-reader-for-each-topic", Sentence: "A second reader of a topic waits until the first has left.",
			Breaks: []string{"response-further-streams", "http2-many-streams"},
			layer:  oneReaderOfTopic(),
		},
	}...)
}

// answerDefects answer with something else than the stream.
func answerDefects() []Defect {
	const page = "<!DOCTYPE html><title>Sign in</title><h1>Sign in</h1>\n"
	return []Defect{
		{
			Name: "status-201", Sentence: "The stream is answered with status 201.",
			Breaks: []string{"response-status-200"},
			layer:  instead(http.StatusCreated, "text/event-stream", ""),
		},
		{
			Name: "status-204", Sentence: "The stream is answered with status 204.",
			Breaks: []string{"response-status-200", "response-media-type"},
			layer:  instead(http.StatusNoContent, "", ""),
		},
		{
			Name: "status-404", Sentence: "The stream is not found.",
			Breaks: []string{"response-status-200", "response-media-type"},
			layer:  instead(http.StatusNotFound, "text/html", page),
		},
		{
			Name: "login-page", Sentence: "Status 200 and an HTML page that asks to sign in stand in place of the stream.",
			Breaks: []string{"response-media-type"},
			layer:  instead(http.StatusOK, "text/html", page),
		},
		{
			Name: "redirect-to-login", Sentence: "The stream is redirected to an HTML page.",
			Breaks: []string{"response-media-type"},
			layer: answering(func(w http.ResponseWriter, r *http.Request) bool {
				switch {
				case isStream(r):
					http.Redirect(w, r, "/login", http.StatusFound)
				case r.URL.Path == "/login":
					send(w, http.StatusOK, "text/html", page)
				default:
					return false
				}
				return true
			}),
		},
	}
}

// instead answers every request for a stream with this.
func instead(status int, mediaType, body string) func() layer {
	return answering(func(w http.ResponseWriter, r *http.Request) bool {
		if isStream(r) {
			send(w, status, mediaType, body)
		}
		return isStream(r)
	})
}

// send writes a whole response. What is left out of it the client need not miss.
func send(w http.ResponseWriter, status int, mediaType, body string) {
	if mediaType != "" {
		w.Header().Set("Content-Type", mediaType)
	}
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body)) // the client may have left
}

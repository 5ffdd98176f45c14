package defects

import "net/http"

// responseDefects err in the head of the response.
func responseDefects() []Defect {
	return []Defect{
		{
			Name: "status-201", Sentence: "The stream is answered with status 201.",
			Breaks: []string{"response-status-200"},
			layer: answering(func(w http.ResponseWriter, r *http.Request) bool {
				if isStream(r) {
					w.Header().Set("Content-Type", "text/event-stream")
					w.WriteHeader(http.StatusCreated)
				}
				return isStream(r)
			}),
		},
		{
			Name: "media-type-html", Sentence: "The stream is labelled text/html.",
			Breaks: []string{"response-media-type"},
			layer:  setHead("Content-Type", "text/html; charset=utf-8"),
		},
		{
			Name: "charset-latin-1", Sentence: "The media type names the charset ISO-8859-1.",
			Breaks: []string{"response-charset-utf-8"},
			layer:  setHead("Content-Type", "text/event-stream; charset=ISO-8859-1"),
		},
		{
			Name: "no-cache-control", Sentence: "The response has no Cache-Control.",
			Breaks: []string{"response-cache-no-store", "response-no-transform"},
			layer:  withoutHead("Cache-Control"),
		},
	}
}

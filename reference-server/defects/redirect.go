package defects

import (
	"net"
	"net/http"
)

// redirectDefects err in where they send a client.
func redirectDefects() []Defect {
	return []Defect{
		{
			Name: "redirect-loop", Sentence: "The stream redirects to itself.",
			Breaks: []string{"response-status-200", "response-media-type", "redirect-ends"},
			layer:  redirecting(func(r *http.Request) string { return r.URL.RequestURI() }),
		},
		{
			Name: "redirect-other-origin", Sentence: "The stream redirects from 127.0.0.1 to localhost.",
			Breaks: []string{"redirect-same-origin"},
			Open:   true, // a client takes no credential along
			layer: redirecting(func(r *http.Request) string {
				host, port, err := net.SplitHostPort(r.Host)
				if err != nil || host != "127.0.0.1" {
					return ""
				}
				return "http://" + net.JoinHostPort("localhost", port) + r.URL.RequestURI()
			}),
		},
		{
			Name: "redirect-to-http", Sentence: "The stream redirects from https to http, where nobody serves it.", TLS: true,
			Breaks: []string{"response-status-200", "response-media-type", "redirect-same-origin", "redirect-keeps-https"},
			layer:  redirecting(func(r *http.Request) string { return "http://" + r.Host + r.URL.RequestURI() }),
		},
	}
}

// redirecting redirects requests for a stream to where, unless that is empty.
func redirecting(where func(*http.Request) string) func() layer {
	return answering(func(w http.ResponseWriter, r *http.Request) bool {
		if !isStream(r) {
			return false
		}
		location := where(r)
		if location != "" {
			w.Header().Set("Location", location)
			w.WriteHeader(http.StatusFound)
		}
		return location != ""
	})
}

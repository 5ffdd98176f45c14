package defects

import "net/http"

// corsDefects err in what pages of other origins are told.
func corsDefects() []Defect {
	return []Defect{
		{
			Name: "cors-two-origins", Sentence: "Access-Control-Allow-Origin holds a list of two origins.",
			Breaks: []string{"cors-one-origin"},
			layer:  setHead("Access-Control-Allow-Origin", "https://a.example, https://b.example"),
		},
		{
			Name: "cors-wildcard-credentials", Sentence: "Credentials are allowed to the origin *.",
			Breaks: []string{"cors-no-wildcard-with-credentials"},
			layer: onStreamAnswer(func(_ *http.Request, h http.Header) {
				h.Set("Access-Control-Allow-Credentials", "true")
			}),
		},
		{
			Name: "cors-reflected", Sentence: "Any origin is allowed, with credentials.",
			Breaks: []string{"cors-no-reflected-credentials"},
			layer: onStreamAnswer(func(r *http.Request, h http.Header) {
				reflectOrigin(r, h)
				h.Set("Access-Control-Allow-Credentials", "true")
				h.Add("Vary", "Origin")
			}),
		},
		{
			Name: "cors-no-vary", Sentence: "The allowed origin is that of the request, and Vary does not say so.",
			Breaks: []string{"cors-vary-origin"},
			layer:  onStreamAnswer(reflectOrigin),
		},
		{
			Name: "preflight-401", Sentence: "A preflight is refused with status 401.",
			Breaks: []string{"cors-preflight-ok"},
			layer: answering(func(w http.ResponseWriter, r *http.Request) bool {
				if isPreflight(r) {
					w.WriteHeader(http.StatusUnauthorized)
				}
				return isPreflight(r)
			}),
		},
		{
			Name: "preflight-no-last-event-id", Sentence: "A preflight allows Authorization and Content-Type only.",
			Breaks: []string{"cors-preflight-last-event-id"},
			layer:  onPreflightAnswer("Authorization, Content-Type"),
		},
		{
			Name: "preflight-wildcard", Sentence: "A preflight allows every field by *, which leaves Authorization out.",
			Breaks: []string{"cors-preflight-authorization"},
			layer:  onPreflightAnswer("*"),
		},
	}
}

func isPreflight(r *http.Request) bool {
	return r.URL.Path == "/events" && r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != ""
}

func reflectOrigin(r *http.Request, h http.Header) {
	if origin := r.Header.Get("Origin"); origin != "" {
		h.Set("Access-Control-Allow-Origin", origin)
	}
}

// onPreflightAnswer sets the fields that a preflight allows.
func onPreflightAnswer(allowed string) func() layer {
	return onStreamAnswer(func(r *http.Request, h http.Header) {
		if isPreflight(r) {
			h.Set("Access-Control-Allow-Headers", allowed)
		}
	})
}

// onStreamAnswer changes the head of every response at the path of the stream,
// whatever its method and status.
func onStreamAnswer(change func(*http.Request, http.Header)) func() layer {
	return always(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/events" {
				next.ServeHTTP(w, r)
				return
			}
			changed := &headWriter{ResponseWriter: w, every: true, change: func(h http.Header) { change(r, h) }}
			next.ServeHTTP(changed, r)
			if !changed.sent {
				changed.WriteHeader(http.StatusOK)
			}
		})
	})
}

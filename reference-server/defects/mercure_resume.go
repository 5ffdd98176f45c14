package defects

import (
	"cmp"
	"net/http"
)

// mercureResumeDefects err in what a hub of the Mercure protocol does with the id
// of the last update, and in what it says of it.
func mercureResumeDefects() []Defect {
	const field, param = "Last-Event-ID", "lastEventID"
	return []Defect{
		{
			Name: "mercure-no-parameter", Sentence: "The id to resume after is taken from the header alone.",
			Breaks: []string{"mercure-last-event-id-parameter", "mercure-last-event-id-answered"}, Dialect: "mercure",
			layer: onRequestOf(isMercureStream, func(r *http.Request) { setQuery(r, param, "") }),
		},
		{
			Name: "mercure-parameter-first", Sentence: "The parameter lastEventID takes precedence over the header.",
			Breaks: []string{"mercure-header-over-parameter"}, Dialect: "mercure",
			layer: onRequestOf(isMercureStream, func(r *http.Request) {
				if r.URL.Query().Get(param) != "" {
					r.Header.Del(field)
				}
			}),
		},
		{
			Name: "mercure-no-earliest", Sentence: "The id earliest is looked up like any other, and not found.",
			Breaks: []string{"mercure-earliest"}, Dialect: "mercure",
			layer: onRequestOf(isMercureStream, func(r *http.Request) {
				if r.Header.Get(field) == "earliest" {
					r.Header.Set(field, "earliest, which is unknown")
				}
			}),
		},
		{
			Name: "mercure-no-answer", Sentence: "The response does not say after which update it begins.",
			Breaks: []string{"mercure-last-event-id-answered"}, Dialect: "mercure",
			layer: onHeadOf(isMercureStream, func(h http.Header) { h.Del(field) }),
		},
		{
			Name: "mercure-echo", Sentence: "The response repeats the id that was asked for, known or not.",
			Breaks: []string{"mercure-unknown-id-told"}, Dialect: "mercure",
			layer: always(mercureEcho),
		},
		{
			Name: "mercure-forgets", Sentence: "Nothing is replayed, and the response says that nothing is lost.",
			Breaks: []string{"resume-missed-events", "mercure-unknown-id-told", "mercure-gap-told"}, Dialect: "mercure",
			layer: always(func(next http.Handler) http.Handler { return mercureEcho(mercureForget(next)) }),
		},
	}
}

// mercureEcho has responses name the id that was asked for.
func mercureEcho(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked := mercureAsked(r); asked != "" {
			w = &headWriter{ResponseWriter: w, change: func(h http.Header) { h.Set("Last-Event-ID", asked) }}
		}
		next.ServeHTTP(w, r)
	})
}

// mercureAsked returns the id that r resumes after, "" if there is none.
func mercureAsked(r *http.Request) string {
	if !isMercureStream(r) {
		return ""
	}
	return cmp.Or(r.Header.Get("Last-Event-ID"), r.URL.Query().Get("lastEventID"))
}

// mercureForget has every id be unknown.
func mercureForget(next http.Handler) http.Handler {
	return onRequestOf(func(r *http.Request) bool { return mercureAsked(r) != "" }, func(r *http.Request) {
		r.Header.Set("Last-Event-ID", "of an update that is forgotten")
	})()(next)
}

// setQuery sets a parameter in the URL of r, or takes it away if value is empty.
func setQuery(r *http.Request, name, value string) {
	q := r.URL.Query()
	if q.Set(name, value); value == "" {
		q.Del(name)
	}
	r.URL.RawQuery = q.Encode()
}

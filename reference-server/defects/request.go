package defects

import (
	"net/http"
	"strconv"
)

// onRequest changes what the server is asked for a stream.
func onRequest(change func(*http.Request)) func() layer { return onRequestOf(isStream, change) }

// onRequestOf is onRequest for the requests of a dialect.
func onRequestOf(requests func(*http.Request) bool, change func(*http.Request)) func() layer {
	return always(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if requests(r) {
				r = r.Clone(r.Context())
				change(r)
			}
			next.ServeHTTP(w, r)
		})
	})
}

// onLastEventID changes the id after which a stream resumes. An empty id is
// none.
func onLastEventID(change func(id string) string) func() layer {
	return onRequest(func(r *http.Request) {
		id := change(r.Header.Get("Last-Event-ID"))
		r.Header.Del("Last-Event-ID")
		if id != "" {
			r.Header.Set("Last-Event-ID", id)
		}
	})
}

// onNumericID changes ids that are numbers, as the server makes them.
func onNumericID(change func(n int64) int64) func() layer {
	return onLastEventID(func(id string) string {
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			return id
		}
		return strconv.FormatInt(change(n), 10)
	})
}

// answering answers requests in place of the server, where answer says that it
// did.
func answering(answer func(http.ResponseWriter, *http.Request) bool) func() layer {
	return always(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !answer(w, r) {
				next.ServeHTTP(w, r)
			}
		})
	})
}

package defects

import "net/http"

// onHead changes the head of every stream before it is sent. Refusals, such as
// status 503, stay as they are.
func onHead(change func(http.Header)) func() layer { return onHeadOf(isStream, change) }

// onHeadOf is onHead for the streams of a dialect.
func onHeadOf(streams func(*http.Request) bool, change func(http.Header)) func() layer {
	return always(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if streams(r) {
				w = &headWriter{ResponseWriter: w, change: change}
			}
			next.ServeHTTP(w, r)
		})
	})
}

// setHead sets one field of the head of every stream.
func setHead(name, value string) func() layer {
	return onHead(func(h http.Header) { h.Set(name, value) })
}

// withoutHead removes fields from the head of every stream.
func withoutHead(names ...string) func() layer {
	return onHead(func(h http.Header) {
		for _, name := range names {
			h.Del(name)
		}
	})
}

// headWriter changes the head of a response once, before it goes out: one of
// status 200, or every one.
type headWriter struct {
	http.ResponseWriter
	change func(http.Header)
	every  bool
	sent   bool
}

func (w *headWriter) WriteHeader(status int) {
	if !w.sent && (w.every || status == http.StatusOK) {
		w.change(w.Header())
	}
	w.sent = w.sent || status >= http.StatusOK
	w.ResponseWriter.WriteHeader(status)
}

func (w *headWriter) Write(p []byte) (int, error) {
	if !w.sent {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(p)
}

// FlushError sends what there is, for http.ResponseController.
func (w *headWriter) FlushError() error {
	if !w.sent {
		w.WriteHeader(http.StatusOK)
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap leads http.ResponseController to what w does not do itself.
func (w *headWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

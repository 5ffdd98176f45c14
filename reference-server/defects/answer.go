package defects

import (
	"bytes"
	"maps"
	"net/http"
)

// answer is a whole response, as a Defect sees it.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// onAnswerOf has the answers to some requests edited as a whole. They must come
// to an end by themselves.
func onAnswerOf(requests func(*http.Request) bool, edit func(*answer)) func() layer {
	return always(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !requests(r) {
				next.ServeHTTP(w, r)
				return
			}
			held := &holder{answer{status: http.StatusOK, header: http.Header{}}}
			next.ServeHTTP(held, r)
			edit(&held.answer)
			maps.Copy(w.Header(), held.header)
			w.WriteHeader(held.status)
			_, _ = w.Write(held.body) // a client that has left misses nothing
		})
	})
}

// replaceIn is an edit that replaces text in the body.
func replaceIn(old, replacement string) func(*answer) {
	return func(a *answer) { a.body = bytes.ReplaceAll(a.body, []byte(old), []byte(replacement)) }
}

// holder is the ResponseWriter that fills an answer.
type holder struct{ answer }

func (h *holder) Header() http.Header { return h.header }

func (h *holder) WriteHeader(status int) { h.status = status }

func (h *holder) Write(p []byte) (int, error) {
	h.body = append(h.body, p...)
	return len(p), nil
}

// FlushError keeps what there is, for http.ResponseController.
func (h *holder) FlushError() error { return nil }

package defects

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
)

// authDefects err about those who have no right to a stream, or not any more.
// They show where the server has tokens.
func authDefects() []Defect {
	return []Defect{
		{
			Name: "auth-checked-once", Sentence: "A stream whose credential is revoked goes on; new ones are refused.",
			Breaks: []string{"auth-revoked-stream-ends"},
			layer:  onRevocation(true, false),
		},
		{
			Name: "auth-cached", Sentence: "A revoked credential ends its streams and opens new ones.",
			Breaks: []string{"auth-revoked-refused"},
			layer:  onRevocation(false, true),
		},
		{
			Name: "auth-login-page", Sentence: "Who may not read is redirected to a login page.",
			Breaks: []string{"auth-revoked-refused", "auth-refusal-is-final"},
			layer:  loginPage,
		},
		{
			Name: "auth-error-event", Sentence: "Who has no credential gets a stream with an error event, which then ends.",
			Breaks: []string{"auth-refusal-is-final"},
			layer: onRefusal(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") != "" {
					w.WriteHeader(http.StatusUnauthorized)
					return
				}
				w.Header().Del("WWW-Authenticate")
				w.Header().Set("Content-Type", "text/event-stream")
				_, _ = io.WriteString(w, "event: denied\ndata: 401\n\n")
			}),
		},
		{
			Name: "auth-no-challenge", Sentence: "A 401 has no WWW-Authenticate field.",
			Breaks: []string{"auth-challenge"},
			layer: onRefusal(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Del("WWW-Authenticate")
				w.WriteHeader(http.StatusUnauthorized)
			}),
		},
	}
}

// onRevocation takes revocations in place of the server, which never hears of
// them: it refuses new streams, or ends those that are open.
func onRevocation(refuse, end bool) func() layer {
	return func() layer {
		g := &guard{revoked: map[string]bool{}, open: map[string][]context.CancelFunc{}}
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
				switch {
				case r.URL.Path == "/control/revoke":
					g.revoke(r.FormValue("token"), end)
					w.WriteHeader(http.StatusNoContent)
				case isStream(r) && refuse && g.isRevoked(token):
					w.Header().Set("WWW-Authenticate", "Bearer")
					w.WriteHeader(http.StatusUnauthorized)
				case isStream(r):
					ctx, cancel := context.WithCancel(r.Context())
					defer cancel()
					g.opened(token, cancel)
					next.ServeHTTP(w, r.WithContext(ctx))
				default:
					next.ServeHTTP(w, r)
				}
			})
		}
	}
}

// guard knows the tokens that were revoked, and how to end the streams of each.
type guard struct {
	mu      sync.Mutex
	revoked map[string]bool
	open    map[string][]context.CancelFunc
}

func (g *guard) revoke(token string, end bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.revoked[token] = true
	for _, cancel := range g.open[token] {
		if end {
			cancel()
		}
	}
}

func (g *guard) isRevoked(token string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.revoked[token]
}

func (g *guard) opened(token string, cancel context.CancelFunc) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open[token] = append(g.open[token], cancel)
}

// loginPage redirects those who are refused.
func loginPage() layer {
	redirect := onRefusal(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Del("WWW-Authenticate")
		http.Redirect(w, r, "/login", http.StatusFound)
	})()
	page := answering(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/login" {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<!doctype html><title>Please log in</title>")
		}
		return r.URL.Path == "/login"
	})()
	return func(next http.Handler) http.Handler { return page(redirect(next)) }
}

// onRefusal answers in place of a 401 to a request for a stream. Its head is set.
func onRefusal(answer http.HandlerFunc) func() layer {
	return always(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if isStream(r) {
				w = &refusalWriter{ResponseWriter: w, answer: func(w http.ResponseWriter) { answer(w, r) }}
			}
			next.ServeHTTP(w, r)
		})
	})
}

// refusalWriter hands a response of status 401 to another handler.
type refusalWriter struct {
	http.ResponseWriter
	answer   func(http.ResponseWriter)
	answered bool
}

func (w *refusalWriter) WriteHeader(status int) {
	if status != http.StatusUnauthorized {
		w.ResponseWriter.WriteHeader(status)
		return
	}
	w.answered = true
	w.answer(w.ResponseWriter)
}

func (w *refusalWriter) Write(p []byte) (int, error) {
	if w.answered {
		return len(p), nil
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap leads http.ResponseController to what w does not do itself.
func (w *refusalWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

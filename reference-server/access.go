package refserver

import (
	"cmp"
	"log/slog"
	"net/http"
	"time"
)

// accessLog tells of every request when it has ended, and of every stream when it
// opens too. Of a request's query it has the topics, and of its head nothing but the
// Last-Event-ID: the rest may hold secrets.
type accessLog struct {
	to *slog.Logger // nil is silence
}

// opened tells of a stream that begins.
func (l accessLog) opened(v *visit) {
	if l.to != nil {
		l.to.Info("stream opened", v.attributes()...)
	}
}

// ended tells of a stream that is over.
func (l accessLog) ended(v *visit, e ending) {
	if l.to != nil {
		l.to.Info("stream ended", append(v.attributes(), e.attributes(v)...)...)
	}
}

// around has the log tell of every request that next answers and that does not
// become a stream.
func (l accessLog) around(next http.Handler) http.Handler {
	if l.to == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began, answer := time.Now(), &answerWriter{ResponseWriter: w}
		defer func() {
			if !answer.streams {
				l.request(r, answer, began)
			}
		}()
		next.ServeHTTP(answer, r)
		answer.status = cmp.Or(answer.status, http.StatusOK) // net/http's, of an empty answer
	})
}

func (l accessLog) request(r *http.Request, answer *answerWriter, began time.Time) {
	attributes := []any{
		slog.String("remote", r.RemoteAddr), slog.String("protocol", r.Proto),
		slog.String("method", clip(r.Method)), slog.String("path", clip(r.URL.Path)),
		slog.Int("status", answer.status), slog.Int64("bytes", answer.bytes), seconds(began),
	}
	if topics := r.URL.Query()["topic"]; len(topics) > 0 {
		const most = 16 // nobody has looked at them yet
		topics = topics[:min(most, len(topics))]
		for i, topic := range topics {
			topics[i] = clip(topic)
		}
		attributes = append(attributes, slog.Any("topics", topics))
	}
	l.to.Info("request", attributes...)
}

// answerWriter remembers what was answered.
type answerWriter struct {
	http.ResponseWriter
	status  int // 0 if nothing was
	bytes   int64
	streams bool // somebody else tells of it
}

// Unwrap is for http.ResponseController.
func (a *answerWriter) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (a *answerWriter) WriteHeader(status int) {
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (a *answerWriter) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// beneath returns the writer that net/http made.
func beneath(w http.ResponseWriter) http.ResponseWriter {
	for {
		answer, ok := w.(*answerWriter)
		if !ok {
			return w
		}
		w = answer.ResponseWriter
	}
}

// asStream is beneath for a request that becomes a stream, of which arrive and leave
// tell.
func asStream(w http.ResponseWriter) http.ResponseWriter {
	if answer, ok := w.(*answerWriter); ok {
		answer.streams = true
	}
	return beneath(w)
}

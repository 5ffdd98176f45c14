package defects

import (
	"bytes"
	"net/http"
	"sync"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// headWithFirstEvent keeps everything back until an event is published.
func headWithFirstEvent() func() layer {
	return always(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if isStream(r) {
				w = &mute{ResponseWriter: w, framer: eventstream.NewFramer(generous())}
			}
			next.ServeHTTP(w, r)
		})
	})
}

// mute keeps frames back until one is a published event.
type mute struct {
	http.ResponseWriter
	framer *eventstream.Framer
	kept   bytes.Buffer
	speaks bool
}

func (w *mute) Write(p []byte) (int, error) {
	if w.speaks {
		return w.ResponseWriter.Write(p)
	}
	w.kept.Write(p)
	if err := w.framer.Feed(p, func(f eventstream.Frame) { w.speaks = w.speaks || framed(f).isPublished() }); err != nil {
		return 0, err
	}
	if w.speaks {
		if _, err := w.ResponseWriter.Write(w.kept.Bytes()); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// FlushError sends what there is, for http.ResponseController.
func (w *mute) FlushError() error {
	if !w.speaks {
		return nil
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap leads http.ResponseController to what w does not do itself.
func (w *mute) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// oneReaderOfTopic serves one stream of each topic at a time; others wait.
func oneReaderOfTopic() func() layer {
	return func() layer {
		var mu sync.Mutex
		places := map[string]chan struct{}{} // the reader of a topic holds its place
		place := func(topic string) chan struct{} {
			mu.Lock()
			defer mu.Unlock()
			if places[topic] == nil {
				places[topic] = make(chan struct{}, 1)
			}
			return places[topic]
		}
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if isStream(r) {
					mine := place(r.URL.Query().Get("topic"))
					select {
					case mine <- struct{}{}:
						defer func() { <-mine }()
					case <-r.Context().Done():
						return
					}
				}
				next.ServeHTTP(w, r)
			})
		}
	}
}

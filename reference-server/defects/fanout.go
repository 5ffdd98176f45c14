package defects

import (
	"net/http"
	"slices"
	"sync"
)

// fanoutDefects err where several streams of a topic are open.
func fanoutDefects() []Defect { return slices.Concat(readersDefects(), stallDefects()) }

func readersDefects() []Defect {
	return []Defect{
		{
			Name: "readers-share-events", Sentence: "From the fifth reader of a topic on, readers share the events between them.",
			Breaks: []string{"fanout-all-receive"},
			layer: late(func() func(int, frame) []byte {
				return func(n int, f frame) []byte {
					if n%3 == 0 {
						return nil
					}
					return f.raw
				}
			}),
		},
		{
			Name: "readers-overtake", Sentence: "From the fifth reader of a topic on, every fourth event comes after the next.",
			Breaks: []string{"fanout-same-order"},
			layer: late(func() func(int, frame) []byte {
				var held []byte
				return func(n int, f frame) []byte {
					if n%4 == 2 {
						held = f.raw
						return nil
					}
					earlier := held
					held = nil
					return append(f.raw, earlier...)
				}
			}),
		},
		{
			Name: "readers-hear-twice", Sentence: "From the fifth reader of a topic on, every fifth event comes twice.",
			Breaks: []string{"fanout-once"},
			layer: late(func() func(int, frame) []byte {
				return func(n int, f frame) []byte {
					if n%5 == 0 {
						return append(f.raw, f.raw...)
					}
					return f.raw
				}
			}),
		},
		{
			Name: "deaf-among-many", Sentence: "A stream gets no events any more once 45 new ones of its topic have come and gone.",
			Breaks: []string{"fanout-old-stream-hears"},
			layer:  deafAfter(45),
		},
	}
}

// stallDefects err while a reader does not read.
func stallDefects() []Defect {
	return []Defect{
		{
			Name: "lock-held-while-writing", Sentence: "The streams of a topic write under one lock.",
			Breaks: []string{"fanout-stalled-reader-delays-nobody"},
			layer:  underLock(false),
		},
		{
			Name: "publisher-waits", Sentence: "A publish waits until no stream of its topic is in the middle of a write.",
			Breaks: []string{"fanout-stalled-reader-delays-nobody"},
			layer:  underLock(true),
		},
		{
			Name: "drops-when-full", Sentence: "Events are dropped while 320 KiB wait for a reader, and the stream goes on.",
			Breaks: []string{"fanout-gap-closes"},
			layer:  always(dropping(320 << 10)),
		},
	}
}

// late edits the events of the fifth new stream of a topic that is open at a
// time, and of those after it. The editor is told the number of the event on its
// stream.
func late(edit func() func(n int, f frame) []byte) func() layer {
	return func() layer {
		readers := newCrowd()
		frames := onFrames(func(s *session) editor {
			open, _ := readers.of(topicOf(s.request))
			change, n := edit(), 0
			return func(f frame) []byte {
				if !isNew(s.request) || open < 5 || !f.isPublished() {
					return f.raw
				}
				n++
				return change(n, f)
			}
		})()
		return func(next http.Handler) http.Handler { return readers.counted(frames(next)) }
	}
}

// deafAfter keeps events from streams that have seen that many leave.
func deafAfter(most int) func() layer {
	return func() layer {
		readers := newCrowd()
		frames := onFrames(func(s *session) editor {
			_, before := readers.of(topicOf(s.request))
			return func(f frame) []byte {
				if _, gone := readers.of(topicOf(s.request)); f.isPublished() && gone-before >= most {
					return nil
				}
				return f.raw
			}
		})()
		return func(next http.Handler) http.Handler { return readers.counted(frames(next)) }
	}
}

// underLock has streams write under a lock of their topic. If publishers wait,
// it is they who take it, and streams share it.
func underLock(publishersWait bool) func() layer {
	return func() layer {
		var mu sync.Mutex
		locks := map[string]*sync.RWMutex{}
		lockOf := func(topic string) *sync.RWMutex {
			mu.Lock()
			defer mu.Unlock()
			if locks[topic] == nil {
				locks[topic] = new(sync.RWMutex)
			}
			return locks[topic]
		}
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				lock := lockOf(topicOf(r))
				switch {
				case isStream(r) && publishersWait:
					w = &lockedWriter{w, lock.RLocker()}
				case isStream(r):
					w = &lockedWriter{w, lock}
				case isPublish(r) && publishersWait:
					lock.Lock()
					defer lock.Unlock()
				}
				next.ServeHTTP(w, r)
			})
		}
	}
}

// lockedWriter writes under a lock.
type lockedWriter struct {
	http.ResponseWriter
	lock sync.Locker
}

func (w *lockedWriter) Write(p []byte) (int, error) {
	w.lock.Lock()
	defer w.lock.Unlock()
	return w.ResponseWriter.Write(p)
}

// FlushError sends what there is, for http.ResponseController.
func (w *lockedWriter) FlushError() error {
	w.lock.Lock()
	defer w.lock.Unlock()
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap leads http.ResponseController to what w does not do itself.
func (w *lockedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

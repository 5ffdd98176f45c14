package defects

import (
	"net/http"
	"slices"
	"sync"
)

// replayDefects err in what a client gets that comes back with an id that is
// known.
func replayDefects() []Defect {
	return []Defect{
		{
			Name: "replay-nothing", Sentence: "The Last-Event-ID is ignored.",
			Breaks: []string{"resume-missed-events", "resume-gap-signalled", "resume-header-wins"},
			config: fromFarID,
			layer:  onLastEventID(func(string) string { return "" }),
		},
		{
			Name: "replay-four", Sentence: "A client that comes back gets four of the events that it has missed.",
			Breaks: []string{"resume-missed-events", "resume-depth"},
			config: fromFarID,
			layer: onReplay(func(_ *resumption, f frame, nth int) []byte {
				if nth > 4 {
					return nil
				}
				return f.raw
			}),
		},
		{
			Name: "replay-inclusive", Sentence: "A resumed stream begins with the event whose id the client sent.",
			Breaks: []string{"resume-no-duplicate", "resume-across-digits"},
			layer:  onNumericID(func(n int64) int64 { return max(n-1, 0) }),
		},
		{
			Name: "replay-from-start", Sentence: "A client that comes back gets all events of the past.",
			Breaks: []string{"resume-no-duplicate"},
			config: fromFarID,
			layer:  onNumericID(func(n int64) int64 { return min(n, farID-1) }),
		},
		{
			Name: "replay-twice", Sentence: "A client that comes back gets each event twice that it has missed.",
			Breaks: []string{"resume-no-duplicate"},
			config: fromFarID,
			layer:  onReplay(func(_ *resumption, f frame, _ int) []byte { return slices.Concat(f.raw, f.raw) }),
		},
		{
			Name: "replay-shuffled", Sentence: "A client that comes back gets the events in another order.",
			Breaks: []string{"resume-in-order"},
			layer:  shuffled(),
		},
		{
			Name: "replay-then-dead", Sentence: "After the events that it has missed a client gets no new ones.",
			Breaks: []string{"resume-goes-live"},
			layer:  onResumed(deadAfterReplay),
		},
	}
}

// deadAfterReplay drops what comes after the missed events.
func deadAfterReplay(r *resumption) editor {
	replayed := false
	return func(f frame) []byte {
		if replayed = replayed || r.isReplay(f); replayed && !r.isReplay(f) {
			return nil
		}
		return f.raw
	}
}

// shuffled swaps each missed event with the one after it.
func shuffled() func() layer {
	return onResumed(func(r *resumption) editor {
		var kept []byte
		return func(f frame) []byte {
			before := kept
			switch {
			case r.isReplay(f) && before == nil:
				kept = f.raw
				return nil
			case r.isReplay(f):
				kept = nil
				return slices.Concat(f.raw, before)
			}
			kept = nil
			return slices.Concat(before, f.raw)
		}
	})
}

// deafToUnknown sends no events to a client that was told of a gap, nor that it
// was.
func deafToUnknown() func() layer {
	return onFrames(func(*session) editor {
		unknown := false
		return func(f frame) []byte {
			if unknown = unknown || f.isReset(); unknown && f.hasData {
				return nil
			}
			return f.raw
		}
	})
}

// allTopicsForResumed asks for all topics that were published on when a client
// comes back.
func allTopicsForResumed() func() layer {
	return func() layer {
		var mu sync.Mutex
		topics := map[string]bool{}
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				q := r.URL.Query()
				mu.Lock()
				if isPublish(r) {
					topics[q.Get("topic")] = true
				}
				if isStream(r) && r.Header.Get("Last-Event-ID") != "" {
					for topic := range topics {
						q.Add("topic", topic)
					}
					r = r.Clone(r.Context())
					r.URL.RawQuery = q.Encode()
				}
				mu.Unlock()
				next.ServeHTTP(w, r)
			})
		}
	}
}

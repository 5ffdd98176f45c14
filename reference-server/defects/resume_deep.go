package defects

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// deepResumeDefects err when a client comes back, in ways that a single resume
// does not show.
func deepResumeDefects() []Defect { return slices.Concat(replicaDefects(), historyDefects()) }

// replicaDefects err in what comes back, and from where.
func replicaDefects() []Defect {
	return []Defect{
		{
			Name: "replay-without-type", Sentence: "A replayed event has lost its type.",
			Breaks: []string{"resume-same-event"},
			layer:  onOldEvents(func(f frame) []byte { f.typ = ""; return f.encode("data: ") }),
		},
		{
			Name: "heartbeat-with-id", Sentence: "Heartbeats carry an id that the history does not know.",
			Breaks: []string{"resume-every-kind-of-id"},
			layer: eachFrame(func(f frame) []byte {
				if !f.isComment {
					return f.raw
				}
				return []byte("id: beat-7\n" + string(f.raw))
			}),
		},
		{
			Name: "reset-with-random-id", Sentence: "The id of a reset event is not one of the history.",
			Breaks: []string{"resume-every-kind-of-id"},
			layer: eachFrame(func(f frame) []byte {
				if !f.isReset() {
					return f.raw
				}
				f.id = "reset-5"
				return f.encode("data: ")
			}),
		},
		{
			Name: "one-replica-without-history", Sentence: "Every tenth resume after one id meets a replica without a history.",
			Breaks: []string{"resume-on-every-connection"},
			layer:  everyTenthForgets(),
		},
		{
			Name: "query-beats-header", Sentence: "The id of the query parameter decides, and not that of the header.",
			Breaks: []string{"resume-header-wins"},
			layer: onRequest(func(r *http.Request) {
				if id := r.URL.Query().Get("lastEventId"); id != "" {
					r.Header.Set("Last-Event-ID", id)
				}
			}),
		},
	}
}

// historyDefects err in how much can be made good, and when.
func historyDefects() []Defect {
	return []Defect{
		{
			Name: "history-of-listeners", Sentence: "What is published while nobody listens to a topic is not kept.",
			Breaks: []string{"resume-while-nobody-listens"},
			layer:  forgettingUnheard,
		},
		{
			Name: "history-of-50", Sentence: "A client that has missed more than 50 events goes on live, and is not told.",
			Breaks: []string{"resume-depth"},
			layer:  shortHistory(50),
		},
		{
			Name: "subscribed-after-replay", Sentence: "What is published while a resumed stream begins is lost to it.",
			Breaks: []string{"resume-race"},
			layer:  atTheSwitch(func(frame) []byte { return nil }),
		},
		{
			Name: "replayed-and-live", Sentence: "What is published while a resumed stream begins is sent twice.",
			Breaks: []string{"resume-race"},
			layer:  atTheSwitch(func(f frame) []byte { return append(f.raw, f.raw...) }),
		},
	}
}

// onOldEvents edits the events that had been published before their stream began.
func onOldEvents(edit editor) func() layer {
	return func() layer {
		var published ids
		frames := onFrames(func(s *session) editor {
			topic := topicOf(s.request)
			old := map[string]bool{}
			for _, id := range published.after(topic, 0) {
				old[id] = true
			}
			return func(f frame) []byte {
				if !f.isPublished() || !old[f.id] {
					return f.raw
				}
				return edit(f)
			}
		})()
		return func(next http.Handler) http.Handler { return published.watched(frames(next)) }
	}
}

// everyTenthForgets ignores each tenth Last-Event-ID of the same value.
func everyTenthForgets() func() layer {
	return func() layer {
		var mu sync.Mutex
		times := map[string]int{}
		return onLastEventID(func(id string) string {
			mu.Lock()
			defer mu.Unlock()
			times[id]++
			if times[id]%10 == 0 {
				return ""
			}
			return id
		})()
	}
}

// forgettingUnheard takes events of topics without a stream, and forgets them.
func forgettingUnheard() layer {
	var mu sync.Mutex
	streams := map[string]int{}
	count := func(topic string, n int) int {
		mu.Lock()
		defer mu.Unlock()
		streams[topic] += n
		return streams[topic]
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			topic := topicOf(r)
			switch {
			case isStream(r):
				count(topic, 1)
				defer count(topic, -1)
			case isPublish(r) && count(topic, 0) == 0:
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// shortHistory lets a client that has missed more than most events of its topic
// go on live.
func shortHistory(most int) func() layer {
	return func() layer {
		var published ids
		forget := onRequest(func(r *http.Request) {
			if n, ok := published.since(topicOf(r), r.Header.Get("Last-Event-ID")); ok && n > most {
				r.Header.Del("Last-Event-ID")
			}
		})()
		return func(next http.Handler) http.Handler { return published.watched(forget(next)) }
	}
}

// replayTime is how long a resumed stream takes to begin.
const replayTime = time.Millisecond

// atTheSwitch edits what is published after a resumed stream was asked for, and
// before it begins.
func atTheSwitch(edit editor) func() layer {
	return func() layer {
		var published ids
		frames := onFrames(func(s *session) editor {
			between := map[string]bool{}
			if s.request.Header.Get("Last-Event-ID") != "" {
				topic := topicOf(s.request)
				before := published.known(topic)
				wait(s.request, replayTime)
				for _, id := range published.after(topic, before) {
					between[id] = true
				}
			}
			return func(f frame) []byte {
				if !f.isPublished() || !between[f.id] {
					return f.raw
				}
				return edit(f)
			}
		})()
		return func(next http.Handler) http.Handler { return published.watched(frames(next)) }
	}
}

// wait waits for d, or until the client of r has gone.
func wait(r *http.Request, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
	}
}

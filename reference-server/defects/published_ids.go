package defects

import (
	"encoding/json"
	"net/http"
	"slices"
	"sync"
)

// ids knows the ids of what was published, topic by topic and in their order.
type ids struct {
	mu      sync.Mutex
	byTopic map[string][]string
}

// watched returns next and notes the ids that publishers are answered with.
func (i *ids) watched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isPublish(r) {
			w = &answerWriter{ResponseWriter: w, ids: i}
		}
		next.ServeHTTP(w, r)
	})
}

// answerWriter reads the answer to a publish.
type answerWriter struct {
	http.ResponseWriter
	ids *ids
}

func (w *answerWriter) Write(p []byte) (int, error) {
	var answer struct{ ID, Topic string }
	if err := json.Unmarshal(p, &answer); err == nil && answer.ID != "" {
		w.ids.add(answer.Topic, answer.ID)
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap leads http.ResponseController to what w does not do itself.
func (w *answerWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (i *ids) add(topic, id string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.byTopic == nil {
		i.byTopic = map[string][]string{}
	}
	i.byTopic[topic] = append(i.byTopic[topic], id)
}

// known returns how many events of the topic are known.
func (i *ids) known(topic string) int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return len(i.byTopic[topic])
}

// after returns the ids of the topic from the n-th on.
func (i *ids) after(topic string, n int) []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.Clone(i.byTopic[topic][n:])
}

// since returns how many events of the topic came after id, and whether there is
// such an id.
func (i *ids) since(topic, id string) (int, bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	all := i.byTopic[topic]
	at := slices.Index(all, id)
	return len(all) - 1 - at, at >= 0
}

// topicOf returns the topic that r asks for.
func topicOf(r *http.Request) string { return r.URL.Query().Get("topic") }

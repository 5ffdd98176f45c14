package dialects

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// earliest stands for the place before the first update, where an id would
// stand. https://mercure.rocks/spec#reconciliation
const earliest = "earliest"

// maxTopics bounds the topics of one stream.
const maxTopics = 100

// mercure is a hub of the Mercure protocol, for topics that are named by strings:
// no templates. Whoever wants to may subscribe; to publish takes a token.
// https://mercure.rocks/spec
func mercure() Dialect {
	const path = "/.well-known/mercure"
	return Dialect{
		Name: "mercure", Path: path, Query: "topic={{urlquery .Topic}}", Method: http.MethodGet,
		Hook: Hook{
			Method: http.MethodPost, Path: path,
			Header: []string{
				"Content-Type: application/x-www-form-urlencoded",
				"Authorization: Bearer " + signMercure(mercureKey, `{"mercure":{"publish":["*"]}}`),
			},
			Body: "topic={{urlquery .Topic}}&type={{urlquery .Event}}&data={{urlquery .Data}}",
		},
		lasting: func(c refserver.Config, stop <-chan struct{}) http.Handler {
			return &mercureHub{
				heartbeat: cmp.Or(c.Heartbeat, 15*time.Second),
				retry:     cmp.Or(c.Retry, 2*time.Second),
				stop:      stop,
				log: history.New(history.Limits{
					Count: cmp.Or(c.HistoryCount, 10000),
					Bytes: cmp.Or(c.HistoryBytes, 64<<20),
					Age:   cmp.Or(c.HistoryAge, time.Hour),
				}, 1),
			}
		},
	}
}

type mercureHub struct {
	heartbeat, retry time.Duration
	stop             <-chan struct{} // closed when the server shuts down
	log              *history.Log
}

func (h *mercureHub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
		h.subscribe(w, r)
	case http.MethodPost:
		h.publish(w, r)
	default:
		w.Header().Set("Allow", "GET, POST")
		http.Error(w, "use GET or POST", http.StatusMethodNotAllowed)
	}
}

// The names under which the log keeps the updates of a topic. Escaped, none is a
// pattern.
func publicly(topic string) string  { return "public " + url.QueryEscape(topic) }
func privately(topic string) string { return "private " + url.QueryEscape(topic) }

// subscribe sends the updates of topics. Those that are private are for whoever
// has a token for their topic.
// https://mercure.rocks/spec#subscription
func (h *mercureHub) subscribe(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	names := query["topic"]
	if len(names) == 0 || len(names) > maxTopics {
		http.Error(w, "want from 1 to 100 topics", http.StatusBadRequest)
		return
	}
	claims, err := mercureClaims(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	var topics []string
	for _, name := range names {
		topics = append(topics, publicly(name))
		if selects(claims.Subscribe, name) {
			topics = append(topics, privately(name))
		}
	}
	slices.Sort(topics)
	h.follow(w, r, slices.Compact(topics), cmp.Or(r.Header.Get("Last-Event-ID"), query.Get("lastEventID")))
}

// follow sends what comes on the topics after the event with that id.
func (h *mercureHub) follow(w http.ResponseWriter, r *http.Request, topics []string, lastEventID string) {
	news := history.NewBell()
	cursor, before := h.after(topics, lastEventID, news.Ring)
	defer cursor.Close()
	if lastEventID != "" {
		w.Header().Set("Last-Event-ID", before)
	}
	out, going := begin(w, r)
	going = going && out.send(eventstream.AppendEnd(eventstream.AppendRetry(nil, h.retry)))
	beat := time.NewTicker(h.heartbeat)
	defer beat.Stop()
	for going {
		events, err := cursor.Next(nil)
		if err != nil {
			return // the client comes back and resumes
		}
		for _, e := range events {
			going = going && out.send(e.Frame())
		}
		if len(events) > 0 {
			beat.Reset(h.heartbeat)
			continue
		}
		select {
		case <-r.Context().Done():
			return
		case <-h.stop:
			return
		case <-news:
		case <-beat.C:
			going = out.send([]byte(": heartbeat\n\n"))
		}
	}
}

// after returns a cursor just after the event with that id, and the id of the
// event before what it reads. If no such event is kept, it stands at the end.
// https://mercure.rocks/spec#reconciliation
func (h *mercureHub) after(topics []string, lastEventID string, wake func()) (*history.Cursor, string) {
	const beforeFirst = "0" // until events are forgotten
	known := lastEventID
	if lastEventID == earliest {
		known = beforeFirst
	}
	cursor, start := h.log.Open(topics, known, wake)
	switch {
	case lastEventID == "" || start.Missed == history.Nothing:
		return cursor, lastEventID
	case start.EndID == beforeFirst:
		return cursor, earliest
	}
	return cursor, start.EndID
}

// publish takes an update and answers with its id. The newest drafts know one
// topic for each, as this hub does.
// https://mercure.rocks/spec#publication
func (h *mercureHub) publish(w http.ResponseWriter, r *http.Request) {
	claims, err := mercureClaims(r)
	if err != nil || !claims.given {
		w.Header().Set("WWW-Authenticate", "Bearer")
		http.Error(w, cmp.Or(err, errors.New("a token is missing")).Error(), http.StatusUnauthorized)
		return
	}
	update, err := readUpdate(w, r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if !selects(claims.Publish, r.PostForm.Get("topic")) {
		http.Error(w, "the token is not for this topic", http.StatusForbidden)
		return
	}
	id, err := h.log.Append(update)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(id)) // a client that has left misses nothing
}

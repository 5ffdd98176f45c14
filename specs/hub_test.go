package specs

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// hub is a small server of event streams by topic, and right as newHub makes
// it. Tests replace its parts by wrong ones.
type hub struct {
	// head fills the head of a stream.
	head func(http.Header)
	// opening is what a stream begins with.
	opening string
	// lateHead keeps head and opening back until an event.
	lateHead bool
	// heartbeat is how often a comment is sent, 0 never.
	heartbeat time.Duration
	// frame writes an event, here for the n-th stream of all.
	frame func(n int, e eventstream.Event) string
	// from says where in the log of a topic a stream begins, and whether the
	// id is known.
	from func(log []eventstream.Event, lastEventID string) (next int, known bool)
	// ends reports whether a stream ends at that event. It may break the
	// connection by itself.
	ends func(w http.ResponseWriter, e eventstream.Event) bool
	// refuses returns the status that the publisher of an event is answered with,
	// 200 if it is taken.
	refuses func(e eventstream.Event) int
	// spread hands an event out to its topic, at once or later.
	spread func(topic string, e eventstream.Event)
	// answer, if set, answers requests for streams instead of all that.
	answer http.HandlerFunc
	// firstID is the first id of each topic.
	firstID int
	// method is what a stream is asked for by.
	method string

	mu      sync.Mutex
	streams int
	logs    map[string][]eventstream.Event
	ids     map[string]int
	changed chan struct{} // closed and replaced when a log has changed
}

// newHub returns a hub that does everything right. Its ids keep their number of
// digits.
func newHub() *hub {
	h := &hub{
		head: goodHead, opening: "retry: 2000\n\n", heartbeat: 200 * ms, firstID: 100_000, method: http.MethodGet,
		from: afterID, refuses: forgeries, logs: map[string][]eventstream.Event{}, ids: map[string]int{},
		changed: make(chan struct{}),
	}
	h.spread = h.add
	h.frame = func(_ int, e eventstream.Event) string { return rightFrame(e) }
	h.ends = func(http.ResponseWriter, eventstream.Event) bool { return false }
	return h
}

func goodHead(h http.Header) {
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no")
}

// afterID returns the place behind the event with that id.
func afterID(log []eventstream.Event, lastEventID string) (next int, known bool) {
	for i, e := range log {
		if e.LastEventID == lastEventID {
			return i + 1, true
		}
	}
	return len(log), lastEventID == ""
}

// forgeries refuses what cannot be written without forging fields.
func forgeries(e eventstream.Event) int {
	if _, err := eventstream.AppendEvent(nil, e); err != nil {
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// ServeHTTP serves /events and /publish.
func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.ProtoMajor != 1: // net/http hands the preface of HTTP/2 to handlers
		http.Error(w, "HTTP/1 only", http.StatusHTTPVersionNotSupported)
	case r.URL.Path == "/publish":
		h.publish(w, r)
	case r.Method == http.MethodHead && h.method == http.MethodGet:
		h.head(w.Header())
	case r.Method != h.method:
		h.refuse(w, r)
	case h.answer != nil:
		h.answer(w, r)
	default:
		h.stream(w, r)
	}
}

// refuse answers by other methods than that of the stream.
func (h *hub) refuse(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Allow", h.method+", OPTIONS")
	if r.Method == http.MethodOptions {
		w.WriteHeader(http.StatusNoContent)
	} else {
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

func (h *hub) publish(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(r.Body)
	query := r.URL.Query()
	e := eventstream.Event{Type: query.Get("event"), Data: string(data), LastEventID: query.Get("id")}
	if status := h.refuses(e); err != nil || status != http.StatusOK {
		http.Error(w, "refused", status)
		return
	}
	topic := query.Get("topic")
	h.mu.Lock()
	if e.LastEventID == "" {
		e.LastEventID = strconv.Itoa(h.firstID + h.ids[topic])
	}
	h.ids[topic]++
	h.mu.Unlock()
	h.spread(topic, e)
}

// add puts events into the log of a topic.
func (h *hub) add(topic string, e eventstream.Event) { h.addAll(topic, []eventstream.Event{e}) }

func (h *hub) addAll(topic string, all []eventstream.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.logs[topic] = append(h.logs[topic], all...)
	close(h.changed)
	h.changed = make(chan struct{})
}

// since returns the events of a topic from next on, and what is closed when
// there are more.
func (h *hub) since(topic string, next int) ([]eventstream.Event, chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.logs[topic][next:], h.changed
}

func (h *hub) stream(w http.ResponseWriter, r *http.Request) {
	topic := r.URL.Query().Get("topic")
	h.mu.Lock()
	h.streams++
	n := h.streams
	next, known := h.from(h.logs[topic], r.Header.Get("Last-Event-ID"))
	h.mu.Unlock()

	h.head(w.Header())
	var out strings.Builder // what has not been sent
	out.WriteString(h.opening)
	if !known {
		out.WriteString("event: reset\ndata: unknown id\n\n")
	}
	beat := newBeat(h.heartbeat)
	defer beat.stop()
	for silent := h.lateHead; ; {
		batch, changed := h.since(topic, next)
		next += len(batch)
		ended := h.write(&out, n, batch, w)
		if silent = silent && len(batch) == 0; !silent {
			if !send(w, out.String()) || ended {
				return
			}
			out.Reset()
		}
		select {
		case <-changed:
		case <-beat.C:
			out.WriteString(": still here\n\n")
		case <-r.Context().Done():
			return
		}
	}
}

// write adds events to out and reports whether one of them ends the n-th stream.
func (h *hub) write(out *strings.Builder, n int, events []eventstream.Event, w http.ResponseWriter) bool {
	for _, e := range events {
		if h.ends(w, e) {
			return true
		}
		out.WriteString(h.frame(n, e))
	}
	return false
}

// send writes and flushes, and reports whether that worked.
func send(w http.ResponseWriter, text string) bool {
	if _, err := io.WriteString(w, text); err != nil {
		return false
	}
	return http.NewResponseController(w).Flush() == nil
}

// beat is a ticker, or with an interval of 0 one that never ticks.
type beat struct {
	C      <-chan time.Time
	ticker *time.Ticker
}

func newBeat(interval time.Duration) beat {
	if interval == 0 {
		return beat{}
	}
	t := time.NewTicker(interval)
	return beat{t.C, t}
}

func (b beat) stop() {
	if b.ticker != nil {
		b.ticker.Stop()
	}
}

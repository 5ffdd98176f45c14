package refserver

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"github.com/ssegauge/ssegauge/reference-server/jsonhttp"
)

// Bounds of GET /connections.
const (
	defaultConnections = 100
	maxConnections     = 10_000
)

// connections is the answer of GET /connections.
type connections struct {
	Streams     int          `json:"streams"`
	Connections []Connection `json:"connections"`
}

// Connections returns how many streams are open, and up to limit of them, the
// oldest first. It asks each of them: what is counted while it does may be in it
// or not.
func (s *Server) Connections(limit int) (streams int, oldest []Connection) {
	var mu sync.Mutex
	var all []Connection
	byAge := func(a, b Connection) int { return cmp.Compare(a.ID, b.ID) }
	s.subscribers.each(func(sub subscriber) {
		mu.Lock()
		defer mu.Unlock()
		streams++
		if all = append(all, sub.connection()); len(all) >= 2*limit+defaultConnections {
			slices.SortFunc(all, byAge)
			all = all[:limit]
		}
	})
	slices.SortFunc(all, byAge)
	return streams, all[:min(limit, len(all))]
}

// listConnections answers GET and HEAD /connections, with the parameter "limit".
func (s *Server) listConnections(w http.ResponseWriter, r *http.Request) {
	q, p := parseQuery(r.URL)
	if p != nil {
		p.write(w)
		return
	}
	limit := defaultConnections
	if text := q.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > maxConnections {
			badField("limit", "want a number from 0 to %d", maxConnections).write(w)
			return
		}
		limit = n
	}
	var found connections
	found.Streams, found.Connections = s.Connections(limit)
	if found.Connections == nil {
		found.Connections = []Connection{}
	}
	jsonhttp.Write(w, http.StatusOK, found)
}

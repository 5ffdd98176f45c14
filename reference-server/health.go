package refserver

import (
	"net/http"

	"github.com/ssegauge/ssegauge/reference-server/jsonhttp"
)

// health is the answer of /healthz.
type health struct {
	Status      string        `json:"status"` // "ok", "degraded" or "draining"
	Streams     int           `json:"streams"`
	Topics      int           `json:"topics"`
	History     healthHistory `json:"history"`
	LastEventID string        `json:"lastEventId"`
	Published   int64         `json:"published"`
	Delivered   int64         `json:"delivered"`
	Slow        int64         `json:"slow"`
	Problem     string        `json:"problem,omitempty"` // why publishes are refused
}

type healthHistory struct {
	Events int   `json:"events"`
	Bytes  int64 `json:"bytes"`
}

// healthz answers GET and HEAD /healthz: 200, or 503 while the server drains. It is
// "degraded" while nothing can be published, since streams go on.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	stats := s.Stats()
	status, word := http.StatusOK, "ok"
	if stats.Draining {
		status, word = http.StatusServiceUnavailable, "draining"
	}
	problem := ""
	if err := s.healthy(); err != nil && !stats.Draining {
		word, problem = "degraded", err.Error()
	}
	jsonhttp.Write(w, status, health{
		Status:      word,
		Streams:     stats.Streams,
		Topics:      stats.History.Topics,
		History:     healthHistory{Events: stats.History.Events, Bytes: stats.History.Bytes},
		LastEventID: stats.History.LastEventID,
		Published:   stats.History.Published,
		Delivered:   stats.Delivered,
		Slow:        stats.Slow,
		Problem:     problem,
	})
}

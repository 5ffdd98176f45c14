package refserver

import (
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// meters count what happens. They are read when metrics are asked for; what happens
// often adds to a number and no more.
type meters struct {
	requests  atomic.Int64
	open      [protocols]atomic.Int64
	ended     [causes]atomic.Int64
	published [statuses]atomic.Int64
	bytes     atomic.Int64 // written by flows

	replay  prometheus.Histogram // events that a resumed stream begins with
	publish prometheus.Histogram // from the request to the answer, in seconds
}

const (
	protocols = 4 // versions of HTTP: "h0", which is none, to "h3"
	statuses  = 600
)

func newMeters() *meters {
	return &meters{
		replay: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "ssegauge_replay_depth",
			Help:    "Events that a stream which resumed began with.",
			Buckets: []float64{0, 1, 10, 100, 1000, 10_000, 100_000},
		}),
		publish: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "ssegauge_publish_seconds",
			Help:    "Time from the arrival of a publish to its acknowledgement.",
			Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
		}),
	}
}

// opened returns the count of the streams open over a version of HTTP.
func (m *meters) opened(major int) *atomic.Int64 { return &m.open[major&(protocols-1)] }

// resumed counts the events that a stream resumes with, if it does.
func (m *meters) resumed(asked subscription, start history.Start, cursor *history.Cursor) {
	if asked.lastEventID != "" && start.Missed == history.Nothing {
		m.replay.Observe(float64(cursor.Ahead()))
	}
}

// publishing returns publish with a look at how long it takes.
func (m *meters) publishing(publish http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		began, answer := time.Now(), &answerWriter{ResponseWriter: w}
		publish(answer, r)
		if answer.status == http.StatusOK {
			m.publish.Observe(time.Since(began).Seconds())
		}
		if answer.status < statuses {
			m.published[answer.status].Add(1)
		}
	}
}

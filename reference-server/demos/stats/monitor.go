package stats

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

const (
	// sampleEvery is the time between two bursts of figures.
	sampleEvery = 2 * time.Second
	// changeEvery is how often at most it is told that somebody has joined or left.
	changeEvery = 100 * time.Millisecond
)

// monitor publishes the figures of a server.
type monitor struct {
	server *refserver.Server
	since  time.Time
	joined atomic.Int64
	left   atomic.Int64

	told     int64 // joined and left together, when they were last told of
	requests int64 // at the last sample
	sampled  time.Time
}

// figure is the data of an event.
type figure struct {
	// Time is when it was so, in milliseconds since 1970.
	Time  int64   `json:"time"`
	Value float64 `json:"value"`
}

func newMonitor(server *refserver.Server) *monitor {
	now := time.Now()
	return &monitor{server: server, since: now, sampled: now}
}

// feed returns the stream for r, which is counted.
func (m *monitor) feed(r *http.Request) refserver.Feed {
	feed := refserver.Feed{
		Topics: []string{topic},
		Opened: func() { m.joined.Add(1) },
		Left:   func(string) { m.left.Add(1) },
	}
	if r.Header.Get("X-Requested-With") == "XMLHttpRequest" {
		feed.EndAfter = pollEnd
	}
	return feed
}

// run publishes until ctx is done.
func (m *monitor) run(ctx context.Context) error {
	return together(ctx,
		func(ctx context.Context) error {
			return site.Every(ctx, sampleEvery, func(int) error { return m.sample(ctx) })
		},
		func(ctx context.Context) error {
			return site.Every(ctx, changeEvery, func(int) error { return m.tellChange(ctx) })
		},
	)
}

// tellChange publishes how many are connected, if somebody has joined or left.
func (m *monitor) tellChange(ctx context.Context) error {
	left := m.left.Load() // before joined, so that nobody has left who has not joined
	joined := m.joined.Load()
	if joined+left == m.told {
		return nil
	}
	err := m.publish(ctx, "connections", float64(joined-left))
	if err == nil {
		m.told = joined + left
	}
	return err
}

// sample publishes the other figures.
func (m *monitor) sample(ctx context.Context) error {
	now, requests := time.Now(), m.server.Stats().Requests
	rate := float64(requests-m.requests) / now.Sub(m.sampled).Seconds()
	m.requests, m.sampled = requests, now
	if err := m.publish(ctx, "requests", rate); err != nil {
		return err
	}
	if load, ok := loadAverage(); ok {
		if err := m.publish(ctx, "load", load); err != nil {
			return err
		}
	}
	if err := m.publish(ctx, "memory", memoryInUse()); err != nil {
		return err
	}
	return m.publish(ctx, "uptime", now.Sub(m.since).Seconds())
}

func (m *monitor) publish(ctx context.Context, name string, value float64) error {
	data, err := json.Marshal(figure{Time: time.Now().UnixMilli(), Value: rounded(value)})
	if err != nil {
		return fmt.Errorf("encode %s: %w", name, err)
	}
	_, err = m.server.Publish(ctx, history.Event{Topic: topic, Type: name, Data: string(data)})
	return err
}

package engine_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/engine"
	"github.com/ssegauge/ssegauge/loadgen/request"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
)

// A run may end at any moment, in any order, whatever its streams are doing.
func TestEndAtAnyMoment(t *testing.T) {
	a := newAuthority(t)
	secure := func(t *testing.T) string {
		t.Helper()
		return web(t, events, &tls.Config{Certificates: []tls.Certificate{a.issue(t)}}, nil)
	}
	plain := func(t *testing.T) string {
		t.Helper()
		return web(t, events, nil, nil)
	}
	for _, tc := range []struct {
		name string
		url  func(*testing.T) string
		over func(*load)
	}{
		{"plain", plain, under(nil, request.HTTP1)},
		{"tls", secure, under(a, request.HTTP1)},
		{"HTTP/2", secure, under(a, request.HTTP2)},
		{"h2c", plain, under(nil, request.H2C)},
	} {
		for i, manner := range engine.Manners() {
			for _, after := range []time.Duration{0, 3 * time.Millisecond, 40 * time.Millisecond} {
				t.Run(fmt.Sprintf("%s, %v, after %v", tc.name, manner, after), func(t *testing.T) {
					r := start(t, 60, tc.url(t), tc.over, func(l *load) {
						l.workers, l.Leave = 2, manner
						l.Plan.Churn = schedule.Churn{Rate: 10}
						l.Plan.Storm = schedule.Storm{Every: 10 * time.Millisecond, Share: 0.5}
						l.Readers = []engine.Reader{{Share: 0.1, Rate: 64}, {Share: 0.1}}
					})
					<-time.After(after)
					end(t, r.Engine, i)
				})
			}
		}
	}
}

// end ends a run in one of four ways.
func end(t *testing.T, e *engine.Engine, way int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	steps := []func() error{
		func() error { return e.Hold(ctx) },
		func() error { return e.Settle(ctx, func(string) int64 { return -1 }) },
		func() error { _, err := e.Collect(ctx); return err },
		func() error { return e.Finish(ctx) },
		func() error { _, err := e.Collect(ctx); return err },
	}
	for _, step := range [][]func() error{steps, steps[3:], steps[:2], nil}[way%4] {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	e.Close()
	if err := e.Hold(ctx); err == nil {
		t.Error("an engine that is closed holds")
	}
	if err := e.Err(); err != nil {
		t.Error(err)
	}
}

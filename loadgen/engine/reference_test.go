package engine_test

import (
	"crypto/tls"
	"strings"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/ledger"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/request"
	"github.com/ssegauge/ssegauge/loadgen/stamp"
	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// The reference server restarts under its streams: all come back, resume, and miss nothing.
func TestReferenceServer(t *testing.T) {
	a := newAuthority(t)
	secure := &tls.Config{Certificates: []tls.Certificate{a.issue(t)}}
	for _, tc := range []struct {
		name     string
		settings *tls.Config
		version  request.Version
	}{
		{"http", nil, request.HTTP1},
		{"https", secure, request.HTTP1},
		{"HTTP/2", secure, request.HTTP2},
		{"h2c", nil, request.H2C},
	} {
		t.Run(tc.name, func(t *testing.T) {
			server, err := refserver.New(refserver.Config{Retry: 200 * time.Millisecond})
			if err != nil {
				t.Fatal(err)
			}
			url := web(t, server.Handler().ServeHTTP, tc.settings.Clone(), nil)
			publisher := strings.TrimSuffix(web(t, server.Handler().ServeHTTP, nil, nil), "/events")
			const n = 100
			r := start(t, n, url, under(a, tc.version), func(l *load) {
				l.workers = 2
				l.Sequence = stamp.Spec{Sequence: "json:"}
			})
			r.until("all streams", func() bool { return r.live == n })
			publish(t, publisher, 1)
			publish(t, publisher, 2)
			r.atLeast(measure.Events, 2*n)
			server.Restart()
			r.until("their loss", func() bool { return r.count(measure.ClosedByServer) == n })
			publish(t, publisher, 3)
			publish(t, publisher, 4)
			r.atLeast(measure.Events, 4*n)
			r.finish()
			r.want(map[measure.Count]int{
				measure.Opened: n, measure.Reconnects: n, measure.Events: 4 * n, measure.Completed: n, measure.Failed: 0, measure.ClosedByServer: n,
			})
			r.tally.Replayed = 0 // those who came back late
			if want := (ledger.Tally{Expected: 4 * n, Received: 4 * n, Closed: n}); r.tally != want {
				t.Errorf("the ledgers say %+v, want %+v", r.tally, want)
			}
		})
	}
}

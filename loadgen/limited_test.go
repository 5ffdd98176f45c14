package loadgen

import (
	"strings"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/host"
	"github.com/ssegauge/ssegauge/report"
)

func TestOwnDelaysLimitARun(t *testing.T) {
	const ms = time.Millisecond
	tests := []struct {
		name string
		own  own
		want string // part of the only remark; empty is none
	}{
		{"nothing", own{}, ""},
		{"no lag to be part of", own{published: time.Second, held: time.Second, turn: 1, answer: time.Second, read: time.Second}, ""},
		{"publishing within a tenth", own{lag: 100 * ms, published: 10 * ms}, ""},
		{"publishing late", own{lag: 100 * ms, published: 11 * ms}, "published 11ms late"},
		{"publishing late, but by little", own{lag: ms, published: 5 * ms}, ""},
		{"waiting for an answer that came late once", own{lag: 2000 * ms, held: 1900 * ms, answer: ms, turn: 50 * ms}, ""},
		{"waiting for answers all the time", own{lag: 2000 * ms, held: 1900 * ms, answer: 5 * ms, turn: 5 * ms}, "took 5ms, and the rate leaves 5ms"},
		{"waiting for answers, but by little", own{lag: 100 * ms, held: 10 * ms, answer: 5 * ms, turn: 5 * ms}, ""},
		{"reading within the lag", own{lag: 300 * ms, read: 300 * ms}, ""},
		{"reading longer than the lag", own{lag: 300 * ms, read: 301 * ms}, "read 301ms later"},
		{"reading late, but by little", own{lag: ms, read: 100 * ms}, ""},
		{"opening on time", own{open: 300 * ms, begun: 150 * ms}, ""},
		{"opening late", own{open: 300 * ms, begun: 151 * ms}, "begun 151ms late"},
		{"few never begun", own{planned: 10_000, short: 10}, ""},
		{"many never begun", own{planned: 10_000, short: 11}, "11 of 10000 arrivals"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.own.remarks()
			switch {
			case tt.want == "" && len(got) > 0:
				t.Errorf("got %+v, want none", got)
			case tt.want != "" && (len(got) != 1 || !got[0].Limits || !strings.Contains(got[0].Text, tt.want) || got[0].Advice == ""):
				t.Errorf("got %+v, want one that says %q, and what to do", got, tt.want)
			}
		})
	}
}

func TestWhatLimitsStandsFirst(t *testing.T) {
	var g report.Generator
	for _, m := range []host.Remark{{Text: "a"}, {Limits: true, Text: "b"}, {Limits: true, Text: "c"}} {
		limit(&g, m)
	}
	if got := strings.Join(g.Reasons, ","); got != "b,a,c" || !g.Limited {
		t.Errorf("got %s, limited %v", got, g.Limited)
	}
}

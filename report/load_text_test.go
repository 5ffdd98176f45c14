package report_test

import (
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/report"
)

func TestAWidePageShowsMoreFigures(t *testing.T) {
	got := textOf(t, loadMissed(), report.TextOptions{Width: 110})
	want := "count      min     mean      p50      p90      p99    p99.9      max        ±  negative\n"
	if !strings.Contains(got, want) {
		t.Errorf("got %s", got)
	}
}

func TestLatencyIsNotMixedWithLifetime(t *testing.T) {
	for _, verbose := range []bool{false, true} {
		got := textOf(t, loadHeld(), report.TextOptions{Verbose: verbose})
		if strings.Contains(got, "\nlifetime") || !strings.Contains(got, "\n✓ lifetime   p50 1m05s, p99 1m10s") {
			t.Errorf("got %s", got)
		}
	}
}

func TestTextShowsAFewExamples(t *testing.T) {
	l := load()
	l.Deliveries.Received, l.Deliveries.Lost = l.Deliveries.Expected-7, 7
	for range 7 {
		l.Deliveries.Examples = append(l.Deliveries.Examples, report.Delivery{Kind: report.DeliveryLost, Event: "1", DueMS: -1})
	}
	for verbose, want := range map[bool]int{false: 3, true: 7} {
		got := textOf(t, loaded(l), report.TextOptions{Verbose: verbose})
		if n := strings.Count(got, "    event 1, subscriber 0\n"); n != want || strings.Contains(got, "    +4 more\n") == verbose {
			t.Errorf("%d examples in %s", n, got)
		}
	}
}

func TestAFirmMissInALimitedRun(t *testing.T) {
	l := limited()
	l.Thresholds[1].Held, l.Thresholds[1].Actual = new(false), "2"
	got := textOf(t, loaded(l), report.TextOptions{})
	for _, want := range []string{
		"\n- lag.p99 < 25ms  38.4 ms, missed but inconclusive\n✗ lost == 0       2\n",
		"\notherwise inconclusive: generator-limited: its event loops",
		"\nfail  1 of 2 thresholds missed in 1 min 10 s\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
}

func TestCapacityInWords(t *testing.T) {
	tests := []struct {
		name string
		harm func(*report.Capacity)
		want string
	}{
		{"found", func(*report.Capacity) {}, "pass  12,500 streams (± 500), then lag.p99 < 250ms broke (1.31 s) in"},
		{"too few", func(c *report.Capacity) { c.AtLeast = 20000 }, "fail  12,500 streams (± 500) of 20,000 wanted, then lag.p99 < 250ms broke"},
		{"nothing broke", func(c *report.Capacity) { c.Broke = nil }, "pass  at least 12,500 streams: nothing broke in"},
		{"none held", func(c *report.Capacity) { c.Streams = 0 }, "fail  no number of streams held: lag.p99 < 250ms (1.31 s) in"},
		{"none held, who knows why", func(c *report.Capacity) { c.Streams, c.Broke = 0, nil }, "fail  no number of streams held in"},
		{"interrupted", func(c *report.Capacity) { c.Streams, c.Inconclusive = 0, "interrupted" }, "inconclusive  interrupted (after 3 min 34 s)"},
		{"interrupted later", func(c *report.Capacity) { c.Streams, c.Inconclusive = 1, "interrupted" }, "inconclusive  at least 1 stream: interrupted (after"},
		{"nothing tried", func(c *report.Capacity) { c.Steps = nil }, "inconclusive  nothing was tried (after"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := capacity()
			tt.harm(c)
			if got := textOf(t, searched(c), report.TextOptions{Width: 120}); !strings.Contains(got, "\n"+tt.want) {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestSequencesInWords(t *testing.T) {
	for sequence, want := range map[string]string{
		report.SequencePublisher: "0 of 0 received (by the publisher's number)",
		report.SequenceID:        "0 of 0 received (by the number in the id)",
		report.SequenceUnion:     "0 of 0 received (by what all subscribers saw); 3 missed while away; two are equal",
		"json:/seq":              "0 of 0 received (by /seq of the data)",
		report.SequenceNone:      "0 received; losses are not seen without a sequence",
	} {
		l := load()
		l.Deliveries = report.Deliveries{Sequence: sequence}
		if sequence == report.SequenceUnion {
			l.Deliveries.Missed, l.Deliveries.Note = 3, "two are equal"
		}
		if got := textOf(t, loaded(l), report.TextOptions{Width: 120}); !strings.Contains(got, "\n✓ events     "+want+"\n") {
			t.Errorf("%s: got %s", sequence, got)
		}
	}
}

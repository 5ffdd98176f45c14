package report_test

import (
	"math"
	"time"

	"github.com/ssegauge/ssegauge/report"
)

func plan() []report.PlanLine {
	return []report.PlanLine{
		{Name: "streams", Value: "10,000"},
		{Name: "stages", Value: "ramp 10s, hold 1m"},
		{Name: "publish", Value: "50/s of 110 B to 4 topics"},
		{Name: "resume", Value: "with the server's retry and 25 % jitter"},
	}
}

func timings() []report.Timing {
	return []report.Timing{
		{Name: "connect", Count: 10_012, MinUS: 41, MeanUS: 212, P50US: 180, P90US: 410, P99US: 1_240, P999US: 3_402, MaxUS: 12_040, Histogram: "HISTFAAAAC14nJNpmSzMwMDAxAABzFCaEUoz"},
		{Name: "headers", Count: 10_012, MinUS: 102, MeanUS: 700, P50US: 512, P90US: 1_104, P99US: 4_120, P999US: 9_800, MaxUS: 31_200},
		{Name: "first_event", Count: 10_012, MinUS: 2_020, MeanUS: 11_000, P50US: 10_200, P90US: 18_100, P99US: 20_400, P999US: 22_000, MaxUS: 41_000},
		{Name: "lag", Count: 29_940_118, MinUS: 88, MeanUS: 3_100, P50US: 2_310, P90US: 6_020, P99US: 38_400, P999US: 61_000, MaxUS: 212_000, Histogram: "HISTFAAAACB4nJNpmSzMwMCgxwABzFCaEUoz2X+A"},
		{Name: "lag", Stage: "ramp", Count: 2_400_000, MinUS: 88, MeanUS: 1_900, P50US: 1_200, P90US: 3_000, P99US: 9_100, P999US: 14_000, MaxUS: 22_000},
		{Name: "lag", Stage: "hold", Count: 27_540_118, MinUS: 91, MeanUS: 3_300, P50US: 2_500, P90US: 6_400, P99US: 39_100, P999US: 62_000, MaxUS: 212_000},
		{Name: "spread", Count: 3_000, MinUS: 900, MeanUS: 7_000, P50US: 5_900, P90US: 11_000, P99US: 40_200, P999US: 66_000, MaxUS: 71_000},
		{Name: "lifetime", Count: 10_000, MinUS: 42_100_000, MeanUS: 64_000_000, P50US: 65_000_000, P90US: 69_000_000, P99US: 70_000_000, P999US: 70_000_000, MaxUS: 70_040_000},
		{Name: "loop_lag", Count: 140_000, MinUS: 1, MeanUS: 40, P50US: 12, P90US: 90, P99US: 410, P999US: 1_900, MaxUS: 5_010},
	}
}

func load() *report.Load {
	return &report.Load{
		Plan: plan(),
		Seed: 42,
		Stages: []report.LoadStage{
			{Name: "ramp", StartMS: 0, EndMS: 10_000, Streams: 10_000},
			{Name: "hold", StartMS: 10_000, EndMS: 70_000, Streams: 10_000},
		},
		Outcomes: report.StreamOutcomes{Planned: 10_000, Started: 10_000, Opened: 10_000, Left: 10_000, Reconnects: 12, Peak: 10_000},
		Timings:  timings(),
		Deliveries: report.Deliveries{
			Sequence: report.SequencePublisher, Expected: 29_940_118, Received: 29_940_118, Replayed: 31,
		},
		Publishing: &report.Publishing{Planned: 3_000, Published: 3_000},
		Generator: report.Generator{
			Workers: 2, Cores: 2, CPUShare: 0.62, MachineCPUShare: 0.91, RSSBytes: 41_200_000, BytesPerStream: 431,
			Descriptors: 10_031, DescriptorLimit: 20_000, EphemeralPorts: 10_020, EphemeralPortLimit: 28_232,
			KernelTimestamps: 1, KernelLagP99US: 210, LoopLagP99US: 410,
		},
		Series: &report.Series{
			StepMS:  1000,
			Columns: []string{"t_s", "live", "lag_p99_ms"},
			Rows:    []report.SeriesRow{{0, 0, math.NaN()}, {1, 1_002, 4.25}, {2, 2_004, 4.5}},
		},
	}
}

func loaded(l *report.Load) *report.Run {
	t := target()
	t.Tiers, t.Publish = nil, ""
	r := report.NewRun(report.KindLoad, t, started())
	r.Tool.Version = "v0.1.0"
	r.FinishLoad(l, 70_210*time.Millisecond)
	return r
}

func loadHeld() *report.Run {
	l := load()
	l.Thresholds = []report.ThresholdResult{
		{Text: "lag.p99 < 250ms", Actual: "38.4 ms", Held: new(true), AtMS: 70_000},
		{Text: "lost == 0", Actual: "0", Held: new(true), Firm: true, AtMS: 70_000},
		{Text: "opened / planned > 99.9%", Actual: "100 %", Held: new(true), AtMS: 70_000},
	}
	return loaded(l)
}

// loadQuiet has neither Thresholds nor anything that went wrong.
func loadQuiet() *report.Run {
	l := load()
	l.Publishing, l.Series, l.Timings = nil, nil, l.Timings[:3]
	l.Deliveries = report.Deliveries{Received: 1_204}
	return loaded(l)
}

func loadMissed() *report.Run {
	l := load()
	l.Clock = &report.Clock{OffsetUS: -3_204, DriftPPM: 4.2, PlusMinusUS: 120, Samples: 70, Source: "http://10.0.0.7:8080/control/time"}
	for i := range l.Timings {
		if l.Timings[i].Name == "lag" {
			l.Timings[i].PlusMinusUS, l.Timings[i].MinUS, l.Timings[i].Negative = 120, -340, 1_204
		}
	}
	l.Thresholds = []report.ThresholdResult{
		{Text: "lag{stage=hold}.p99 < 25ms", Actual: "39.1 ms", Held: new(false), Aborted: true, Stage: "hold", AtMS: 31_000},
		{Text: "lost == 0", Actual: "0", Held: new(true), Firm: true, AtMS: 70_000},
		{Text: "tls.p99 < 5ms", Actual: "no stream used TLS", AtMS: 70_000},
		{Text: "jitter.p99 < 5ms", AtMS: 70_000},
	}
	return loaded(l)
}

func limited() *report.Load {
	l := load()
	l.Outcomes.Planned, l.Outcomes.Shortfall = 10_400, 400
	own := &l.Timings[len(l.Timings)-1]
	own.P90US, own.P99US, own.P999US, own.MaxUS = 4_900, 61_000, 204_000, 1_003_000
	l.Generator.Limited = true
	l.Generator.CPUShare, l.Generator.LoopLagP99US, l.Generator.PausedMS = 0.98, 61_000, 1_003
	l.Generator.Reasons = []string{
		"its event loops woke up to 61.0 ms late (p99), which is more than a tenth of lag.p99",
		"400 arrivals were due but not started",
	}
	l.Generator.Advice = []string{
		"give it more cores, or put the target on another machine",
		"spread the load over several machines",
	}
	l.Thresholds = []report.ThresholdResult{
		{Text: "lag.p99 < 25ms", Actual: "38.4 ms", Held: new(false), AtMS: 70_000},
		{Text: "lost == 0", Actual: "0", Held: new(true), Firm: true, AtMS: 70_000},
	}
	return l
}

func loadLimited() *report.Run { return loaded(limited()) }

func loadLosses() *report.Run {
	l := load()
	l.Outcomes = report.StreamOutcomes{
		Planned: 10_000, Started: 10_000, Opened: 9_988, Left: 9_972, Completed: 13, ClosedByServer: 3, Failed: 1_216, Throttled: 40, Reconnects: 1_204, Peak: 9_988,
	}
	d := &l.Deliveries
	d.Received, d.Lost, d.Duplicate, d.Reordered = d.Expected-17, 17, 2, 1
	d.Incomplete, d.Restarted = 3, 3
	d.Examples = []report.Delivery{
		{Kind: report.DeliveryLost, Event: "41", Topic: "prices", DueMS: 12_300, Subscriber: 8_812},
		{Kind: report.DeliveryLost, Event: "1204", Topic: "prices", DueMS: 40_020, Subscriber: 17, Text: "the last of the stream"},
		{Kind: report.DeliveryDuplicate, Event: "77", DueMS: -1, Subscriber: 5, Text: "2.1 s after the first"},
		{Kind: report.DeliveryReordered, Event: "78", Topic: "orders", DueMS: 21_000, Subscriber: 5, Text: "behind 79"},
	}
	l.Closed = []report.ClosedStream{
		{Subscriber: 17, AtMS: 42_100, Why: "end of file inside a chunk"},
		{Subscriber: 2_204, AtMS: 42_101, Why: "end of file inside a chunk"},
		{Subscriber: 9_001, AtMS: 61_400, Why: "the last chunk arrived"},
	}
	l.Errors = []report.ErrorClass{
		{Class: "refused", Count: 1_204, Text: "connect: connection refused", FirstMS: 3_100, LastMS: 9_800, Examples: []report.ErrorExample{
			{Subscriber: 812, AtMS: 3_100, Text: "connect 127.0.0.1:8080 from 127.0.0.9: connection refused"},
		}},
		{Class: "content-type", Count: 12, Text: "answered text/html, not text/event-stream", FirstMS: 800, LastMS: 800, Examples: []report.ErrorExample{
			{Subscriber: 4, AtMS: 800, Text: "200 OK\\r\\nContent-Type: text/html"},
		}},
	}
	l.Publishing = &report.Publishing{Planned: 3_000, Published: 2_998, Failed: 2}
	return loaded(l)
}

// loadUnjudged could not open a single stream.
func loadUnjudged() *report.Run {
	r := loaded(&report.Load{
		Plan:     plan(),
		Outcomes: report.StreamOutcomes{Planned: 100, Started: 100, Failed: 100},
		Errors: []report.ErrorClass{{
			Class: "refused", Count: 100, Text: "connect: connection refused", FirstMS: 2, LastMS: 990,
			Examples: []report.ErrorExample{{Subscriber: 0, AtMS: 2, Text: "connect 127.0.0.1:8080: connection refused"}},
		}},
	})
	r.CouldNotJudge("none of 100 streams could be opened: connection refused", "is the server running? The address is http://127.0.0.1:8080/events")
	return r
}

func step(streams int64, broke *report.Broken, lag int64) report.CapacityStep {
	return report.CapacityStep{
		Streams: streams, Repeats: 1, Held: broke == nil, Broke: broke, DurationMS: 22_000,
		Figures: report.StepFigures{Planned: streams, Opened: streams, LagP99US: &lag, CPUShare: 0.4, EventRate: float64(streams)},
	}
}

func capacity() *report.Capacity {
	slow, lossy := &report.Broken{Threshold: "lag.p99 < 250ms", Actual: "1.31 s"}, &report.Broken{Threshold: "lost == 0", Actual: "212"}
	c := &report.Capacity{
		Plan: []report.PlanLine{
			{Name: "search", Value: "from 1,000 by 2, at most 64,000, to within 500"},
			{Name: "settle", Value: "5s, then 15s measured"},
		},
		Streams: 12_500, Step: 500, Broke: slow, Cause: "the target's machine had no CPU left (99 %)",
		Steps: []report.CapacityStep{
			step(1_000, nil, 1_204), step(2_000, nil, 1_500), step(4_000, nil, 2_900), step(8_000, nil, 9_800),
			step(16_000, lossy, 2_410_000), step(12_000, nil, 61_000), step(14_000, slow, 1_800_000),
			step(13_000, slow, 1_310_000), step(12_500, nil, 204_000),
		},
	}
	c.Steps[4].Figures.Lost, c.Steps[4].Figures.Failed, c.Steps[4].Figures.Opened = 212, 80, 15_920
	c.Steps[8].Repeats = 3
	return c
}

func searched(c *report.Capacity) *report.Run {
	t := target()
	t.Tiers, t.Publish = nil, ""
	r := report.NewRun(report.KindCapacity, t, started())
	r.Tool.Version = "v0.1.0"
	r.FinishCapacity(c, 214*time.Second)
	return r
}

func capacityFound() *report.Run { return searched(capacity()) }

func capacityLimited() *report.Run {
	c := capacity()
	c.Streams, c.Broke, c.Step, c.Cause, c.GeneratorLimited = 8_000, nil, 8_000, "", true
	c.Inconclusive = "generator-limited: its event loops woke up to 61.0 ms late at 16,000 streams"
	c.Steps = c.Steps[:5]
	c.Steps[4].Held, c.Steps[4].Broke, c.Steps[4].GeneratorLimited = false, nil, true
	return searched(c)
}

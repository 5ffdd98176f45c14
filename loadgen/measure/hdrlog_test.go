package measure_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen/measure"
)

func start() time.Time { return time.UnixMilli(1_700_000_000_025) }

func TestHDRLogText(t *testing.T) {
	var b strings.Builder
	l, err := measure.NewHDRLog(&b, start())
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Write(measure.Lag, 2*time.Second, time.Second, of(1500*ms)); err != nil {
		t.Fatal(err)
	}
	want := `#[Histogram log format version 1.3]
#[Histograms of ssegauge load: values in microseconds, Interval_Max in seconds]
#[StartTime: 1700000000.025 (seconds since epoch), 2023-11-14T22:13:20Z]
#[BaseTime: 1700000000.025 (seconds since epoch)]
"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"
Tag=lag,2.000000,1.000000,1.500159,` + text(t, of(1500*ms)) + "\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// line is what a reader finds.
type line struct {
	Tag         string
	From, Until int64
	Count, Max  int64
}

func TestHDRLogIsReadByTheLibrary(t *testing.T) {
	var b strings.Builder
	l, err := measure.NewHDRLog(&b, start())
	if err != nil {
		t.Fatal(err)
	}
	seconds := []*measure.Distribution{of(ms, 2*ms), of(), of(-3*ms, ms)}
	for i, d := range seconds {
		before := read(d)
		if err := l.Write(measure.Lag, time.Duration(i)*time.Second, time.Second, d); err != nil {
			t.Fatal(err)
		}
		if read(d) != before {
			t.Error("writing changed what was written")
		}
	}
	if err := l.Write(measure.FirstEvent, 0, 3*time.Second, of(5*ms)); err != nil {
		t.Fatal(err)
	}
	const base = 1_700_000_000_025
	want := []line{
		{"lag", base, base + 1000, 2, 2000},
		{"lag", base + 1000, base + 2000, 0, 0},
		{"lag", base + 2000, base + 3000, 1, 1000},
		{"lag-negative", base + 2000, base + 3000, 1, 3001},
		{"first_event", base, base + 3000, 1, 5003},
	}
	if diff := cmp.Diff(want, lines(t, b.String())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func lines(t *testing.T, log string) []line {
	t.Helper()
	reader := hdrhistogram.NewHistogramLogReader(strings.NewReader(log))
	var all []line
	for {
		h, err := reader.NextIntervalHistogram()
		if err != nil && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		if h == nil {
			return all
		}
		all = append(all, line{h.Tag(), h.StartTimeMs(), h.EndTimeMs(), h.TotalCount(), h.Max()})
	}
}

func TestHDRLogTellsWhatCouldNotBeWritten(t *testing.T) {
	for writes := range 5 {
		_, err := measure.NewHDRLog(&full{writes}, start())
		if err == nil || err.Error() != "write histogram log: no space left" {
			t.Errorf("after %d writes: got %v", writes, err)
		}
	}
	for writes := range 2 {
		l, err := measure.NewHDRLog(&full{5 + writes}, start())
		if err != nil {
			t.Fatal(err)
		}
		err = l.Write(measure.Lag, 0, time.Second, of(ms, -ms))
		if err == nil || err.Error() != "write histogram log: no space left" {
			t.Errorf("after %d lines: got %v", writes, err)
		}
	}
}

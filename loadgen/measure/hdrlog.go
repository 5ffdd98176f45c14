package measure

import (
	"fmt"
	"io"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// HDRLog writes histograms in the HdrHistogram log format, version 1.3, one line each, as they
// come. Values are microseconds, and the third column, the maximum, is in seconds. Magnitudes
// of negative durations have a line and a tag of their own, as in "lag-negative".
// https://github.com/HdrHistogram/HdrHistogram/blob/master/src/main/java/org/HdrHistogram/HistogramLogWriter.java
type HDRLog struct {
	log   *hdrhistogram.HistogramLogWriter
	start time.Time
	line  *hdrhistogram.Histogram // what is written; those of others stay as they are
}

// NewHDRLog writes the head of a log of a run that started at a time, and returns what writes
// the lines.
func NewHDRLog(w io.Writer, start time.Time) (*HDRLog, error) {
	l := &HDRLog{log: hdrhistogram.NewHistogramLogWriter(w), start: start, line: newHistogram()}
	l.log.SetBaseTime(start.UnixMilli())
	err := l.log.OutputLogFormatVersion()
	for _, comment := range l.head() {
		if err == nil {
			err = l.log.OutputComment(comment)
		}
	}
	if err == nil {
		err = l.log.OutputLegend()
	}
	if err != nil {
		return nil, fmt.Errorf("write histogram log: %w", err)
	}
	return l, nil
}

// head returns the comments. The library writes both times in whole seconds; the format has
// three decimals.
func (l *HDRLog) head() []string {
	ms := l.start.UnixMilli()
	since := fmt.Sprintf("%d.%03d (seconds since epoch)", ms/1000, ms%1000)
	return []string{
		"[Histograms of ssegauge load: values in microseconds, Interval_Max in seconds]",
		"[StartTime: " + since + ", " + l.start.UTC().Format(time.RFC3339) + "]",
		"[BaseTime: " + since + "]",
	}
}

// Write writes a line of the durations of a Timing from a time since the run's start on, for
// as long as length. A Distribution without any has a line, too: a second in which nothing
// came.
func (l *HDRLog) Write(t Timing, at, length time.Duration, d *Distribution) error {
	if err := l.write(t.String(), at, length, d.positive); err != nil {
		return err
	}
	if d.Negative() == 0 {
		return nil
	}
	return l.write(t.String()+"-negative", at, length, d.negative)
}

func (l *HDRLog) write(tag string, at, length time.Duration, h *hdrhistogram.Histogram) error {
	l.line.Reset()
	if h != nil {
		l.line.Merge(h)
	}
	l.line.SetTag(tag)
	l.line.SetStartTimeMs(l.start.Add(at).UnixMilli())
	l.line.SetEndTimeMs(l.start.Add(at + length).UnixMilli())
	if err := l.log.OutputIntervalHistogram(l.line); err != nil {
		return fmt.Errorf("write histogram log: %w", err)
	}
	return nil
}

package measure

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"time"
)

// CSV writes a row for each [Second] as it comes, with the columns of a [Series].
type CSV struct {
	rows  *csv.Writer
	extra []Column
}

// NewCSV writes the line of names, with columns of its caller last, and returns what writes
// the rows.
func NewCSV(w io.Writer, extra ...Column) (*CSV, error) {
	c := &CSV{rows: csv.NewWriter(w), extra: extra}
	return c, c.line(columns(extra))
}

// Write writes the row of a merged Second that began at a time since the run's start, and the
// figures of the caller's columns. Without any Lag its columns are empty.
func (c *CSV) Write(at time.Duration, second *Second, extra ...float64) error {
	p := pointOf(0, second, c.extra, extra)
	row := p.row(time.Second, &second.lag)
	row[0] = at.Round(time.Millisecond).Seconds()
	fields := make([]string, len(row))
	for i, v := range row {
		if i < firstLagColumn || i > lastLagColumn || row[firstLagColumn-1] > 0 {
			fields[i] = strconv.FormatFloat(v, 'f', -1, 64)
		}
	}
	return c.line(fields)
}

// line writes through at once: whoever watches the file sees whole lines.
func (c *CSV) line(fields []string) error {
	if err := c.rows.Write(fields); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	c.rows.Flush()
	if err := c.rows.Error(); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

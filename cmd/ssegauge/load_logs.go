package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/report"
)

// loadLogs is the files that grow while a run lasts. The first error is told at the end: a
// full disk must not end a run.
type loadLogs struct {
	hdrFile, csvFile *logFile // nil if they are not wanted
	hdr              *measure.HDRLog
	csv              *measure.CSV
	err              error
}

// logFile is a file that is written in large pieces.
type logFile struct {
	file *os.File
	*bufio.Writer
}

func openLog(name string) (*logFile, error) {
	switch name {
	case "":
		return nil, nil //nolint:nilnil // no name is no file
	case stdoutName:
		return nil, usagef("--hdr, --csv: want the name of a file: stdout is for one document")
	}
	file, err := os.Create(name)
	if err != nil {
		return nil, usagef("write log: %w", err)
	}
	return &logFile{file, bufio.NewWriter(file)}, nil
}

func (f *logFile) close() error {
	if f == nil {
		return nil
	}
	return errors.Join(f.Flush(), f.file.Close())
}

// openLogs opens what --hdr and --csv name.
func (o *loadOutputOptions) openLogs() (*loadLogs, error) {
	var l loadLogs
	var hdrErr, csvErr error
	l.hdrFile, hdrErr = openLog(o.hdr)
	l.csvFile, csvErr = openLog(o.csv)
	if err := errors.Join(hdrErr, csvErr); err != nil {
		return nil, errors.Join(err, l.close())
	}
	return &l, nil
}

// write writes a second.
func (l *loadLogs) write(t loadgen.Tick) {
	if l.err != nil {
		return
	}
	if l.err = l.begin(time.Now().Add(-t.At)); l.err != nil {
		return
	}
	at := max(0, t.At-t.Host.Elapsed)
	if l.hdr != nil {
		l.err = l.hdr.Write(measure.Lag, at, t.Host.Elapsed, t.Second.Lag())
	}
	if l.csv != nil {
		l.err = errors.Join(l.err, l.csv.Write(at, t.Second, t.Extra...), l.csvFile.Flush())
	}
}

// begin writes what stands first in the files, once.
func (l *loadLogs) begin(start time.Time) (err error) {
	if l.hdrFile != nil && l.hdr == nil {
		if l.hdr, err = measure.NewHDRLog(l.hdrFile, start); err != nil {
			return err
		}
	}
	if l.csvFile != nil && l.csv == nil {
		l.csv, err = measure.NewCSV(l.csvFile, loadgen.Columns()...)
	}
	return err
}

// finish writes the distributions of the whole run, but for Lag, which is there by the second,
// and closes the files.
func (l *loadLogs) finish(run *report.Run) error {
	if l.err == nil {
		l.err = l.begin(run.Started)
	}
	if l.err == nil && l.hdr != nil && run.Load != nil {
		l.err = writeTimings(l.hdr, run)
	}
	if l.err != nil {
		l.err = fmt.Errorf("write log: %w", l.err)
	}
	return errors.Join(l.err, l.close())
}

func writeTimings(log *measure.HDRLog, run *report.Run) error {
	length := time.Duration(run.DurationMS) * time.Millisecond
	for _, t := range run.Load.Timings {
		timing, known := measure.TimingNamed(t.Name)
		if !known || t.Stage != "" || t.Tag != "" || timing == measure.Lag {
			continue
		}
		var d measure.Distribution
		if err := d.UnmarshalText([]byte(t.Histogram)); err != nil {
			return fmt.Errorf("read histogram of %s: %w", t.Name, err)
		}
		if err := log.Write(timing, 0, length, &d); err != nil {
			return err
		}
	}
	return nil
}

func (l *loadLogs) close() error {
	return errors.Join(l.hdrFile.close(), l.csvFile.close())
}

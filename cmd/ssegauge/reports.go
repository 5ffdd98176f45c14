package main

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/ssegauge/ssegauge/report"
)

// stdoutName stands for standard output where a file is named.
const stdoutName = "-"

// reportFile is a report that was asked for.
type reportFile struct {
	name  string
	write func(io.Writer, *report.Run) error
}

// reports returns the reports that were asked for. At most one of them goes to
// standard output.
func (o *checkOptions) reports() ([]reportFile, error) {
	var files []reportFile
	toStdout := 0
	for _, f := range []reportFile{
		{o.json, report.WriteJSON}, {o.junit, report.WriteJUnit}, {o.md, report.WriteMarkdown},
	} {
		if f.name == stdoutName {
			toStdout++
		}
		if f.name != "" {
			files = append(files, f)
		}
	}
	if toStdout > 1 {
		return nil, usagef("only one report can go to stdout")
	}
	return files, nil
}

// writeReports writes every report, and to out the text for a person unless a
// report goes there.
func writeReports(out io.Writer, run *report.Run, files []reportFile, text report.TextOptions) error {
	taken := false
	for _, f := range files {
		if f.name == stdoutName {
			taken = true
			if err := f.write(out, run); err != nil {
				return fmt.Errorf("write report: %w", err)
			}
			continue
		}
		var doc bytes.Buffer
		if err := f.write(&doc, run); err != nil {
			return fmt.Errorf("write report %s: %w", f.name, err)
		}
		if err := os.WriteFile(f.name, doc.Bytes(), 0o644); err != nil { //nolint:gosec // a report is for everyone
			return fmt.Errorf("write report: %w", err)
		}
	}
	if taken {
		return nil
	}
	if err := report.WriteText(out, run, text); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

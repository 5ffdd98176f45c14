package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

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
	return reportsTo(o.json, o.junit, o.md)
}

// reportsTo returns the reports that go to files, of those that have a name.
func reportsTo(json, junit, markdown string) ([]reportFile, error) {
	var files []reportFile
	onStdout := 0
	for _, f := range []reportFile{
		{json, report.WriteJSON}, {junit, report.WriteJUnit}, {markdown, report.WriteMarkdown},
	} {
		if f.name == stdoutName {
			onStdout++
		}
		if f.name != "" {
			files = append(files, f)
		}
	}
	if onStdout > 1 {
		return nil, usagef("only one report can go to stdout")
	}
	return files, nil
}

// tryFiles makes the files of reports, so that nobody waits for a run whose
// report cannot be written.
func tryFiles(files []reportFile) error {
	for _, f := range files {
		if f.name == stdoutName {
			continue
		}
		file, err := os.OpenFile(f.name, os.O_CREATE|os.O_WRONLY, 0o644) //nolint:gosec // a report is for everyone
		if err != nil {
			return usagef("write report: %w", err)
		}
		if err := file.Close(); err != nil {
			return usagef("write report: %w", err)
		}
	}
	return nil
}

func toStdout(files []reportFile) bool {
	return slices.ContainsFunc(files, func(f reportFile) bool { return f.name == stdoutName })
}

// writeReports writes every report, and to out the text for a person unless a
// report goes there.
func writeReports(out io.Writer, run *report.Run, files []reportFile, text report.TextOptions) error {
	var problems []error
	for _, f := range files {
		problems = append(problems, f.writeTo(out, run))
	}
	if !toStdout(files) {
		problems = append(problems, report.WriteText(out, run, text))
	}
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

func (f reportFile) writeTo(out io.Writer, run *report.Run) error {
	if f.name == stdoutName {
		return f.write(out, run)
	}
	var doc bytes.Buffer
	if err := f.write(&doc, run); err != nil {
		return err
	}
	return os.WriteFile(f.name, doc.Bytes(), 0o644) //nolint:gosec // a report is for everyone
}

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"github.com/ssegauge/ssegauge/report"
)

const (
	// stepSummary is the environment variable that names the file of a job summary.
	stepSummary = "GITHUB_STEP_SUMMARY"
	// maxSummaryBytes is how large GitHub lets that file become in one step.
	maxSummaryBytes = 1 << 20
	// minSummaryBytes is the least that is worth writing.
	minSummaryBytes = 4 << 10
)

// writeGitHub annotates a job of GitHub Actions on stderr, which GitHub reads as
// well as stdout and where no document is, and appends the Markdown report to the
// file of the job summary, if there is one.
func writeGitHub(stderr io.Writer, run *report.Run, summary string) error {
	err := report.WriteAnnotations(stderr, run)
	if summary == "" {
		return err
	}
	if appendErr := appendSummary(stderr, run, summary); appendErr != nil {
		err = errors.Join(err, fmt.Errorf("write job summary: %w", appendErr))
	}
	return err
}

// appendSummary fills the room that the file has left; GitHub would drop all of one
// that is too large.
func appendSummary(stderr io.Writer, run *report.Run, name string) error {
	room := int64(maxSummaryBytes)
	info, err := os.Stat(name)
	switch {
	case err == nil:
		room -= info.Size()
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if room < minSummaryBytes {
		fmt.Fprintf(stderr, "%s is full: the report is not in the job summary\n", stepSummary)
		return nil
	}
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644) //nolint:gosec // a report is for everyone
	if err != nil {
		return err
	}
	var text strings.Builder
	text.WriteString("\n") // what stands there may lack its line end
	err = report.WriteMarkdownWithin(&text, run, int(room)-1)
	if err == nil {
		_, err = io.WriteString(file, text.String())
	}
	return errors.Join(err, file.Close())
}

// commandless writes text that may quote a Target so that GitHub takes no line of it
// for a workflow command: "::" at the beginning of a line, "##[" anywhere. Each
// Write must end with a whole line.
type commandless struct{ out io.Writer }

// Write implements io.Writer. It reports the length of b.
func (w commandless) Write(b []byte) (int, error) {
	text := regexp.MustCompile(`(?m)^([ \t]*):(:)`).ReplaceAllString(string(b), "$1: $2")
	text = strings.ReplaceAll(text, "##[", "## [")
	if _, err := io.WriteString(w.out, text); err != nil {
		return 0, err
	}
	return len(b), nil
}

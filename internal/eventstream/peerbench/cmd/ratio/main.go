// Ratio decodes the same streams with every contender in turn, several rounds,
// and prints the median speeds and how they compare.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream/peerbench"
)

func main() {
	testing.Init() // testing.Benchmark needs its flags
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("ratio", flag.ContinueOnError)
	flags.SetOutput(stderr)
	rounds := flags.Int("rounds", 5, "how often each contender is measured, at least 1")
	each := flags.Duration("each", 250*time.Millisecond, "how long one measurement takes at least")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	if *rounds < 1 || flags.NArg() > 0 {
		fmt.Fprintln(stderr, "usage: ratio [-rounds N] [-each DURATION]")
		return 2
	}
	if err := printRatios(stdout, *rounds, *each); err != nil {
		fmt.Fprintln(stderr, "ratio:", err)
		return 1
	}
	return 0
}

func printRatios(w io.Writer, rounds int, each time.Duration) error {
	if err := flag.Set("test.benchtime", each.String()); err != nil {
		return fmt.Errorf("set the time of a measurement: %w", err)
	}
	var rows []row
	for _, load := range peerbench.Workloads() {
		speeds, err := measure(load, peerbench.Contenders(), rounds)
		if err != nil {
			return err
		}
		rows = append(rows, compare(load.Name, speeds)...)
	}
	return writeTable(w, rows, rounds)
}

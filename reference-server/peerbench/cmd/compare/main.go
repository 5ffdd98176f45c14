//go:build linux

// Compare measures the reference server beside other servers, and beside a loop that
// only writes, in one run, and says whether its claims hold.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/ssegauge/ssegauge/reference-server/peerbench"
	"github.com/ssegauge/ssegauge/reference-server/peerbench/child"
)

// Exit codes.
const (
	exitHolds       = 0
	exitMisses      = 1
	exitUsage       = 2
	exitNotMeasured = 3
	exitInterrupted = 130
)

func main() { os.Exit(child.Main(append(peerbench.Contenders(), peerbench.Patient()), run)) }

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitHolds
	case err != nil:
		fmt.Fprintln(stderr, "compare:", err)
		return exitUsage
	}
	result, err := measure(ctx, o, stderr)
	if err == nil {
		err = o.write(stdout, result)
	}
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "compare: interrupted")
		return exitInterrupted
	case err != nil:
		fmt.Fprintln(stderr, "compare:", err)
		return exitNotMeasured
	}
	for _, claim := range result.claims() {
		if !claim.holds {
			return exitMisses
		}
	}
	return exitHolds
}

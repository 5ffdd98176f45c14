//go:build linux

// Soak has the reference server work for a long time for clients that come and go, and
// says whether its memory and descriptors stayed as they were and every event arrived
// once.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/peerbench"
	"github.com/ssegauge/ssegauge/reference-server/peerbench/child"
)

// Exit codes.
const (
	exitFlat      = 0
	exitNotFlat   = 1
	exitUsage     = 2
	exitNotJudged = 3
)

// historyEvents is how far back a client may resume. It is reached within the quarter of
// an hour that is not judged, so that a history that fills up is not taken for a leak.
const historyEvents = 2_000

// product is the reference server as it is soaked.
func product() peerbench.Contender {
	return peerbench.Contender{
		Name:  "ssegauge",
		Path:  "/events",
		Serve: peerbench.Configured(refserver.Config{HistoryCount: historyEvents}),
	}
}

func main() {
	os.Exit(child.Main([]peerbench.Contender{product()}, func(ctx context.Context, args []string, stdout, stderr io.Writer) int {
		return run(ctx, product(), args, stdout, stderr)
	}))
}

func run(ctx context.Context, contender peerbench.Contender, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitFlat
	case err != nil:
		fmt.Fprintln(stderr, "soak:", err)
		return exitUsage
	}
	flat, err := soak(ctx, contender, o, stdout)
	switch {
	case err != nil:
		fmt.Fprintln(stderr, "soak:", err)
		return exitNotJudged
	case !flat:
		return exitNotFlat
	}
	return exitFlat
}

//go:build linux

package child

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"

	"github.com/ssegauge/ssegauge/reference-server/peerbench"
)

// Inside is what a process knows about its own memory.
type Inside struct {
	// HeapBytes is what the last garbage collection found in use.
	HeapBytes uint64 `json:"heapBytes"`
	// Goroutines is their number.
	Goroutines int `json:"goroutines"`
}

// The questions that a child answers with an Inside.
const (
	look   = "look"   // as things are
	settle = "settle" // after all garbage was given back to the system
)

// argument marks the arguments of a child.
const argument = "serve-as"

// Role returns the arguments that start a program as the contender named.
func Role(name string) []string { return []string{argument, name} }

// Run serves as the contender that args, without the program's name, ask for, until
// standard input ends. Asked says whether args are those of a child at all; if not,
// Run does nothing.
func Run(args []string, contenders []peerbench.Contender) (asked bool, err error) {
	if len(args) != 2 || args[0] != argument {
		return false, nil
	}
	i := slices.IndexFunc(contenders, func(c peerbench.Contender) bool { return c.Name == args[1] })
	if i < 0 {
		return true, fmt.Errorf("serve as %s: no such contender", args[1])
	}
	return true, serve(contenders[i], os.Stdin, os.Stdout)
}

// serve runs c until in ends. The interrupt that a terminal sends to parent and child
// alike is left to the parent.
func serve(c peerbench.Contender, in io.Reader, out io.Writer) error {
	signal.Ignore(os.Interrupt)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	served := make(chan error, 1) // sent by the goroutine below, once
	go func() { served <- c.Serve(ctx, l) }()
	_, err = fmt.Fprintln(out, l.Addr())
	if err == nil {
		err = answer(in, out)
	}
	stop()
	return errors.Join(err, <-served)
}

func answer(in io.Reader, out io.Writer) error {
	encoder := json.NewEncoder(out)
	for lines := bufio.NewScanner(in); lines.Scan(); {
		if lines.Text() == settle {
			runtime.GC() // the first one ends the life of what sync.Pool holds
			runtime.GC()
			debug.FreeOSMemory()
		}
		if err := encoder.Encode(inside()); err != nil {
			return fmt.Errorf("answer parent: %w", err)
		}
	}
	return nil
}

func inside() Inside {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return Inside{HeapBytes: sample[0].Value.Uint64(), Goroutines: runtime.NumGoroutine()}
}

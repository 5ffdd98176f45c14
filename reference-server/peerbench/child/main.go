package child

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/ssegauge/ssegauge/reference-server/peerbench"
)

// exitNotServed is the code of a child that could not serve.
const exitNotServed = 3

// Program is what a program does with its arguments, until ctx is done, and the exit
// code with which it ends.
type Program func(ctx context.Context, args []string, stdout, stderr io.Writer) int

// Main is the whole of a main function whose program starts itself as its contenders.
// It returns the exit code. The first interrupt ends the context of the program, a
// second one ends the program at once.
func Main(contenders []peerbench.Contender, run Program) int {
	if asked, err := Run(os.Args[1:], contenders); asked {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return exitNotServed
		}
		return 0
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return run(ctx, os.Args[1:], os.Stdout, os.Stderr)
}

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

const serveTargetName = "serve-target"

// newServeTarget is the reference server that load starts when it has no URL. It serves until
// standard input ends, which happens whatever becomes of its parent, and leaves signals to
// that: Ctrl-C in a terminal reaches both.
func newServeTarget() *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:    serveTargetName,
		Short:  "Serve until standard input ends, started by load without a url",
		Hidden: true,
		Args:   noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, cancel := context.WithCancel(context.WithoutCancel(cmd.Context()))
			defer cancel()
			go func() {
				_, _ = io.Copy(io.Discard, cmd.InOrStdin())
				cancel()
			}()
			cmd.SetContext(ctx)
			return o.withLogs(cmd, o.run)
		},
	}
	o.addFlags(cmd.Flags())
	return cmd
}

// How long a reference server may take to start and to end.
const (
	targetStart = 30 * time.Second
	targetEnd   = 10 * time.Second
)

// loadTarget is a reference server in a process of its own. A nil one is somebody else's.
type loadTarget struct {
	url    string
	cmd    *exec.Cmd
	stdin  io.Closer
	news   chan string   // URL, sent by the one who reads what the process says
	ended  chan struct{} // closed by that one, when the process is gone
	last   string        // line that the process said; to be read after ended
	failed error         // how it ended; to be read after ended
}

// startTargetProcess starts a reference server on a free port of the loopback interface.
func startTargetProcess(ctx context.Context) (*loadTarget, error) {
	program := "/proc/self/exe" // even if the file has been replaced since
	if runtime.GOOS != "linux" {
		var err error
		if program, err = os.Executable(); err != nil {
			return nil, fmt.Errorf("start reference server: %w", err)
		}
	}
	t := &loadTarget{news: make(chan string, 1), ended: make(chan struct{})}
	t.cmd = exec.CommandContext(context.WithoutCancel(ctx), program, serveTargetName,
		"--listen", "127.0.0.1:0", "--control", "--drain", "0", "--grace", "1s")
	t.cmd.Args[0] = os.Args[0]
	stdin, inErr := t.cmd.StdinPipe()
	said, errErr := t.cmd.StderrPipe()
	if err := errors.Join(inErr, errErr); err != nil {
		return nil, fmt.Errorf("start reference server: %w", err)
	}
	if err := t.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start reference server: %w", err)
	}
	t.stdin = stdin
	go t.listen(said)
	return t.ready(ctx)
}

// listen reads what the process says until it ends.
func (t *loadTarget) listen(said io.Reader) {
	defer close(t.ended)
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		t.last = lines.Text()
		if url, ok := strings.CutPrefix(t.last, "serving "); ok && len(t.news) == 0 {
			t.news <- url
		}
	}
	_, _ = io.Copy(io.Discard, said) // behind a line that was too long
	t.failed = t.cmd.Wait()
}

// ready waits until the process serves.
func (t *loadTarget) ready(ctx context.Context) (*loadTarget, error) {
	ctx, cancel := context.WithTimeout(ctx, targetStart)
	defer cancel()
	select {
	case t.url = <-t.news:
		return t, nil
	case <-t.ended:
		return nil, fmt.Errorf("start reference server: it ended: %s", t.last)
	case <-ctx.Done():
		t.stop()
		return nil, fmt.Errorf("start reference server: %w", ctx.Err())
	}
}

// lost returns why the process has ended by itself, nil if it serves.
func (t *loadTarget) lost() error {
	if t == nil {
		return nil
	}
	select {
	case <-t.ended:
		return fmt.Errorf("the reference server has ended during the run: %w: %s", t.failed, t.last)
	default:
		return nil
	}
}

// stop ends the process and waits for that.
func (t *loadTarget) stop() {
	if t == nil {
		return
	}
	_ = t.stdin.Close()
	patience := time.NewTimer(targetEnd)
	defer patience.Stop()
	select {
	case <-t.ended:
	case <-patience.C:
		_ = t.cmd.Process.Kill()
		<-t.ended
	}
}

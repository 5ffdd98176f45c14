package loadgen_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"testing"

	"github.com/ssegauge/ssegauge/loadgen"
	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// childEnv makes this program do something else than test: "serve", or "load" with an address.
const childEnv = "SSEGAUGE_TRUTH_CHILD"

func TestMain(m *testing.M) {
	var err error
	switch does := os.Getenv(childEnv); does {
	case "":
		os.Exit(m.Run())
	case "serve":
		err = serveInChild()
	default:
		err = loadInChild(does)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serveInChild runs a reference server until its standard input ends. Its first line
// says where it is.
func serveInChild() error {
	server, err := refserver.New(refserver.Config{Control: true})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + l.Addr().String())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	return server.Serve(ctx, l, patience)
}

// loadInChild loads a server, says so when it is under way, and prints the report.
func loadInChild(url string) error {
	s := target{url: url}
	plan := s.scenario(20, 400, 100)
	plan.Thresholds = []string{"lag.p99 < 100ms"}
	said := false
	r, err := loadgen.Run(context.Background(), plan, loadgen.Watch{Second: func(tick loadgen.Tick) {
		if !said && tick.Published > 50 {
			fmt.Println("publishing")
			said = true
		}
	}})
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(r)
}

// child is this program, doing something else.
type child struct {
	process *os.Process
	out     *bufio.Reader
}

// startChild runs this program until the test ends.
func startChild(t *testing.T, does string) *child {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), program)
	cmd.Env, cmd.Stderr = append(os.Environ(), childEnv+"="+does), os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		if t.Failed() {
			_ = cmd.Process.Kill()
		}
		if err := cmd.Wait(); err != nil && !t.Failed() {
			t.Errorf("child that does %s: %v", does, err)
		}
	})
	return &child{process: cmd.Process, out: bufio.NewReader(out)}
}

// line returns the next line that the child says.
func (c *child) line(t *testing.T) string {
	t.Helper()
	line, err := c.out.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return line[:len(line)-1]
}

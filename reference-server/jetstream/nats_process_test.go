package jetstream

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"testing"

	natsd "github.com/nats-io/nats-server/v2/server"
)

// natsServer, as the first argument, makes the test binary the program nats-server.
const natsServer = "nats-server"

func TestMain(m *testing.M) {
	if len(os.Args) < 2 || os.Args[1] != natsServer {
		os.Exit(m.Run())
	}
	if err := runNATS(os.Args[2:], os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// runNATS runs a server until in ends, as it does when the test process does.
func runNATS(args []string, in io.Reader) error {
	flags := flag.NewFlagSet(natsServer, flag.ContinueOnError)
	options, err := natsd.ConfigureOptions(flags, args, nil, flags.Usage, nil)
	if err != nil {
		return err
	}
	s, err := natsd.NewServer(options)
	if err != nil {
		return err
	}
	s.ConfigureLogger()
	s.Start()
	_, err = io.Copy(io.Discard, in)
	s.Shutdown()
	return err
}

// natsProcess is a NATS server as a process of its own.
type natsProcess struct {
	cmd   *exec.Cmd
	stdin io.Closer
	said  chan string // lines, sent by listen, which closes it
	ended chan struct{}
	log   bytes.Buffer // owned by listen until ended
}

// startNATS starts a server that is killed with the test at the latest.
func startNATS(t *testing.T, args ...string) *natsProcess {
	t.Helper()
	p := &natsProcess{
		cmd:   exec.Command(os.Args[0], append([]string{natsServer}, args...)...), //nolint:noctx // the test kills it
		said:  make(chan string, 1024),
		ended: make(chan struct{}),
	}
	stdin, err := p.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.stdin = stdin
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go p.listen(stderr)
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("nats-server %q said:\n%s", args, p.log.String())
		}
	})
	return p
}

func (p *natsProcess) listen(stderr io.Reader) {
	defer close(p.ended)
	defer close(p.said)
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		fmt.Fprintln(&p.log, lines.Text())
		select {
		case p.said <- lines.Text():
		default: // nobody waits for what comes so late
		}
	}
	_ = p.cmd.Wait() // killed
}

// says waits until the process says what matches, and returns the first group.
func (p *natsProcess) says(t *testing.T, pattern string) string {
	t.Helper()
	wanted := regexp.MustCompile(pattern)
	for line := range p.said {
		if found := wanted.FindStringSubmatch(line); found != nil {
			return found[1]
		}
	}
	t.Fatalf("nats-server ended without saying %q:\n%s", pattern, p.log.String())
	return ""
}

// kill ends the process as kill -9 does, and waits for its end.
func (p *natsProcess) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
	_ = p.stdin.Close()
}

package main

import (
	"net"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// patience is how long a script waits before it calls a program stuck.
const patience = 2 * time.Minute

type processesKey struct{}

// startedProcesses are the programs that a script has started.
type startedProcesses struct {
	env    []string
	byName map[string]*process
}

type process struct {
	cmd    *exec.Cmd
	stdout output
	stderr output
	ended  chan struct{} // closed by the one who waits for cmd
	err    error         // how it ended, to be read after ended
}

// startProcess starts a program that is ended with the script at the latest.
func startProcess(ts *testscript.TestScript, args []string) {
	all, ok := ts.Value(processesKey{}).(*startedProcesses)
	if !ok {
		ts.Fatalf("the script has no processes")
	}
	p := &process{cmd: exec.Command(args[1], args[2:]...), ended: make(chan struct{})} //nolint:noctx // the script ends it
	p.stdout.told, p.stderr.told = make(chan struct{}), make(chan struct{})
	p.cmd.Dir, p.cmd.Env = ts.MkAbs("."), all.env
	p.cmd.Stdout, p.cmd.Stderr = &p.stdout, &p.stderr
	stdin, err := p.cmd.StdinPipe()
	ts.Check(err)
	ts.Check(p.cmd.Start())
	go func() {
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	ts.Defer(func() {
		_ = stdin.Close()
		_ = p.cmd.Process.Kill()
		<-p.ended
	})
	all.byName[args[0]] = p
}

func processNamed(ts *testscript.TestScript, name string) *process {
	all, ok := ts.Value(processesKey{}).(*startedProcesses)
	if !ok || all.byName[name] == nil {
		ts.Fatalf("there is no process %s", name)
	}
	return all.byName[name]
}

// awaitOutput waits until a process has written what matches a pattern.
func awaitOutput(ts *testscript.TestScript, args []string) {
	p, pattern := processNamed(ts, args[0]), regexp.MustCompile(args[1])
	stuck := time.NewTimer(patience)
	defer stuck.Stop()
	for {
		ended := p.hasEnded() // asked first: then everything has been written
		out, more := p.stdout.read()
		said, moreSaid := p.stderr.read()
		if found := pattern.FindStringSubmatch(out + said); found != nil {
			if len(args) > 2 {
				ts.Setenv(args[2], found[1])
			}
			return
		}
		if ended {
			ts.Fatalf("%s ended (%v) without %q:\n%s%s", args[0], p.err, args[1], out, said)
		}
		select {
		case <-more:
		case <-moreSaid:
		case <-p.ended:
		case <-stuck.C:
			ts.Fatalf("%s has not written %q:\n%s%s", args[0], args[1], out, said)
		}
	}
}

func (p *process) hasEnded() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// signalProcess signals a process.
func signalProcess(ts *testscript.TestScript, args []string) {
	signals := map[string]os.Signal{"INT": os.Interrupt, "TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP, "KILL": os.Kill}
	sig, ok := signals[args[1]]
	if !ok {
		ts.Fatalf("signal %s: want INT, TERM, HUP or KILL", args[1])
	}
	ts.Check(processNamed(ts, args[0]).cmd.Process.Signal(sig))
}

// endedProcess waits for a process and compares its exit code.
func endedProcess(ts *testscript.TestScript, args []string) {
	p, want := processNamed(ts, args[0]), number(ts, args[1])
	stuck := time.NewTimer(patience)
	defer stuck.Stop()
	select {
	case <-p.ended:
	case <-stuck.C:
		ts.Fatalf("%s does not end", args[0])
	}
	out, _ := p.stdout.read()
	said, _ := p.stderr.read()
	_, _ = ts.Stdout().Write([]byte(out))
	_, _ = ts.Stderr().Write([]byte(said))
	if got := codeOf(ts, p.err); got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// gone waits until nobody listens at a URL. Connections that are made meanwhile end with
// who listens.
func gone(ts *testscript.TestScript, args []string) {
	target, err := url.Parse(args[0])
	ts.Check(err)
	stuck := time.Now().Add(patience)
	for time.Now().Before(stuck) {
		conn, err := net.DialTimeout("tcp", target.Host, patience) //nolint:noctx // it is bounded
		if err != nil {
			return
		}
		ts.Check(conn.SetReadDeadline(stuck))
		_, _ = conn.Read(make([]byte, 1))
		_ = conn.Close()
	}
	ts.Fatalf("somebody still listens at %s", target.Host)
}

// output keeps what a process writes and tells who waits for more of it.
type output struct {
	mu   sync.Mutex
	text []byte
	told chan struct{} // closed by the next Write
}

// Write implements io.Writer.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text = append(o.text, b...)
	close(o.told)
	o.told = make(chan struct{})
	return len(b), nil
}

// read returns what was written and a channel that is closed when there is more.
func (o *output) read() (text string, more <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return string(o.text), o.told
}

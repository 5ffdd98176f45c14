package specs

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/report"
)

// hostileEnv makes the test binary check one hostile Target: it holds a
// hostileTask in JSON.
const hostileEnv = "SSEGAUGE_TEST_HOSTILE"

// hostileTask is what a child process is told to check.
type hostileTask struct {
	URL, Hook, Command string
	BodyBytes          int
	MaxMemory          int
	Result             string // the file that it leaves its hostileResult in
}

// hostileResult is what a child process has seen of a hostile Target.
type hostileResult struct {
	Kind    string // of error: "unreachable", "no stream", "" for none
	End     string
	Error   string
	Verdict string
	Texts   []string // all that the Run says
	Leaked  string   // goroutines that were left behind
	TookMS  int64
	PeakKiB int // of resident memory, 0 where unknown
}

// checkInChild checks what task says in a process of its own, so that its
// memory is that of the check and not of the hostile server.
func checkInChild(ctx context.Context, t *testing.T, task hostileTask) (hostileResult, error) {
	t.Helper()
	task.Result = filepath.Join(t.TempDir(), "result.json")
	text, err := json.Marshal(task)
	if err != nil {
		return hostileResult{}, err
	}
	self, err := os.Executable()
	if err != nil {
		return hostileResult{}, err
	}
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, self, "-test.run=^TestHostileChild$")
	cmd.Env = append(os.Environ(), hostileEnv+"="+string(text), "GOMEMLIMIT=160MiB") // as the command does it
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil {
		return hostileResult{}, errors.New(err.Error() + "\n" + said.String())
	}
	var result hostileResult
	if text, err = os.ReadFile(task.Result); err != nil {
		return result, err
	}
	return result, json.Unmarshal(text, &result)
}

// TestHostileChild is the child process of TestHostileTargets.
func TestHostileChild(t *testing.T) {
	text := os.Getenv(hostileEnv)
	if text == "" {
		t.Skip("it is run by TestHostileTargets")
	}
	var task hostileTask
	if err := json.Unmarshal([]byte(text), &task); err != nil {
		t.Fatal(err)
	}
	result, err := task.check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if text, err := json.Marshal(result); err != nil || os.WriteFile(task.Result, text, 0o600) != nil {
		t.Fatal("the result cannot be written")
	}
}

// hostileLimits are short, because most of these Targets wait for their end.
func hostileLimits() Limits {
	return Limits{Timeout: 2 * sec, Window: sec / 2, MaxSilence: sec, MaxHeadWait: sec, MaxDelay: sec}
}

func (h hostileTask) check(ctx context.Context) (hostileResult, error) {
	cfg := Config{
		URL: h.URL, Limits: hostileLimits(), Body: make([]byte, h.BodyBytes), Dial: dialLoopback, MaxMemory: h.MaxMemory,
		TLS: &tls.Config{InsecureSkipVerify: true},
	}
	var err error
	switch {
	case h.Command != "":
		cfg.Publisher, err = NewCommandPublisher(h.Command)
	case h.Hook != "":
		cfg.Publisher, err = NewHTTPPublisher(HTTPHook{Request: h.Hook, Timeout: cfg.Limits.Timeout})
	}
	if err != nil {
		return hostileResult{}, err
	}
	run, err := Check(ctx, cfg)
	if run == nil {
		return hostileResult{}, err
	}
	result := hostileResult{Verdict: run.Verdict.String(), Texts: textsOf(run), Leaked: leaked(), TookMS: run.DurationMS, PeakKiB: peakKiB()}
	if err != nil {
		result.Error = err.Error()
	}
	if e, ok := errors.AsType[*UnreachableError](err); ok {
		result.Kind, result.End = "unreachable", e.End.String()
	} else if e, ok := errors.AsType[*NoStreamError](err); ok {
		result.Kind, result.End = "no stream", strconv.Itoa(e.Status)
	}
	return result, nil
}

// dialLoopback knows no names: nothing must leave this machine.
func dialLoopback(ctx context.Context, network, addr string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(addr)
	if err == nil && net.ParseIP(host) == nil {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return new(net.Dialer).DialContext(ctx, network, addr)
}

// textsOf returns what the results of run say.
func textsOf(run *report.Run) []string {
	var texts []string
	for _, r := range run.Results {
		if r.Reason != "" {
			texts = append(texts, r.Verdict.String()+" "+r.Requirement+": "+r.Reason)
		}
		for _, f := range r.Findings {
			texts = append(texts, r.Verdict.String()+" "+r.Requirement+": "+strings.Join([]string{f.Message, f.Expected, f.Actual}, ", "))
		}
	}
	return texts
}

// leaked returns the goroutines of the suite that are still there a while after
// it has ended, "" if there is none.
func leaked() string {
	tick := time.NewTicker(10 * ms)
	defer tick.Stop()
	var left []string
	for range 300 {
		stacks := make([]byte, 1<<20)
		stacks = stacks[:runtime.Stack(stacks, true)]
		left = nil
		for stack := range strings.SplitSeq(string(stacks), "\n\n") {
			ours := strings.Contains(stack, "ssegauge/specs") || strings.Contains(stack, "net/http") || strings.Contains(stack, "os/exec")
			if ours && !strings.Contains(stack, "TestHostileChild") {
				left = append(left, stack)
			}
		}
		if len(left) == 0 {
			return ""
		}
		<-tick.C
	}
	return strings.Join(left, "\n\n")
}

// peakKiB returns the peak of this process's resident memory, 0 where the
// system does not tell. The ru_maxrss of a child would count its parent too.
func peakKiB() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(fields[0])
	return n
}

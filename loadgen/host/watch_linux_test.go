package host

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/await"
)

// child is the name of the variable that makes the test binary a process to be
// stopped.
const child = "SSEGAUGE_HOST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(child) == "" {
		os.Exit(m.Run())
	}
	if err := watchMe(os.Stdin, os.Stdout); err != nil {
		panic(err)
	}
}

// watchMe says that it watches, waits for a line, and reports.
func watchMe(in io.Reader, out io.Writer) error {
	w := Start()
	if _, err := io.WriteString(out, "watching\n"); err != nil {
		return err
	}
	_, err := bufio.NewReader(in).ReadString('\n')
	w.Close()
	return errors.Join(err, json.NewEncoder(out).Encode(w.Report()))
}

// A process that is stopped for a second says so.
func TestStoppedProcess(t *testing.T) {
	in, out, process := startChild(t)
	line := bufio.NewReader(out)
	if _, err := line.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	signal(t, process, syscall.SIGSTOP)
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(process.Pid, &status, syscall.WUNTRACED, nil); err != nil || !status.Stopped() {
		t.Fatalf("it is not stopped: %v, %v", status, err)
	}
	stopped := time.Now()
	await.Until(t, time.Minute, "a second has passed", func() bool { return time.Since(stopped) > time.Second })
	least := time.Since(stopped) - beatEvery
	signal(t, process, syscall.SIGCONT)
	if _, err := io.WriteString(in, "\n"); err != nil {
		t.Fatal(err)
	}
	var got Report
	if err := json.NewDecoder(line).Decode(&got); err != nil {
		t.Fatal(err)
	}
	if got.Pauses.Longest < least || got.Pauses.Total < got.Pauses.Longest {
		t.Errorf("stopped for %v or more, and got %+v", least, got.Pauses)
	}
	if remarks := got.Remarks(); len(remarks) == 0 || !remarks[0].Limits {
		t.Errorf("want a remark that the run was limited, got %+v", remarks)
	}
}

// startChild runs the test binary as a process that watches itself, until the test
// ends.
func startChild(t *testing.T) (io.Writer, io.Reader, *os.Process) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), child+"=1")
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
		if err := cmd.Wait(); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
	})
	return in, out, cmd.Process
}

func signal(t *testing.T, p *os.Process, s os.Signal) {
	t.Helper()
	if err := p.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// What this process does is what is seen of it.
func TestWatch(t *testing.T) {
	w := Start()
	defer w.Close()
	before := w.Sample()
	l := listen(t, 16)
	defer closeFile(t, l)
	ballast := make([]byte, 64<<20)
	work(ballast)
	after := w.Sample()
	runtime.KeepAlive(ballast)
	r := w.Report()
	for what, ok := range map[string]bool{
		"a listener is an open file":    after.Files > before.Files,
		"a listener holds a port":       after.Ports > 0,
		"objects are on the heap":       after.Heap >= int64(len(ballast)),
		"objects are in memory":         after.RSS >= int64(len(ballast)),
		"work takes processors":         after.CPU > 0 && after.CPU <= float64(w.limits.Cores),
		"the report has the highest":    r.PeakCPU >= after.CPU && r.Files >= after.Files && r.RSS >= after.RSS,
		"the report has all of it":      r.Elapsed >= before.Elapsed+after.Elapsed,
		"shares are from 0 to 1":        max(r.MachineCPU, r.Pressure, r.Stolen) <= 1 && min(r.MachineCPU, r.Pressure, r.Stolen) >= 0,
		"the machine did it":            r.PeakMachineCPU > 0,
		"the limits of it are known":    r.Limits.Files > 0 && r.Limits.Ports() > 0 && r.Limits.Cores > 0,
		"what is open is within limits": r.Files <= r.Limits.Files,
	} {
		if !ok {
			t.Errorf("%s: not so in\n%+v\n%+v\n%+v", what, before, after, r)
		}
	}
}

// work takes 50 ms of a processor.
func work(on []byte) {
	for began := processorTime(); processorTime()-began < 50*time.Millisecond; {
		for i := range on {
			on[i]++
		}
	}
}

// listen returns a listener on loopback that nobody accepts from.
func listen(t *testing.T, backlog int) int {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	err = syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}})
	if err == nil {
		err = syscall.Listen(fd, backlog)
	}
	if err != nil {
		t.Fatal(err)
	}
	return fd
}

func closeFile(t *testing.T, fd int) {
	t.Helper()
	if err := syscall.Close(fd); err != nil {
		t.Error(err)
	}
}

// A full accept queue is seen as overflows, and as connection attempts sent again.
func TestListenOverflow(t *testing.T) {
	w := Start()
	defer w.Close()
	fd := listen(t, 1)
	defer closeFile(t, fd)
	address, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	for range 16 { // more than the queue takes
		client, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC|syscall.SOCK_NONBLOCK, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer closeFile(t, client)
		if err := syscall.Connect(client, address); err != nil && !errors.Is(err, syscall.EINPROGRESS) {
			t.Fatal(err)
		}
	}
	await.Until(t, time.Minute, "overflows and repeated attempts are seen", func() bool {
		r := w.Report()
		return r.TCP.ListenOverflows > 0 && r.TCP.SynRetransmits > 0
	})
}

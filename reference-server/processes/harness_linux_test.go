package processes

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/ssegauge/ssegauge/internal/await"
)

// patience ends a test that would hang; nothing is measured against it.
const patience = 30 * time.Second

// running is a group at work.
type running struct {
	*Group
	url  string
	stop context.CancelFunc
	end  func() error // waits for Run, and returns its error
	said *transcript
}

// reserve takes a free port until the test ends.
func reserve(t *testing.T) string {
	t.Helper()
	port, err := Reserve("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = port.Close() })
	return port.Addr().String()
}

// start runs processes that do what does says until the test ends.
func start(t *testing.T, does string, change func(*Config)) *running {
	t.Helper()
	address, said := reserve(t), new(transcript)
	config := Config{Count: 3, Command: memberCommand, Brief: briefs(address, does), Stdout: said, Stderr: said}
	if change != nil {
		change(&config)
	}
	g, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1) // sent by the goroutine below
	go func() { ended <- g.Run(ctx) }()
	end := sync.OnceValue(func() error { return <-ended })
	t.Cleanup(func() {
		stop()
		_ = end()
	})
	return &running{Group: g, url: "http://" + address, stop: stop, end: end, said: said}
}

func (r *running) awaitReady(t *testing.T) {
	t.Helper()
	select {
	case <-r.Ready():
	case <-time.After(patience):
		t.Fatalf("the group is not ready:\n%s", r.said)
	}
}

// hold opens a connection of its own and returns the number of the process that
// has it, and the rest of the answer.
func (r *running) hold(t *testing.T) (process int, rest io.Reader) {
	t.Helper()
	transport := new(http.Transport)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.url+"/hold", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := transport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = res.Body.Close()
		transport.CloseIdleConnections()
	})
	body := bufio.NewReader(res.Body)
	line, err := body.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	process, err = strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	return process, body
}

// until waits for a state that no event announces.
func until(t *testing.T, what string, reached func() bool) {
	t.Helper()
	await.Until(t, patience, what, reached)
}

// process is one that may not be a child of this one.
type process struct{ fd int }

func openProcess(t *testing.T, pid int) process {
	t.Helper()
	fd, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		t.Fatalf("open process %d: %v", pid, err)
	}
	t.Cleanup(func() { _ = unix.Close(fd) })
	return process{fd}
}

// awaitEnd waits until the process has ended.
func (p process) awaitEnd(t *testing.T) {
	t.Helper()
	ready, err := 0, error(unix.EINTR)
	for err == unix.EINTR { //nolint:errorlint // a plain number
		ready, err = unix.Poll([]unix.PollFd{{Fd: int32(p.fd), Events: unix.POLLIN}}, int(patience.Milliseconds())) //nolint:gosec // a descriptor
	}
	if ready != 1 || err != nil {
		t.Fatalf("the process is still there: %v", err)
	}
}

// free fails the test if anyone listens there.
func free(t *testing.T, address string) {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", address)
	if err != nil {
		t.Fatalf("the port is still taken: %v", err)
	}
	_ = l.Close()
}

// transcript keeps what was written.
type transcript struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write implements io.Writer.
func (s *transcript) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

// String returns what was written so far.
func (s *transcript) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	natsd "github.com/nats-io/nats-server/v2/server"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// node is a process of ssegauge serve, or another server beside it.
type node struct {
	process

	base string // its address, http://HOST:PORT
}

// launch starts a program that is killed with the test at the latest.
func launch(t *testing.T, name string, args ...string) *node {
	t.Helper()
	return launchAs(t, nil, name, args...)
}

// launchAs is launch for a process of another kind.
func launchAs(t *testing.T, kind *syscall.SysProcAttr, name string, args ...string) *node {
	t.Helper()
	n := &node{process: process{
		cmd:   exec.Command(name, args...), //nolint:noctx // the test kills it
		ended: make(chan struct{}),
	}}
	n.stdout.told, n.stderr.told = make(chan struct{}), make(chan struct{})
	n.cmd.SysProcAttr = kind
	n.cmd.Stdout, n.cmd.Stderr = &n.stdout, &n.stderr
	n.cmd.Dir = t.TempDir() // where there is no ssegauge.yaml
	if err := n.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		n.err = n.cmd.Wait()
		close(n.ended)
	}()
	t.Cleanup(func() {
		n.kill()
		if said, _ := n.stderr.read(); t.Failed() {
			t.Logf("%s said:\n%s", name, said)
		}
	})
	return n
}

// serveNode starts ssegauge serve and waits until it serves.
func serveNode(t *testing.T, args ...string) *node {
	t.Helper()
	n := launch(t, "ssegauge", append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	n.base = n.says(t, `serving (http://.*)/events`)
	return n
}

// says waits until the process has said what matches, and returns the first group.
func (n *node) says(t *testing.T, pattern string) string {
	t.Helper()
	stuck := time.NewTimer(patience)
	defer stuck.Stop()
	for {
		ended := n.hasEnded() // asked first: then everything has been said
		said, more := n.stderr.read()
		if found := regexp.MustCompile(pattern).FindStringSubmatch(said); found != nil {
			return found[len(found)-1]
		}
		if ended {
			t.Fatalf("%s ended (%v) without saying %q:\n%s", n.cmd.Path, n.err, pattern, said)
		}
		select {
		case <-more:
		case <-n.ended:
		case <-stuck.C:
			t.Fatalf("%s has not said %q:\n%s", n.cmd.Path, pattern, said)
		}
	}
}

// kill ends the process as kill -9 does, and waits for its end.
func (n *node) kill() {
	_ = n.cmd.Process.Kill()
	<-n.ended
}

// answerOf is what a publish was answered.
type answerOf struct {
	status int
	retry  string // Retry-After
	ID     string `json:"id"`
	Error  string `json:"error"`
}

// publish publishes data with a query such as "?id=a". The error is that of the
// connection.
func (n *node) publish(ctx context.Context, query, data string) (a answerOf, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, n.base+"/publish"+query, strings.NewReader(data))
	if err != nil {
		return a, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return a, err
	}
	defer func() { _ = res.Body.Close() }()
	a.status, a.retry = res.StatusCode, res.Header.Get("Retry-After")
	return a, json.NewDecoder(res.Body).Decode(&a)
}

func (n *node) mustPublish(t *testing.T, query, data string) string {
	t.Helper()
	a, err := n.publish(t.Context(), query, data)
	if err != nil || a.status != http.StatusOK {
		t.Fatalf("publish %q: status %d, %s, error %v", data, a.status, a.Error, err)
	}
	return a.ID
}

// tap is an open stream over a socket of its own. HTTP/1.0 has no chunks, so that
// what follows the head is the stream.
type tap struct {
	conn net.Conn
	in   *bufio.Reader
}

// open opens a stream that resumes after an ID, "" for none.
func (n *node) open(ctx context.Context, lastEventID string) (*tap, error) {
	u, err := url.Parse(n.base)
	if err != nil {
		return nil, err
	}
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", u.Host)
	if err != nil {
		return nil, err
	}
	head := "GET /events HTTP/1.0\r\nHost: " + u.Host + "\r\n"
	if lastEventID != "" {
		head += "Last-Event-ID: " + lastEventID + "\r\n"
	}
	s := &tap{conn: conn, in: bufio.NewReaderSize(conn, 512)}
	if _, err := io.WriteString(conn, head+"\r\n"); err != nil {
		s.close()
		return nil, err
	}
	status, err := s.line()
	if err == nil && !strings.Contains(status, " 200 ") {
		err = fmt.Errorf("open stream: %s", status)
	}
	for line := status; err == nil && line != ""; {
		line, err = s.line()
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *tap) close() { _ = s.conn.Close() }

func (s *tap) line() (string, error) {
	line, err := s.in.ReadString('\n')
	return strings.TrimRight(line, "\r\n"), err
}

// frame is one block of the stream, read without the grammar's finer points.
type frame struct {
	id, data, kind string
	comment        bool
}

func (s *tap) next() (f frame, err error) {
	for {
		line, err := s.line()
		if err != nil || line == "" {
			return f, err
		}
		name, value, _ := strings.Cut(line, ": ")
		switch name {
		case "id":
			f.id = value
		case "data":
			f.data = value
		case "event":
			f.kind = value
		case "":
			f.comment = true
		}
	}
}

// mustOpen opens a stream that is closed with the test.
func (n *node) mustOpen(t *testing.T, lastEventID string) *tap {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	s, err := n.open(ctx, lastEventID)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	if err := s.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return s
}

// end returns the ID that a stream begins with: that of the end of the history.
func (n *node) end(t *testing.T) string {
	t.Helper()
	s := n.mustOpen(t, "")
	defer s.close()
	f, err := s.next()
	if err != nil || f.id == "" {
		t.Fatalf("a stream begins with %+v, error %v", f, err)
	}
	return f.id
}

// replay returns the events after an ID, up to the one with the data given.
func (n *node) replay(t *testing.T, lastEventID, until string) []eventstream.Event {
	t.Helper()
	s := n.mustOpen(t, lastEventID)
	defer s.close()
	var events []eventstream.Event
	for e, err := range eventstream.Events(s.in) {
		if err != nil {
			t.Fatalf("replay after %s, event %d: %v", lastEventID, len(events), err)
		}
		if e.Type == "reset" {
			t.Fatalf("replay after %s: %s", lastEventID, e.Data)
		}
		if e.Data == until {
			return events
		}
		events = append(events, e)
	}
	t.Fatalf("replay after %s ended with event %d", lastEventID, len(events))
	return nil
}

// await asks until the answer is yes.
func await(t *testing.T, what string, yes func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	stuck := time.NewTimer(patience)
	defer stuck.Stop()
	for !yes() {
		select {
		case <-tick.C:
		case <-stuck.C:
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// natsServer is the program nats-server of the module that we depend on.
func natsServer(args []string, stderr io.Writer) int {
	flags := flag.NewFlagSet("nats-server", flag.ContinueOnError)
	options, err := natsd.ConfigureOptions(flags, args, nil, flags.Usage, nil)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	s, err := natsd.NewServer(options)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	s.ConfigureLogger()
	s.Start()
	s.WaitForShutdown()
	return 0
}

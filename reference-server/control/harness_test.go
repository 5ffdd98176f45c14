package control_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"

	"github.com/ssegauge/ssegauge/internal/await"
)

// patience ends a test that would hang; nothing is measured against it.
const patience = 30 * time.Second

// running is a reference server behind a real listener.
type running struct {
	*refserver.Server
	scheme string
	addr   string
	client *http.Client
	stop   func()
}

// start serves c, with control, until the test ends.
func start(t *testing.T, c refserver.Config) *running {
	t.Helper()
	c.Control = true
	server, err := refserver.New(c)
	if err != nil {
		t.Fatal(err)
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	served := make(chan error, 1) // sent by the goroutine below
	go func() { served <- server.Serve(ctx, l, patience) }()
	transport := new(http.Transport)
	stop := sync.OnceFunc(func() {
		cancel()
		transport.CloseIdleConnections()
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	t.Cleanup(stop)
	return &running{Server: server, scheme: "http", addr: l.Addr().String(), client: &http.Client{Transport: transport}, stop: stop}
}

// overHTTP2 makes further requests by HTTP/2, without TLS.
func (s *running) overHTTP2(t *testing.T) {
	t.Helper()
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: protocols}
	s.client = &http.Client{Transport: transport}
	t.Cleanup(transport.CloseIdleConnections)
}

// reply is a response that the test closes when it ends.
type reply struct{ *http.Response }

// send sends a request with headers given as "Name: value".
func (s *running) send(t *testing.T, method, target, body string, headers ...string) reply {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), patience)
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, method, s.scheme+"://"+s.addr+target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body == "" {
		req.Body = nil
		req.ContentLength = 0
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		req.Header.Add(name, value)
	}
	res, err := s.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return reply{res}
}

// text sends a request and returns the status and the body.
func (s *running) text(t *testing.T, method, target, body string, headers ...string) (int, string) {
	t.Helper()
	res := s.send(t, method, target, body, headers...)
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// ask sends a request that must be answered with JSON, and decodes that.
func ask[T any](t *testing.T, s *running, method, target, body string) (answer T) {
	t.Helper()
	status, text := s.text(t, method, target, body)
	if status != http.StatusOK {
		t.Fatalf("%s %s %s: status %d, %s", method, target, body, status, text)
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&answer); err != nil {
		t.Fatalf("%s %s: %v in %s", method, target, err, text)
	}
	return answer
}

// publish publishes data and returns the answer's body.
func (s *running) publish(t *testing.T, query, data string) string {
	t.Helper()
	status, text := s.text(t, http.MethodPost, "/publish"+query, data)
	if status != http.StatusOK {
		t.Fatalf("publish: status %d, %s", status, text)
	}
	return text
}

// rawConn is a TCP connection on which a test says every byte itself.
type rawConn struct {
	*net.TCPConn
	reader *bufio.Reader
}

func dial(t *testing.T, s *running) *rawConn {
	t.Helper()
	c, err := new(net.Dialer).DialContext(t.Context(), "tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	conn, ok := c.(*net.TCPConn)
	if !ok {
		t.Fatalf("dialed a %T", c)
	}
	return &rawConn{TCPConn: conn, reader: bufio.NewReader(conn)}
}

// get asks for a stream and returns its head.
func (c *rawConn) get(t *testing.T, version, target string) (head string) {
	t.Helper()
	if _, err := io.WriteString(c, "GET "+target+" HTTP/"+version+"\r\nHost: h\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	for {
		line, err := c.reader.ReadString('\n')
		if err != nil {
			t.Fatalf("head ends after %q: %v", head, err)
		}
		head += line
		if line == "\r\n" {
			return head
		}
	}
}

// rest reads up to the end of the connection, of which it returns the error.
func (c *rawConn) rest() (string, error) {
	text, err := io.ReadAll(c.reader)
	return string(text), err
}

// hears reports whether the other side still receives: what is sent to one that
// does not is answered with a reset. That is known when the next byte is sent.
func (c *rawConn) hears(t *testing.T) bool {
	t.Helper()
	for range 3 {
		if _, err := io.WriteString(c, "x"); err != nil {
			if _, failed := errors.AsType[*net.OpError](err); !failed {
				t.Fatal(err)
			}
			return false
		}
	}
	return true
}

// until waits for a state of the server that nothing announces.
func until(t *testing.T, what string, reached func() bool) {
	t.Helper()
	await.Until(t, patience, what, reached)
}

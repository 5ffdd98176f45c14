package fanout

import (
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// patience ends a test that would hang; nothing is measured against it.
const patience = 30 * time.Second

// fixture is a hub with a history.
type fixture struct {
	*Hub
	log *history.Log
}

func start(t *testing.T, l Limits) *fixture {
	t.Helper()
	hub, err := New(l)
	if err != nil {
		t.Fatal(err)
	}
	log := history.New(history.Limits{Count: 1000, Bytes: 64 << 20, Age: time.Hour}, 1)
	t.Cleanup(func() {
		log.Cut()
		if err := hub.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return &fixture{hub, log}
}

// roomy are limits that no test reaches.
func roomy() Limits {
	return Limits{Heartbeat: time.Hour, WriteTimeout: time.Hour, QueueBytes: 1 << 30, QueueAge: time.Hour}
}

// publish appends events to the topic "t".
func (f *fixture) publish(t *testing.T, data ...string) {
	t.Helper()
	for _, d := range data {
		if _, err := f.log.Append(history.Event{Topic: "t", Data: d}); err != nil {
			t.Fatal(err)
		}
	}
}

// client is the other end of a stream, and its owner.
type client struct {
	net.Conn
	ended  chan error // receives the cause, once
	stream *Stream
}

// Ended tells the test.
func (c *client) Ended(s *Stream, cause error) {
	c.stream = s
	c.ended <- cause
}

// cause waits for the end.
func (c *client) cause(t *testing.T) error {
	t.Helper()
	select {
	case cause := <-c.ended:
		return cause
	case <-time.After(patience):
		t.Fatal("the stream has not ended")
		return nil
	}
}

// rest reads up to the end of the connection.
func (c *client) rest(t *testing.T) (string, error) {
	t.Helper()
	text, err := io.ReadAll(c)
	return string(text), err
}

// expect reads exactly this.
func (c *client) expect(t *testing.T, want string) {
	t.Helper()
	got := make([]byte, len(want))
	if n, err := io.ReadFull(c, got); err != nil || string(got) != want {
		t.Fatalf("got %q (error %v), want %q", got[:n], err, want)
	}
}

// open adopts a stream of the topic "t" after lastEventID.
func (f *fixture) open(t *testing.T, lastEventID string, change ...func(*Opening)) *client {
	t.Helper()
	near, far := pair(t)
	c := &client{Conn: near, ended: make(chan error, 1)}
	cursor, _ := f.log.Open([]string{"t"}, lastEventID, nil)
	o := Opening{Log: f.log, Topics: []string{"t"}, Cursor: cursor, Chunked: true, Owner: c}
	for _, change := range change {
		change(&o)
	}
	if err := f.Adopt(far, o); err != nil {
		t.Fatal(err)
	}
	return c
}

// pair returns the ends of a TCP connection.
func pair(t *testing.T) (near *net.TCPConn, far net.Conn) {
	t.Helper()
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	var accepting sync.WaitGroup
	accepting.Go(func() { far, err = l.Accept() })
	var dialer net.Dialer
	conn, dialErr := dialer.DialContext(t.Context(), "tcp", l.Addr().String())
	accepting.Wait()
	near, ok := conn.(*net.TCPConn)
	if err != nil || dialErr != nil || !ok {
		t.Fatal(err, dialErr)
	}
	if err := near.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = near.Close() })
	return near, far
}

// chunk is a frame as it is sent in a chunked body.
func chunk(id, data string) string { return "f\r\nid: " + id + "\ndata: " + data + "\n\n\r\n" }

package refserver

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/fanout"
	"github.com/ssegauge/ssegauge/reference-server/hangup"
)

// lineKey finds in the context of a request the connection that no hub can carry.
type lineKey struct{}

// lineOf returns the connection that a request has for itself, nil if there is none:
// HTTP/2 and HTTP/3 share it among streams.
func lineOf(r *http.Request) net.Conn {
	if r.ProtoMajor != 1 {
		return nil
	}
	if c, ok := r.Context().Value(carrierKey{}).(carrier); ok {
		return c.conn
	}
	conn, _ := r.Context().Value(lineKey{}).(net.Conn)
	return conn
}

// breakOffError is a cause for which a stream ends in the middle of its response.
type breakOffError struct {
	error
	how fanout.Ending
}

func (e breakOffError) Unwrap() error { return e.error }

// breakOff ends the stream without an end of its response. A reset is at once, also
// while the stream waits for its client, and before net/http closes the connection.
func (f *flow) breakOff(e breakOffError) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.cancel(e)
	if e.how == fanout.RST && f.line != nil && !f.over {
		hangup.Reset(f.line)
	}
}

// finish says that the connection is not the stream's any more.
func (f *flow) finish() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.over = true
}

// halfClose says FIN and waits for the client to leave, as long as a write may take.
func (f *flow) halfClose(client context.Context) {
	if f.line == nil || hangup.CloseWrite(f.line) != nil {
		return
	}
	patience := time.NewTimer(f.server.config.WriteTimeout)
	defer patience.Stop()
	for !f.server.draining() {
		select {
		case <-client.Done():
			return
		case <-patience.C:
			return
		case <-f.endAt:
			return
		case <-f.news: // of a drain too
		}
	}
}

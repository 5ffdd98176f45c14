package ticker

import (
	"strconv"
	"sync"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// numbers numbers connections. They begin again with the server.
type numbers struct {
	mu       sync.Mutex // guards all below
	restarts int64      // of the server, when last was counted
	last     int64
}

// next returns the number of a new connection, for a server with so many restarts.
func (n *numbers) next(restarts int64) int64 {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.restarts != restarts {
		n.restarts, n.last = restarts, 0
	}
	n.last++
	return n.last
}

// connection is a stream as taught, whose ids are its own.
type connection struct {
	ticker *ticker
	number int64
	events int64
}

// begin numbers the connection. What its stream begins with says nothing on where in
// the history it is: its ids are no places there.
func (c *connection) begin(h refserver.Hello) []byte {
	c.number = c.ticker.numbers.next(c.ticker.server.Stats().Restarts)
	return eventstream.AppendEnd(eventstream.AppendRetry(nil, h.Retry))
}

// resume ignores the id: whoever comes is new.
func (*connection) resume(string) string { return "" }

// frame gives the event the id of the connection.
func (c *connection) frame(e *history.Entry) []byte {
	c.events++
	event := e.Event()
	event.LastEventID = strconv.FormatInt(c.number*1000+c.events, 10)
	return site.Frame(event)
}

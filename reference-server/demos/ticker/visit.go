package ticker

import (
	"net/http"
	"strings"
	"sync/atomic"
)

// maxLogged bounds what the log repeats of an id that a client gave.
const maxLogged = 64

// clients counts those that are connected.
type clients struct{ open atomic.Int64 }

func (c *clients) connected() int64 { return c.open.Load() }

// visit is a client that is connected, as the log tells of it.
type visit struct {
	ticker      *ticker
	remote      string
	lastEventID string // as it was given
}

// givenID returns what a client gave to resume from, but not all of a long one.
func givenID(r *http.Request) string {
	id := r.Header.Get("Last-Event-ID")
	if id == "" {
		id = r.URL.Query().Get("lastEventId")
	}
	if len(id) > maxLogged {
		return strings.ToValidUTF8(id[:maxLogged], "") + "…"
	}
	return id
}

func (v *visit) opened() {
	open := v.ticker.clients.open.Add(1)
	v.log("client connected", "lastEventId", v.lastEventID, "connections", open)
}

// left takes the client off the count, but as taught it does not.
func (v *visit) left(cause string) {
	gone := int64(-1)
	if v.ticker.options.AsTaught {
		gone = 0
	}
	v.log("client disconnected", "cause", cause, "connections", v.ticker.clients.open.Add(gone))
}

func (v *visit) log(text string, more ...any) {
	v.ticker.options.Logger.Info(text, append([]any{"demo", "ticker", "remote", v.remote}, more...)...)
}

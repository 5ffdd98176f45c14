package notifications

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// flaws are those of the taught form.
func flaws() []site.Flaw {
	return []site.Flaw{
		{
			Text: "one connection per user: a second tab silently replaces the first",
			Broken: []string{
				"http2-event-arrives", "fanout-all-receive", "fanout-old-stream-hears", "fanout-stalled-reader-delays-nobody",
			},
		},
		{
			Text:   "ids are counters of the connection: they begin again with each, and nothing can be resumed",
			Broken: []string{"restart-ids-go-on"},
		},
		{
			Text:   "a notification to a user who is reconnecting is lost",
			Unseen: "the sender is told that the user is not connected, and the check that nothing was published",
		},
	}
}

// taught is the form with these flaws.
type taught struct {
	server *refserver.Server

	mu      sync.Mutex // guards what follows
	last    int64      // number of a connection
	clients map[string]string
}

func newTaught(server *refserver.Server) *taught {
	return &taught{server: server, clients: map[string]string{}}
}

func (*taught) announcements() refserver.Feed { return counted(topic) }

// personal is a stream with a topic of its own, which takes the place of the one that
// the user had before.
func (t *taught) personal(user string) refserver.Feed {
	own := t.ownTopic()
	f := counted(own)
	begin := f.Begin
	f.Begin = func(h refserver.Hello) []byte {
		return append(begin(h), site.Frame(eventstream.Event{Type: "connected", Data: connected(), LastEventID: "0"})...)
	}
	f.Opened = func() { t.came(user, own) }
	f.Left = func(string) { t.left(user, own) }
	f.Ping, f.PingEvery = ping, pingEvery
	return f
}

// counted is a stream whose events are counted from 1 on, and that begins anew
// whatever the client has seen.
func counted(topic string) refserver.Feed {
	count := 0
	return refserver.Feed{
		Topics: []string{topic},
		Begin: func(refserver.Hello) []byte {
			return eventstream.AppendEnd(eventstream.AppendRetry(nil, retry))
		},
		Resume: func(string) string { return "" },
		Frame: func(e *history.Entry) []byte {
			count++
			event := e.Event()
			event.LastEventID = strconv.Itoa(count)
			return site.Frame(event)
		},
	}
}

// ownTopic returns a topic that no other connection has.
func (t *taught) ownTopic() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last++
	return fmt.Sprintf("%s.connection.%d", topic, t.last)
}

func (t *taught) came(user, own string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.clients[user] = own
}

// left forgets the user, unless another connection has taken the place of this one.
func (t *taught) left(user, own string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.clients[user] == own {
		delete(t.clients, user)
	}
}

func (t *taught) deliver(ctx context.Context, user, data string) (id string, streams int, err error) {
	t.mu.Lock()
	own, ok := t.clients[user]
	t.mu.Unlock()
	if !ok {
		return "", 0, errNotConnected
	}
	id, err = t.server.Publish(ctx, history.Event{Topic: own, Type: personalType, Data: data})
	return id, 1, err
}

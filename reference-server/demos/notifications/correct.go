package notifications

import (
	"context"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// personalType is the type of the events for a user.
const personalType = "notification"

// correct is the form as it should be.
type correct struct {
	server  *refserver.Server
	present *presence
}

func (c *correct) announcements() refserver.Feed {
	return refserver.Feed{
		Topics: []string{topic},
		Begin: func(h refserver.Hello) []byte {
			h.Retry = retry
			return h.Frames()
		},
	}
}

func (c *correct) personal(user string) refserver.Feed {
	return refserver.Feed{
		Topics: []string{topicOf(user)},
		Begin: func(h refserver.Hello) []byte {
			h.Retry = retry
			return site.Greet(h, "connected", connected())
		},
		Opened:    func() { c.present.came(user) },
		Left:      func(string) { c.present.left(user) },
		Ping:      ping,
		PingEvery: pingEvery,
	}
}

// deliver leaves the notification in the history, for all streams of the user: those
// that are open, and the one that comes back.
func (c *correct) deliver(ctx context.Context, user, data string) (id string, streams int, err error) {
	streams, present := c.present.of(user)
	if !present {
		return "", 0, errNotConnected
	}
	id, err = c.server.Publish(ctx, history.Event{Topic: topicOf(user), Type: personalType, Data: data})
	return id, streams, err
}

//go:build linux

package peerbench

import (
	"context"
	"net"
	"strconv"

	r3sse "github.com/r3labs/sse/v2"
	"github.com/tmaxmax/go-sse"
)

// goSSE serves with tmaxmax/go-sse and its provider Joe, which replays nothing.
func goSSE(ctx context.Context, l net.Listener) error {
	server := &sse.Server{Provider: &sse.Joe{Replayer: heads{}}}
	publish := func(id int64, data []byte) error {
		message := &sse.Message{ID: sse.ID(strconv.FormatInt(id, 10))}
		message.AppendData(string(data))
		return server.Publish(message)
	}
	return serveHTTP(ctx, l, routes(server, publish))
}

// heads sends the head of a stream when it is subscribed, as all others do. The library
// would send it with the first event.
type heads struct{}

func (heads) Put(m *sse.Message, _ []string) (*sse.Message, error) { return m, nil }

func (heads) Replay(s sse.Subscription) error { return s.Client.Flush() }

const r3labsStream = "all"

// r3labs serves with r3labs/sse. AutoReplay is off: on, the library keeps every
// event for ever, and numbers them from 0.
func r3labs(ctx context.Context, l net.Listener) error {
	server := r3sse.New()
	server.AutoReplay = false
	server.CreateStream(r3labsStream)
	defer server.Close()
	publish := func(id int64, data []byte) error {
		server.Publish(r3labsStream, &r3sse.Event{ID: strconv.AppendInt(nil, id, 10), Data: data})
		return nil
	}
	return serveHTTP(ctx, l, routes(server, publish))
}

//go:build linux

package peerbench

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// netHTTP is the server that most people write first: a handler waits on a channel
// of its own, and a publish sends to all channels.
func netHTTP(ctx context.Context, l net.Listener) error {
	h := &handlers{channels: make(map[chan []byte]<-chan struct{})}
	return serveHTTP(ctx, l, routes(h, h.publish))
}

type handlers struct {
	mu       sync.RWMutex
	channels map[chan []byte]<-chan struct{} // closed when nobody receives any more
}

// channelEvents is how many events wait for a stream before the publisher does.
const channelEvents = 16

func (h *handlers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	events := make(chan []byte, channelEvents) // sent by publish, never closed
	h.mu.Lock()
	h.channels[events] = r.Context().Done()
	h.mu.Unlock()
	defer func() {
		h.mu.Lock()
		delete(h.channels, events)
		h.mu.Unlock()
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	control := http.NewResponseController(w)
	if control.Flush() != nil {
		return
	}
	for {
		select {
		case <-r.Context().Done():
			return
		case event := <-events:
			if _, err := w.Write(event); err != nil || control.Flush() != nil {
				return
			}
		}
	}
}

func (h *handlers) publish(id int64, data []byte) error {
	event := frame(id, data)
	h.mu.RLock()
	defer h.mu.RUnlock()
	for events, gone := range h.channels {
		select {
		case events <- event:
		case <-gone:
		}
	}
	return nil
}

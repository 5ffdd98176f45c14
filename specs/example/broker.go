package example

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Broker is a small server of one event stream, written by hand as people do,
// which keeps everything that it has sent.
type Broker struct {
	mu      sync.Mutex
	frames  []string
	changed chan struct{} // closed and replaced when there is a new frame
}

// NewBroker returns a Broker without events.
func NewBroker() *Broker { return &Broker{changed: make(chan struct{})} }

// Send sends an event to everyone who listens.
func (b *Broker) Send(typ, data string) error {
	if strings.ContainsAny(typ, "\r\n") {
		return fmt.Errorf("event type %q: it holds a line end", typ)
	}
	data = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(data)
	b.mu.Lock()
	defer b.mu.Unlock()
	frame := fmt.Sprintf("id: %d\n", len(b.frames)+1)
	if typ != "" {
		frame += "event: " + typ + "\n"
	}
	frame += "data: " + strings.ReplaceAll(data, "\n", "\ndata: ") + "\n\n"
	b.frames = append(b.frames, frame)
	close(b.changed)
	b.changed = make(chan struct{})
	return nil
}

// after returns the frames from number n on, and what is closed when there are
// more.
func (b *Broker) after(n int) ([]string, chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.frames[n:], b.changed
}

// ServeHTTP answers with the stream.
func (b *Broker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store, no-transform")
	w.Header().Set("X-Accel-Buffering", "no")
	next := b.place(r.Header.Get("Last-Event-ID"))
	out := "retry: 1000\n\n"
	for {
		frames, changed := b.after(next)
		next += len(frames)
		if _, err := io.WriteString(w, out+strings.Join(frames, "")); err != nil {
			return
		}
		if err := http.NewResponseController(w).Flush(); err != nil {
			return
		}
		out = ""
		select {
		case <-changed:
		case <-time.After(10 * time.Second):
			out = ": still here\n\n"
		case <-r.Context().Done():
			return
		}
	}
}

// place returns how many frames a client has seen that sends this id: all that
// there are, if it sends none or one that is unknown.
func (b *Broker) place(lastEventID string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n, err := strconv.Atoi(lastEventID); err == nil && n >= 0 && n <= len(b.frames) {
		return n
	}
	return len(b.frames)
}

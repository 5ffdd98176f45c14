package specs

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// hostileLater begin well.
func hostileLater() []hostile {
	stream := answers(streamHead + "data: x\n\n")
	taken := func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n") }
	hangs, swallows := echoing(3, mute), echoing(3, taken)
	const further = "a further stream is not served"
	return []hostile{
		{name: "one stream and no more", serve: firstly(1, stream, mute), kind: judged, says: further + ".*no response within"},
		{name: "a reset of each further stream", serve: firstly(1, stream, resets), kind: judged, says: further},
		{name: "a hook that stops answering", serve: hangs, hook: hangs, kind: either, says: "gave up: .* published .*arrive|the publisher does not answer any more|did not arrive"},
		{name: "events that cease to arrive", serve: swallows, hook: swallows, kind: either, says: "gave up: .* published .*arrive|did not arrive"},
	}
}

// firstly treats n connections as begin does and all others as later.
func firstly(n int64, begin, later handler) handler {
	var count atomic.Int64
	return func(c net.Conn) {
		if count.Add(1) <= n {
			begin(c)
			return
		}
		later(c)
	}
}

// loudspeaker sends what is published to all streams.
type loudspeaker struct {
	mu      sync.Mutex
	streams map[net.Conn]bool
}

// echoing returns a loudspeaker for the first publications. The others are treated as
// later does.
func echoing(publications int64, later handler) handler {
	e := &loudspeaker{streams: map[net.Conn]bool{}}
	var count atomic.Int64
	return func(c net.Conn) {
		req, err := http.ReadRequest(bufio.NewReader(c))
		if err != nil {
			return
		}
		switch {
		case req.Method == http.MethodGet:
			e.stream(c)
		case count.Add(1) > publications:
			later(c)
		default:
			data, _ := io.ReadAll(req.Body)
			e.send(string(data))
			_, _ = io.WriteString(c, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
		}
	}
}

func (e *loudspeaker) stream(c net.Conn) {
	_, _ = io.WriteString(c, streamHead)
	e.set(c, true)
	defer e.set(c, false)
	_, _ = io.Copy(io.Discard, c)
}

func (e *loudspeaker) set(c net.Conn, open bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.streams[c] = open
}

func (e *loudspeaker) send(data string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for c, open := range e.streams {
		if open {
			_, _ = fmt.Fprintf(c, "data: %s\n\n", data)
		}
	}
}

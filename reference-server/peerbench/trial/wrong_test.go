//go:build linux

package trial_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/peerbench"
	"github.com/ssegauge/ssegauge/reference-server/peerbench/child"
)

// TestMain lets this program be started again as a contender.
func TestMain(m *testing.M) {
	asked, err := child.Run(os.Args[1:], slices.Concat(peerbench.Contenders(), wrong(), []peerbench.Contender{peerbench.Patient()}))
	if !asked {
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// mischief is how a server errs that is right otherwise.
type mischief struct {
	copies    func(stream, event int) int // of an event on a stream; nil is one
	delay     time.Duration               // before an event is sent
	keepBytes int                         // of memory for each stream
	keepOpen  bool                        // the sockets of those who left
	wait      time.Duration               // for a reader whose socket is full; 0 is without end
	drop      bool                        // such a reader, after the wait
}

// wrong returns servers that err, in a way that their names say.
func wrong() []peerbench.Contender {
	servers := map[string]mischief{
		"right":   {},
		"loses":   {copies: func(stream, event int) int { return 1 - all(stream == 7, event == 4) }},
		"doubles": {copies: func(stream, event int) int { return 1 + all(stream == 7, event == 4) }},
		"late":    {delay: lateness},
		"heavy":   {keepBytes: heaviness},
		"leaks":   {keepOpen: true},
		"waits":   {wait: lateness},
		"drops":   {wait: time.Millisecond, drop: true},
	}
	var contenders []peerbench.Contender
	for name, m := range servers {
		contenders = append(contenders, peerbench.Contender{Name: name, Path: "/events", Serve: m.serve})
	}
	return contenders
}

const (
	lateness  = 40 * time.Millisecond
	heaviness = 256 << 10
)

// all is 1 if both hold.
func all(a, b bool) int {
	if a && b {
		return 1
	}
	return 0
}

// hub is the state of such a server.
type hub struct {
	mischief
	mu      sync.Mutex
	events  int
	streams []net.Conn // never removed, which is what "leaks" is about
	kept    [][]byte
}

func (m mischief) serve(ctx context.Context, l net.Listener) error {
	h := &hub{mischief: m}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /events", h.open)
	mux.HandleFunc("POST /publish", h.publish)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (h *hub) open(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	kept := make([]byte, h.keepBytes)
	for i := 0; i < len(kept); i += 1 << 10 {
		kept[i] = 1 // so that there is memory behind it
	}
	h.mu.Lock()
	h.streams, h.kept = append(h.streams, conn), append(h.kept, kept)
	h.mu.Unlock()
	_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
	if h.keepOpen {
		return
	}
	_, _ = io.Copy(io.Discard, conn)
	_ = conn.Close()
}

func (h *hub) publish(_ http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	delay := time.NewTimer(h.delay)
	defer delay.Stop()
	<-delay.C
	h.mu.Lock()
	defer h.mu.Unlock()
	h.events++
	event := fmt.Sprintf("data: %s\n\n", data)
	chunk := fmt.Sprintf("%x\r\n%s\r\n", len(event), event)
	for i, conn := range h.streams {
		n := 1
		if h.copies != nil {
			n = h.copies(i, h.events)
		}
		for range n {
			h.write(conn, chunk)
		}
	}
}

// write waits for the reader.
func (h *hub) write(conn net.Conn, chunk string) {
	if h.wait > 0 {
		_ = conn.SetWriteDeadline(time.Now().Add(h.wait))
	}
	_, err := io.WriteString(conn, chunk) // some have left
	if h.drop && errors.Is(err, os.ErrDeadlineExceeded) {
		_ = conn.Close()
	}
}

// Package client holds the clients that are compared, each of which does the same jobs.
//
// # Design
//
// A client runs in a process of its own, which takes jobs over HTTP ([Serve], [Do]) and
// measures itself: processor time by getrusage(2), memory in RAM after all garbage was given
// back.
//
//   - [Floor] is an epoll loop in one thread that opens connections and counts bytes. No
//     client can do less. Its lag comes from a number at a fixed place in what it has read, and
//     it looks there only when that is asked for.
//   - [Engine] is package loadgen as users run it, with ledgers, histograms and kernel timestamps.
//   - [Goroutines] is what most people write first: net/http and a goroutine for each stream.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"time"
)

// Kind is what a Job measures.
type Kind string

// The kinds.
const (
	Open   Kind = "open"   // how fast streams are opened, all at once
	Read   Kind = "read"   // what arrives on open streams
	Memory Kind = "memory" // what they cost
)

// Job is one thing to measure.
type Job struct {
	Kind Kind `json:"kind"`
	// Addr is the server's, Version how to speak to it: "1.1", "2" or "h2c".
	Addr    netip.AddrPort `json:"addr"`
	TLS     bool           `json:"tls"`
	Version string         `json:"version"`
	Streams int            `json:"streams"`
	// Warm is how long they are open before Length begins.
	Warm   time.Duration `json:"warm"`
	Length time.Duration `json:"length"`
	// Lag says that it is wanted.
	Lag bool `json:"lag"`
	// Profile is a file for a profile: of the heap for Memory, and else of the processor. It may
	// be empty.
	Profile string `json:"profile,omitempty"`
}

// Figures are what came of a Job.
type Figures struct {
	Opens       float64       `json:"opens"`       // per second
	Events      int64         `json:"events"`      // received in Took
	Took        time.Duration `json:"took"`        // about Length, or until all were open
	CPU         time.Duration `json:"cpu"`         // of this process in Took
	Allocations int64         `json:"allocations"` // in Took
	Lost        int64         `json:"lost"`        // events, as far as the client can tell
	Doubled     int64         `json:"doubled"`
	Limited     bool          `json:"limited"` // the client says that it was too slow
	P50         time.Duration `json:"p50"`     // of lag
	P99         time.Duration `json:"p99"`
	Resident    int64         `json:"resident"` // bytes of memory with all streams
}

// Client does jobs.
type Client func(ctx context.Context, job Job) (Figures, error)

// Serve returns what takes jobs for c on the connections of a listener until ctx is done.
func Serve(c Client) func(ctx context.Context, l net.Listener) error {
	return func(ctx context.Context, l net.Listener) error {
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var job Job
			err := json.NewDecoder(r.Body).Decode(&job)
			var f Figures
			if err == nil {
				f, err = c(r.Context(), job)
			}
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			_ = json.NewEncoder(w).Encode(f) // whoever has left is not told
		})
		s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
		served := make(chan error, 1) // sent by the goroutine below, once
		go func() { served <- s.Serve(l) }()
		<-ctx.Done()
		err := s.Close()
		if end := <-served; !errors.Is(end, http.ErrServerClosed) {
			err = errors.Join(err, end)
		}
		return err
	}
}

// maxAnswer bounds what a client answers.
const maxAnswer = 1 << 20

// Do has the client at addr do a Job.
func Do(ctx context.Context, addr netip.AddrPort, job Job) (f Figures, err error) {
	body, err := json.Marshal(job)
	if err != nil {
		return f, fmt.Errorf("write job: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr.String()+"/", bytes.NewReader(body))
	if err != nil {
		return f, fmt.Errorf("write job: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return f, fmt.Errorf("do job: %w", err)
	}
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return f, fmt.Errorf("read answer: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return f, fmt.Errorf("do job: %s", bytes.TrimSpace(answer))
	}
	return f, json.Unmarshal(answer, &f)
}

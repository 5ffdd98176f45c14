//go:build linux

package peerbench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// serveHTTP answers l with h until ctx is done, then cuts all connections.
func serveHTTP(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1) // sent by the goroutine below, once
	go func() { served <- server.Serve(l) }()
	select {
	case err := <-served:
		return errors.Join(fmt.Errorf("serve %s: %w", l.Addr(), err), server.Close())
	case <-ctx.Done():
	}
	err := server.Close()
	if end := <-served; !errors.Is(end, http.ErrServerClosed) {
		err = errors.Join(err, end)
	}
	return err
}

// routes leads requests for streams to events, and publishes to publish, which is
// given an id and the data.
func routes(events http.Handler, publish func(id int64, data []byte) error) http.Handler {
	var published atomic.Int64
	mux := http.NewServeMux()
	mux.Handle("GET /events", events)
	mux.HandleFunc("POST /publish", func(w http.ResponseWriter, r *http.Request) {
		data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxDataBytes))
		if err == nil {
			err = publish(FirstID+published.Add(1)-1, data)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	return mux
}

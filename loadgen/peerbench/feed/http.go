//go:build linux

package feed

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Secure returns what serves streams by net/http over TLS, with HTTP/1.1 or HTTP/2 as the client
// asks, an event every so often.
func Secure(every time.Duration) func(ctx context.Context, l net.Listener) error {
	return func(ctx context.Context, l net.Listener) error {
		certificate, err := selfSigned()
		if err != nil {
			return err
		}
		s := server(every)
		s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
		return serve(ctx, s, func() error { return s.ServeTLS(l, "", "") })
	}
}

// Shared returns what serves streams by net/http over HTTP/2 without TLS, an event every so
// often.
func Shared(every time.Duration) func(ctx context.Context, l net.Listener) error {
	return func(ctx context.Context, l net.Listener) error {
		s := server(every)
		s.Protocols = new(http.Protocols)
		s.Protocols.SetUnencryptedHTTP2(true)
		return serve(ctx, s, func() error { return s.Serve(l) })
	}
}

func server(every time.Duration) *http.Server {
	return &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		control := http.NewResponseController(w)
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for number := int64(0); control.Flush() == nil; number++ {
			select {
			case <-r.Context().Done():
				return
			case due := <-ticker.C:
				if _, err := w.Write(AppendEvent(nil, number, due.UnixNano())); err != nil {
					return
				}
			}
		}
	})}
}

// serve runs until ctx is done, then cuts all connections.
func serve(ctx context.Context, s *http.Server, run func() error) error {
	served := make(chan error, 1) // sent by the goroutine below, once
	go func() { served <- run() }()
	select {
	case err := <-served:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	err := s.Close()
	if end := <-served; !errors.Is(end, http.ErrServerClosed) {
		err = errors.Join(err, end)
	}
	return err
}

package refserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Serve answers the connections of l until ctx is done, then drains: it closes
// l, ends the streams as Drain says and waits for them. After Config.Drain and half
// of the grace period a stream ends at its next event border even if it has not
// delivered everything; after all of it connections are closed as they are, and
// that is the error returned.
func (s *Server) Serve(ctx context.Context, l net.Listener, grace time.Duration) (err error) {
	hub := hubOf{server: s}
	defer func() { err = errors.Join(err, hub.close()) }()
	server := s.httpServer()
	server.ConnContext = hub.remember
	served := make(chan error, 1) // sent by the goroutine below, once
	go func() { served <- s.serve(server, l) }()
	select {
	case err := <-served:
		s.log().Cut()
		return errors.Join(fmt.Errorf("serve %s: %w", l.Addr(), err), server.Close())
	case <-ctx.Done():
	}
	defer s.windDown(ctx, grace).Stop()
	err = s.shutdown(context.WithoutCancel(ctx), server, grace)
	if end := <-served; !errors.Is(end, http.ErrServerClosed) {
		err = errors.Join(err, end)
	}
	return err
}

func (s *Server) serve(server *http.Server, l net.Listener) error {
	if s.config.TLS != nil {
		return server.ServeTLS(l, "", "")
	}
	return server.Serve(l)
}

// httpServer has no WriteTimeout, which would bound the life of a stream. Nor
// do its requests inherit Serve's context: that one asks for a drain, not for
// an end.
func (s *Server) httpServer() *http.Server {
	server := &http.Server{
		Handler:           s.Handler(),
		TLSConfig:         s.config.TLS.Clone(), // net/http changes it
		ReadHeaderTimeout: s.config.ReadHeaderTimeout,
		IdleTimeout:       s.config.IdleTimeout,
		MaxHeaderBytes:    s.config.MaxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(s.config.Logger.Handler(), slog.LevelDebug),
	}
	server.Protocols = new(http.Protocols)
	server.Protocols.SetHTTP1(true)
	server.Protocols.SetHTTP2(true)
	server.Protocols.SetUnencryptedHTTP2(true)
	if s.config.Tune != nil {
		s.config.Tune(server)
	}
	return server
}

// windDown drains the server once the streams have got what was stored by now, and
// returns the timer that has those hurry that take too long.
func (s *Server) windDown(ctx context.Context, grace time.Duration) *time.Timer {
	s.catchUp(ctx)
	s.Drain()
	return time.AfterFunc(s.config.Drain+grace/2, func() { s.log().Cut() })
}

// shutdown waits for the streams and for what net/http does beside them.
func (s *Server) shutdown(ctx context.Context, server *http.Server, grace time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, s.config.Drain+grace)
	defer cancel()
	err := server.Shutdown(ctx)
	if err == nil {
		select {
		case <-s.seats.whenFree():
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	if err != nil {
		return errors.Join(fmt.Errorf("end streams within %s: %w", s.config.Drain+grace, err), server.Close())
	}
	return nil
}

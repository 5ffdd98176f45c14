package refserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"
)

// Bounds of a QUIC connection.
const (
	quicIdle      = 30 * time.Second // how long a peer may be silent
	quicKeepAlive = 10 * time.Second // silence of ours after which it is asked for a sign
	quicStreams   = 250              // requests at a time, as many as net/http allows on HTTP/2
	quicStreamIn  = 1 << 20          // bytes of one request that wait to be read
	quicConnIn    = 4 << 20          // of all of them
	quicLinger    = time.Second      // how long a client has to take the ends of its streams
)

// ServeHTTP3 answers HTTP/3 on conn until ctx is done, then drains as Serve does.
// It is run beside Serve, with a UDP socket of the same port: meanwhile answers
// over TLS name it in Alt-Svc. It needs Config.TLS, and closes conn.
// https://www.rfc-editor.org/rfc/rfc9114#section-3.1.1
func (s *Server) ServeHTTP3(ctx context.Context, conn net.PacketConn, grace time.Duration) error {
	if s.config.TLS == nil {
		return errors.Join(errors.New("serve HTTP/3: there is no TLS configuration"), conn.Close())
	}
	var open exchanges
	server := s.http3Server(open.counted(s.withLength(s.Handler())))
	served := make(chan error, 1) // sent by the goroutine below, once
	go func() { served <- server.Serve(conn) }()
	s.announce(conn.LocalAddr())
	defer s.alternative.Store(nil)
	select {
	case err := <-served:
		return errors.Join(fmt.Errorf("serve HTTP/3 on %s: %w", conn.LocalAddr(), err), server.Close(), conn.Close())
	case <-ctx.Done():
	}
	s.alternative.Store(nil)
	defer s.windDown(ctx, grace).Stop()
	err := shutdownHTTP3(context.WithoutCancel(ctx), server, &open, s.config.Drain+grace)
	if end := <-served; !errors.Is(end, http.ErrServerClosed) {
		err = errors.Join(err, end)
	}
	return errors.Join(err, conn.Close())
}

// http3Server takes no early data, which somebody else may have recorded: a publish
// must not be played again. https://www.rfc-editor.org/rfc/rfc8470#section-3
func (s *Server) http3Server(handler http.Handler) *http3.Server {
	return &http3.Server{
		Handler:        handler,
		TLSConfig:      s.config.TLS,
		MaxHeaderBytes: s.config.MaxHeaderBytes,
		IdleTimeout:    s.config.IdleTimeout,
		Logger:         s.config.Logger,
		QUICConfig: &quic.Config{
			HandshakeIdleTimeout:       s.config.ReadHeaderTimeout,
			MaxIdleTimeout:             quicIdle,
			KeepAlivePeriod:            quicKeepAlive,
			MaxIncomingStreams:         quicStreams,
			MaxStreamReceiveWindow:     quicStreamIn,
			MaxConnectionReceiveWindow: quicConnIn,
		},
	}
}

// shutdownHTTP3 has the clients told to open nothing more, and closes their
// connections when the last exchange has ended: a client that takes its time to
// leave does not use up the time.
// https://www.rfc-editor.org/rfc/rfc9114#section-5.2
func shutdownHTTP3(ctx context.Context, server *http3.Server, open *exchanges, within time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	ended := open.ended()
	complete := make(chan bool, 1) // sent by the goroutine below, once
	go func() {
		select {
		case <-ended:
			defer time.AfterFunc(quicLinger, cancel).Stop()
			<-ctx.Done()
			complete <- true
		case <-ctx.Done():
			complete <- false
		}
	}()
	err := server.Shutdown(ctx)
	cancel()
	if !<-complete && err != nil {
		return fmt.Errorf("end HTTP/3 streams within %s: %w", within, err)
	}
	return nil
}

// withLength finds out whether a request without Content-Length has a body: QUIC
// says that with the end of the request, which may come after its head. It is due
// as the head is.
func (s *Server) withLength(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength < 0 && r.Method != http.MethodPost && s.bodyIsEmpty(w, r) {
			r.ContentLength = 0
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) bodyIsEmpty(w http.ResponseWriter, r *http.Request) bool {
	control := http.NewResponseController(w)
	if err := control.SetReadDeadline(time.Now().Add(s.config.ReadHeaderTimeout)); err != nil {
		return false
	}
	n, err := r.Body.Read(make([]byte, 1))
	return n == 0 && errors.Is(err, io.EOF) && control.SetReadDeadline(time.Time{}) == nil
}

// announce makes answers over TLS name the port of HTTP/3.
// https://www.rfc-editor.org/rfc/rfc7838#section-3
func (s *Server) announce(addr net.Addr) {
	if at, err := netip.ParseAddrPort(addr.String()); err == nil {
		value := fmt.Sprintf(`h3=":%d"; ma=86400`, at.Port())
		s.alternative.Store(&value)
	}
}

// nameAlternative tells a client of HTTP/3 which does not speak it yet.
func (s *Server) nameAlternative(h http.Header, r *http.Request) {
	if value := s.alternative.Load(); value != nil && r.TLS != nil && r.ProtoMajor < 3 {
		h.Set("Alt-Svc", *value)
	}
}

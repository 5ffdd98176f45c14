package http3

import (
	"crypto/tls"
	"net/netip"
	"time"

	"github.com/quic-go/quic-go"
)

// Options say how to make a connection.
type Options struct {
	Remote netip.AddrPort
	// Local is the address to bind, port 0 for any. Its zero value leaves both to the system.
	Local netip.AddrPort
	// TLS must have a ServerName, unless it has InsecureSkipVerify. It is not changed.
	TLS *tls.Config
	// Timeout bounds the handshake, once it is its turn.
	Timeout time.Duration
	// MaxHeaderBytes bounds the head of a response, as SETTINGS_MAX_FIELD_SECTION_SIZE counts.
	MaxHeaderBytes int
	// Window is how many bytes of a stream the server may send before they are read; 0 is
	// from 512 KiB to 1 MiB, as the path needs.
	Window int
	// Streams is how many streams the connection is to have; with Window, it bounds what
	// waits on the connection.
	Streams int
}

const (
	idle      = 30 * time.Second // of silence, after which the server is gone
	keepAlive = 10 * time.Second // of silence, after which the server is asked for a sign

	firstWindow = 512 << 10
	mostWindow  = 1 << 20
	connWindow  = 16 << 20
)

// config returns what QUIC is told.
func (o Options) config() *quic.Config {
	c := &quic.Config{
		HandshakeIdleTimeout:           o.Timeout,
		MaxIdleTimeout:                 idle,
		KeepAlivePeriod:                keepAlive,
		MaxIncomingStreams:             -1, // servers have no use for them
		InitialStreamReceiveWindow:     firstWindow,
		MaxStreamReceiveWindow:         mostWindow,
		InitialConnectionReceiveWindow: mostWindow,
		MaxConnectionReceiveWindow:     connWindow,
	}
	if o.Window > 0 {
		all := max(uint64(o.Window)*uint64(max(o.Streams, 1)), 64<<10)
		c.InitialStreamReceiveWindow, c.MaxStreamReceiveWindow = uint64(o.Window), uint64(o.Window)
		c.InitialConnectionReceiveWindow, c.MaxConnectionReceiveWindow = all, all
	}
	return c
}

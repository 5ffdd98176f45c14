package jetstream

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Times of a connection.
const (
	dialTimeout   = 2 * time.Second
	pingInterval  = 2 * time.Second // two unanswered ones end the connection
	reconnectWait = 200 * time.Millisecond
)

// connect connects to the embedded server or the cluster. After that, the
// connection is kept up for ever.
func (h *History) connect() (err error) {
	c := h.config
	options := []nats.Option{
		nats.Name("ssegauge serve"),
		nats.Timeout(dialTimeout),
		nats.PingInterval(pingInterval),
		nats.MaxPingsOutstanding(2),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(reconnectWait),
		nats.ReconnectJitter(reconnectWait, reconnectWait),
		nats.ReconnectBufSize(-1), // what was refused must not be published later
		nats.IgnoreAuthErrorAbort(),
		nats.DisconnectErrHandler(h.disconnected),
		nats.ReconnectHandler(h.reconnected),
		nats.ErrorHandler(h.complained),
	}
	if c.Server != nil {
		options = append(options, nats.InProcessServer(c.Server), nats.UserInfo(userName, c.Server.token))
	}
	if c.Credentials != "" {
		options = append(options, nats.UserCredentials(c.Credentials))
	}
	h.conn, err = nats.Connect(strings.Join(c.URLs, ","), options...)
	if err != nil {
		return fmt.Errorf("connect to NATS: %w", err)
	}
	h.js, err = jetstream.New(h.conn, jetstream.WithDefaultTimeout(c.Timeout))
	if err != nil {
		return fmt.Errorf("use JetStream: %w", err)
	}
	return nil
}

func (h *History) disconnected(conn *nats.Conn, err error) {
	if conn.IsClosed() {
		return
	}
	if err == nil {
		err = errors.New("the server closed it")
	}
	if h.outage.begin(ofConnection, fmt.Errorf("no connection to NATS: %w", err)) {
		h.config.Logger.Warn("history: no connection to NATS", "cause", err)
	}
}

// reconnected has the events followed anew: those on their way when the connection
// broke are lost.
func (h *History) reconnected(conn *nats.Conn) {
	if h.outage.end(ofConnection) {
		h.config.Logger.Warn("history: connected to NATS again", "server", conn.ConnectedUrlRedacted())
	}
	h.refollow()
}

func (h *History) complained(_ *nats.Conn, _ *nats.Subscription, err error) {
	h.config.Logger.Debug("history: NATS client", "cause", err)
}

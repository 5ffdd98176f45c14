package refserver

import (
	"cmp"
	"crypto/tls"
	"log/slog"
	"net/http"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// Config says how a Server behaves. The zero value of every field means its
// default.
type Config struct {
	// Retry is the reconnection time sent at the start of every stream, in whole
	// milliseconds. Default 2 s.
	Retry time.Duration
	// RetryJitter is by how much a stream's reconnection time may be longer, as a share
	// of Retry: 0.25 is anything up to a quarter, at random. So the streams that a
	// restart ends at the same time do not all come back at the same time. Default 0.
	RetryJitter float64
	// Heartbeat is the silence after which a stream sends a comment. Default
	// 15 s, as the Standard advises.
	// https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes
	Heartbeat time.Duration
	// WriteTimeout is how long a stream's connection may accept nothing before
	// the stream is aborted. Default 10 s.
	WriteTimeout time.Duration
	// QueueBytes is how much may wait for a stream whose connection is full, beyond
	// what the kernel buffers. Past it the stream is aborted. Default 1 MiB.
	QueueBytes int
	// QueueAge is how long something may wait for such a stream. Default 30 s.
	QueueAge time.Duration
	// Drain is the time over which the streams end when the server is drained, each
	// at a time of its own, so that their clients do not come back together. 0 ends
	// them as soon as they have delivered what was published.
	Drain time.Duration
	// ReadTimeout bounds the time to receive the body of a publish. Default 30 s.
	ReadTimeout time.Duration
	// ReadHeaderTimeout bounds the time to receive a request's head. Default 10 s.
	ReadHeaderTimeout time.Duration
	// IdleTimeout is how long a connection without a request is kept. Default 2 min.
	IdleTimeout time.Duration

	// HistoryCount is the largest number of events kept for resuming, which is
	// also how far a live reader may fall behind. Default 10,000.
	HistoryCount int
	// HistoryBytes is the largest sum of their encoded sizes. Default 64 MiB.
	HistoryBytes int64
	// HistoryAge is how long an event is kept. Default 1 h.
	HistoryAge time.Duration
	// FirstID is the first automatic ID, at most 2^53-1. Default 1.
	FirstID int64

	// History, if set, keeps the events beyond this process, and numbers them. FirstID
	// and the limits of the history are its own affair then. Default is memory.
	History History

	// MaxPublishBytes bounds the body of a publish. Default 8 MiB.
	MaxPublishBytes int64
	// MaxTypeBytes bounds the type of an event. Default 1 KiB.
	MaxTypeBytes int
	// MaxIDBytes bounds an ID that a publisher names. Default 1 KiB.
	MaxIDBytes int
	// MaxTopicBytes bounds the name of a topic. Default 256.
	MaxTopicBytes int
	// MaxTopics bounds the topics of one stream. Default 16.
	MaxTopics int
	// MaxPatterns bounds the distinct topics with wildcards that streams are open on;
	// streams on further ones get 503. Default 1,000.
	MaxPatterns int
	// MaxStreams bounds the streams open at a time; further ones get 503.
	// 0 is no bound.
	MaxStreams int
	// MaxStreamsPerAddress bounds those of one IPv4 address, or of one IPv6 network of
	// 64 bits; further ones get 429. 0 is no bound, which is right behind a proxy.
	MaxStreamsPerAddress int
	// PublishRate bounds the publishes a second, of all publishers together; further
	// ones get 429. 0 is no bound.
	PublishRate float64
	// PublishBurst is how many publishes may come at once within PublishRate. Default
	// is those of a second.
	PublishBurst int
	// MaxHeaderBytes bounds a request's head. Default 64 KiB.
	MaxHeaderBytes int

	// AllowOrigin says whose pages may read responses: "*" for all, "none", or
	// origins such as "https://app.example", parted by spaces or commas.
	// Default "*".
	// https://fetch.spec.whatwg.org/#http-cors-protocol
	AllowOrigin string
	// Compress are the codings in which streams are sent to those who accept one, the
	// preferred one first: "gzip", "zstd". Empty is none.
	Compress []string
	// TLS, if set, is how Serve secures its connections. HTTP/2 is offered then; over
	// plain connections it is spoken with those who begin with it.
	// https://www.rfc-editor.org/rfc/rfc9113#section-3.3
	TLS *tls.Config
	// Tokens are the bearer tokens that streams and publishes are accepted with.
	Tokens []string
	// SubscribeTokens are good for streams only. Without any, and without Tokens,
	// everybody may open one.
	SubscribeTokens []string
	// PublishTokens are good for publishes only. Without any, and without Tokens,
	// everybody may publish.
	PublishTokens []string
	// TokenInQuery lets a stream give its token as ?access_token=, for pages, whose
	// EventSource cannot set a header. URLs are kept in places where secrets are not,
	// such as the logs of proxies.
	// https://www.rfc-editor.org/rfc/rfc6750#section-2.3
	TokenInQuery bool
	// Metrics adds GET /metrics, for Prometheus. Like /healthz it has counts only, and
	// is open to everybody.
	Metrics bool
	// Connections adds GET /connections, by which programs on this machine see the
	// streams that are open, with the addresses of their clients.
	Connections bool
	// Control adds the endpoints under /control/, which do to the server what time
	// and mishap do to others: see package control. Programs on this machine may use
	// them.
	Control bool
	// ControlTokens are the bearer tokens that requests to them need, wherever they
	// come from. Empty refuses those that do not come from this machine.
	ControlTokens []string
	// Wrap, if set, is put around the handler of every request. It may change what
	// is asked and what is answered: this is how Defects are played.
	Wrap func(http.Handler) http.Handler
	// Tune, if set, changes the http.Server of Serve before it starts.
	Tune func(*http.Server)
	// AccessLog receives a line for every request that has ended, at level info, and
	// another when a stream opens. It has no tokens, nor the queries they may stand in.
	// Its handler must not wait: streams would wait with it. Default none.
	AccessLog *slog.Logger
	// Logger receives the story of every stream, at level debug. Its handler must not
	// wait either. Default none.
	Logger *slog.Logger
}

func (c Config) withDefaults() Config {
	c.Retry = cmp.Or(c.Retry, 2*time.Second)
	c.Heartbeat = cmp.Or(c.Heartbeat, 15*time.Second)
	c.WriteTimeout = cmp.Or(c.WriteTimeout, 10*time.Second)
	c.QueueBytes = cmp.Or(c.QueueBytes, 1<<20)
	c.QueueAge = cmp.Or(c.QueueAge, 30*time.Second)
	c.ReadTimeout = cmp.Or(c.ReadTimeout, 30*time.Second)
	c.ReadHeaderTimeout = cmp.Or(c.ReadHeaderTimeout, 10*time.Second)
	c.IdleTimeout = cmp.Or(c.IdleTimeout, 2*time.Minute)
	c.HistoryCount = cmp.Or(c.HistoryCount, 10_000)
	c.HistoryBytes = cmp.Or(c.HistoryBytes, 64<<20)
	c.HistoryAge = cmp.Or(c.HistoryAge, time.Hour)
	c.FirstID = cmp.Or(c.FirstID, 1)
	c.MaxPublishBytes = cmp.Or(c.MaxPublishBytes, 8<<20)
	c.MaxTypeBytes = cmp.Or(c.MaxTypeBytes, 1<<10)
	c.MaxIDBytes = cmp.Or(c.MaxIDBytes, 1<<10)
	c.MaxTopicBytes = cmp.Or(c.MaxTopicBytes, 256)
	c.MaxTopics = cmp.Or(c.MaxTopics, 16)
	c.MaxPatterns = cmp.Or(c.MaxPatterns, 1000)
	c.MaxHeaderBytes = cmp.Or(c.MaxHeaderBytes, 64<<10)
	c.AllowOrigin = cmp.Or(c.AllowOrigin, "*")
	c.Logger = cmp.Or(c.Logger, slog.New(slog.DiscardHandler))
	return c
}

// historyLimits are those of a history as c wants it.
func (c Config) historyLimits() history.Limits {
	return history.Limits{Count: c.HistoryCount, Bytes: c.HistoryBytes, Age: c.HistoryAge, Patterns: c.MaxPatterns}
}

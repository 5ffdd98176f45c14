package jetstream

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// Config says where the stream is and how much of it is kept. The zero value of
// every field but Limits means its default.
type Config struct {
	// Server is the embedded server to use; nil means the cluster at URLs. Open wants
	// one of them.
	Server *Embedded
	// URLs are addresses of a NATS cluster, such as nats://10.0.0.1:4222.
	URLs []string
	// Credentials is a file with a user's JWT and key, if the cluster wants one.
	Credentials string
	// Stream is the name of the JetStream stream, made if need be. Default SSEGAUGE.
	Stream string
	// Replicas is how many servers of a cluster keep the stream, from 1 to 5.
	// Default 1.
	Replicas int
	// Limits are those of the history, all positive. A stream that exists with other
	// limits gets these.
	Limits history.Limits
	// FirstID is where a new stream begins. Default is the time in milliseconds, which
	// lies beyond all IDs of a stream that was here before.
	FirstID int64
	// Timeout is how long a publish waits for its acknowledgement. Default 5 s.
	Timeout time.Duration
	// Logger receives the story of the connection. Default none.
	Logger *slog.Logger
}

func (c Config) withDefaults() Config {
	c.Stream = cmp.Or(c.Stream, "SSEGAUGE")
	c.Replicas = cmp.Or(c.Replicas, 1)
	c.FirstID = cmp.Or(c.FirstID, time.Now().UnixMilli())
	c.Timeout = cmp.Or(c.Timeout, 5*time.Second)
	c.Logger = cmp.Or(c.Logger, slog.New(slog.DiscardHandler))
	return c
}

// Validate returns every problem of c, joined, each beginning with the name of
// its field.
func (c Config) Validate() error {
	c = c.withDefaults()
	problems := []error{validateStream(c.Stream)}
	if c.Server != nil && len(c.URLs) > 0 {
		problems = append(problems, errors.New("URLs: want these or an embedded server"))
	}
	for _, address := range c.URLs {
		problems = append(problems, validateURL(address))
	}
	if c.Replicas < 1 || c.Replicas > 5 {
		problems = append(problems, fmt.Errorf("%s: want 1 to 5, got %d", "Replicas", c.Replicas))
	}
	if c.Limits.Count <= 0 || c.Limits.Bytes <= 0 || c.Limits.Age < leastAge {
		problems = append(problems, fmt.Errorf("%s: want a count, bytes, and an age of at least %s", "Limits", leastAge))
	}
	if c.FirstID < 1 || c.FirstID > history.MaxPlace {
		problems = append(problems, fmt.Errorf("FirstID: want 1 to %d, got %d", int64(history.MaxPlace), c.FirstID))
	}
	return errors.Join(problems...)
}

// validateStream wants a name that every store takes as the name of a directory.
// https://docs.nats.io/nats-concepts/jetstream/streams
func validateStream(name string) error {
	odd := func(c rune) bool {
		return c != '-' && c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
	}
	if name == "" || len(name) > 64 || strings.ContainsFunc(name, odd) {
		return fmt.Errorf("%s: want up to 64 letters, digits, - and _, got %q", "Stream", name)
	}
	return nil
}

func validateURL(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return errors.New("URLs: one is not a URL such as nats://10.0.0.1:4222")
	}
	switch u.Scheme {
	case "nats", "tls", "ws", "wss":
		if u.Host != "" {
			return nil
		}
	}
	return fmt.Errorf("URLs: %q is not one such as nats://10.0.0.1:4222", u.Redacted())
}

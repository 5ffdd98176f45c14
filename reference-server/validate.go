package refserver

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// Bounds of a request's head, in bytes.
const (
	headRoom = 4 << 10 // what it needs beside a Last-Event-ID
	leastMax = 8 << 10 // the least that MaxHeaderBytes may be
)

// Bounds of what is not a whole number.
const (
	maxPublishRate = 1e9 // beyond what a server can do
	maxRetryJitter = 10  // a wait eleven times as long is not jitter any more
)

// Validate returns every problem of c, joined, each beginning with the name of
// its field.
func (c Config) Validate() error {
	c = c.withDefaults()
	return errors.Join(
		atLeast("Retry", c.Retry, time.Millisecond),
		validateShare("RetryJitter", c.RetryJitter, maxRetryJitter),
		atLeast("Heartbeat", c.Heartbeat, time.Millisecond),
		atLeast("WriteTimeout", c.WriteTimeout, time.Millisecond),
		atLeast("QueueBytes", c.QueueBytes, 1),
		atLeast("QueueAge", c.QueueAge, time.Millisecond),
		atLeast("Drain", c.Drain, 0),
		atLeast("ReadTimeout", c.ReadTimeout, time.Millisecond),
		atLeast("ReadHeaderTimeout", c.ReadHeaderTimeout, time.Millisecond),
		atLeast("IdleTimeout", c.IdleTimeout, time.Millisecond),
		atLeast("HistoryCount", c.HistoryCount, 1),
		atLeast("HistoryBytes", c.HistoryBytes, 1),
		atLeast("HistoryAge", c.HistoryAge, time.Millisecond),
		atLeast("FirstID", c.FirstID, 1),
		atMost("FirstID", c.FirstID, history.MaxPlace),
		atLeast("MaxPublishBytes", c.MaxPublishBytes, 1),
		atLeast("MaxTypeBytes", c.MaxTypeBytes, 1),
		atLeast("MaxIDBytes", c.MaxIDBytes, 1),
		atMost("MaxIDBytes", c.MaxIDBytes, max(leastMax, c.MaxHeaderBytes)-headRoom),
		atLeast("MaxTopicBytes", c.MaxTopicBytes, 1),
		atLeast("MaxTopics", c.MaxTopics, 1),
		atLeast("MaxPatterns", c.MaxPatterns, 1),
		atLeast("MaxStreams", c.MaxStreams, 0),
		atLeast("MaxStreamsPerAddress", c.MaxStreamsPerAddress, 0),
		validateShare("PublishRate", c.PublishRate, maxPublishRate),
		atLeast("PublishBurst", c.PublishBurst, 0),
		atLeast("MaxHeaderBytes", c.MaxHeaderBytes, leastMax),
		validateOrigins(c.AllowOrigin),
		validateCompress(c.Compress),
		validateTokens("Tokens", c.Tokens),
		validateTokens("SubscribeTokens", c.SubscribeTokens),
		validateTokens("PublishTokens", c.PublishTokens),
		validateTokens("ControlTokens", c.ControlTokens),
		validateControl(c),
	)
}

// validateControl refuses tokens for what is not there.
func validateControl(c Config) error {
	if len(c.ControlTokens) > 0 && !c.Control {
		return errors.New("ControlTokens: there is nothing to control without Control")
	}
	return nil
}

// validateTokens wants what a header can carry.
// https://www.rfc-editor.org/rfc/rfc6750#section-2.1
func validateTokens(field string, tokens []string) error {
	for i, token := range tokens {
		if token == "" || strings.ContainsFunc(token, func(c rune) bool { return c <= ' ' || c >= 0x7f }) {
			return fmt.Errorf("%s: number %d is empty or has a space or a character that is not ASCII", field, i+1)
		}
	}
	return nil
}

func atLeast[T int | int64 | time.Duration](field string, got, least T) error {
	if got < least {
		return fmt.Errorf("%s: %v is less than %v", field, got, least)
	}
	return nil
}

func atMost[T int | int64](field string, got, most T) error {
	if got > most {
		return fmt.Errorf("%s: %v is more than %v", field, got, most)
	}
	return nil
}

// validateShare wants a number between nothing and most.
func validateShare(field string, got, most float64) error {
	if got >= 0 && got <= most { // and is a number
		return nil
	}
	return fmt.Errorf("%s: %v is not between 0 and %v", field, got, most)
}

func validateOrigins(allow string) error {
	if allow == anyOrigin || allow == noOrigin {
		return nil
	}
	for _, origin := range origins(allow) {
		u, err := url.Parse(origin)
		if err != nil || u.Host == "" || origin != strings.ToLower(u.Scheme+"://"+u.Host) {
			return fmt.Errorf("AllowOrigin: %q is not an origin such as https://app.example", origin)
		}
	}
	if len(origins(allow)) == 0 {
		return errors.New(`AllowOrigin: blank; say "none" to allow no origin`)
	}
	return nil
}

package jetstream

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// Headers of a message. Their values are percent-encoded, since a header keeps
// neither line ends nor the space before it. The ID that a publisher named is in
// Nats-Msg-Id.
const (
	topicHeader = "Sse-Topic"
	typeHeader  = "Sse-Type"
	retryHeader = "Sse-Retry"
)

// defaultTopic is that of a message from elsewhere, which names none.
const defaultTopic = "default"

func encode(subject string, e history.Event) *nats.Msg {
	m := &nats.Msg{Subject: subject, Header: nats.Header{}, Data: []byte(e.Data)}
	m.Header.Set(topicHeader, url.PathEscape(e.Topic))
	if e.Type != "" {
		m.Header.Set(typeHeader, url.PathEscape(e.Type))
	}
	if e.ID != "" {
		m.Header.Set(jetstream.MsgIDHeader, url.PathEscape(e.ID))
	}
	if e.HasRetry {
		m.Header.Set(retryHeader, strconv.FormatInt(e.Retry.Milliseconds(), 10))
	}
	return m
}

func decode(header nats.Header, data []byte) (history.Event, error) {
	e := history.Event{Topic: defaultTopic, Data: string(data)}
	for name, field := range map[string]*string{topicHeader: &e.Topic, typeHeader: &e.Type, jetstream.MsgIDHeader: &e.ID} {
		value := header.Get(name)
		if value == "" {
			continue
		}
		text, err := url.PathUnescape(value)
		if err != nil {
			return e, fmt.Errorf("decode header %s: %w", name, err)
		}
		*field = text
	}
	if retry := header.Get(retryHeader); retry != "" {
		ms, err := strconv.ParseInt(retry, 10, 32)
		if err != nil || ms < 0 {
			return e, fmt.Errorf("decode header %s: %q is not a number of milliseconds", retryHeader, retry)
		}
		e.Retry, e.HasRetry = time.Duration(ms)*time.Millisecond, true
	}
	return e, nil
}

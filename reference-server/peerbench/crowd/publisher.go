//go:build linux

package crowd

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/netip"
)

// Publisher publishes the events of a run over one connection.
type Publisher struct {
	client *http.Client
	url    string
}

// NewPublisher returns a publisher for the server at addr. Close must be called.
func NewPublisher(addr netip.AddrPort) *Publisher {
	return &Publisher{
		client: &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}},
		url:    fmt.Sprintf("http://%s/publish", addr),
	}
}

// Publish publishes e and waits for the answer.
func (p *Publisher) Publish(ctx context.Context, e Event) error {
	if err := p.PublishData(ctx, e.AppendData(nil)); err != nil {
		return fmt.Errorf("publish event %d: %w", e.Number, err)
	}
	return nil
}

// PublishData publishes data that is no Event, for those who do not read it, and waits
// for the answer.
func (p *Publisher) PublishData(ctx context.Context, data []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url, bytes.NewReader(data))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "text/plain")
	res, err := p.client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 4<<10))
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("answered %s: %s", res.Status, bytes.TrimSpace(body))
	}
	return err
}

// Close gives up the connection.
func (p *Publisher) Close() { p.client.CloseIdleConnections() }

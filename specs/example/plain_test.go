package example

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/specs"
)

// The suite from plain go test, with a publish hook in Go: a subtest for each
// Requirement.
func TestBroker(t *testing.T) {
	broker := NewBroker()
	server := httptest.NewServer(broker)
	t.Cleanup(server.Close)
	specs.Test(t, specs.Config{
		URL: server.URL,
		Publisher: specs.NewFuncPublisher(func(_ context.Context, p specs.Publication) error {
			return broker.Send(p.Event, p.Data)
		}, specs.Carries{Event: true}),
		Labels: "response || framing || data || injection",
		Limits: specs.Limits{MaxSilence: 12 * time.Second},
	})
}

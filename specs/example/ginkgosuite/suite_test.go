package ginkgosuite

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/ssegauge/ssegauge/specs"
	"github.com/ssegauge/ssegauge/specs/example"
)

func TestBroker(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "broker")
}

var _ = Describe("the broker", func() {
	broker := example.NewBroker()
	var server *httptest.Server

	BeforeEach(func() {
		server = httptest.NewServer(broker)
		DeferCleanup(server.Close)
	})

	It("refuses a line end in a type", func() {
		Expect(broker.Send("a\nb", "")).To(MatchError(ContainSubstring("line end")))
	})

	It("answers with a stream", func(ctx SpecContext) {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL, http.NoBody)
		Expect(err).NotTo(HaveOccurred())
		resp, err := http.DefaultClient.Do(r)
		Expect(err).NotTo(HaveOccurred())
		defer resp.Body.Close()
		first := make([]byte, len("retry: 1000\n\n"))
		_, err = io.ReadFull(resp.Body, first)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(first)).To(Equal("retry: 1000\n\n"))
	})
})

var conforming = example.NewBroker()

// The conformance suite, as one more container.
var _ = specs.Describe("its event stream", specs.Config{
	Labels: "response || framing || resume",
	Publisher: specs.NewFuncPublisher(func(_ context.Context, p specs.Publication) error {
		return conforming.Send(p.Event, p.Data)
	}, specs.Carries{Event: true}),
}, func(cfg *specs.Config) {
	server := httptest.NewServer(conforming)
	DeferCleanup(server.Close)
	cfg.URL = server.URL
})

package publish

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/ssegauge/ssegauge/loadgen/stamp"
)

// BenchmarkSend is one publish after the other, the server's work included.
func BenchmarkSend(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }))
	defer server.Close()
	plan := Plan{Rate: 1, Hook: Reference(server.URL)}
	r, problems := plan.Hook.compile()
	if err := problems.Err(); err != nil {
		b.Fatal(err)
	}
	s := newSender(plan, r)
	defer s.client.CloseIdleConnections()
	b.ReportAllocs()
	for b.Loop() {
		e := event{topicName: "orders", stamp: stamp.Stamp{Run: "us", Topic: "orders"}, size: 120}
		if a := s.send(b.Context(), &e); a.class != Accepted {
			b.Fatal(a.detail)
		}
	}
}

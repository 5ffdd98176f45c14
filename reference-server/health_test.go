package refserver

import (
	"io"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHealthz(t *testing.T) {
	s := start(t, Config{HistoryCount: 2})
	st := s.open(t, "?topic=a&topic=b")
	for range 3 {
		s.publish(t, "?topic=a", "x")
		st.next(t)
	}
	until(t, "the third is counted", func() bool { return s.Stats().Delivered == 3 })
	res := s.request(t, http.MethodGet, "/healthz", "")
	want := map[string]any{
		"status": "ok", "streams": 1.0, "topics": 2.0, "lastEventId": "3",
		"published": 3.0, "delivered": 3.0, "slow": 0.0,
		"history": map[string]any{"events": 2.0, "bytes": 30.0},
	}
	if cache := res.Header.Get("Cache-Control"); res.StatusCode != http.StatusOK || cache != "no-store" {
		t.Errorf("status %d, Cache-Control %q", res.StatusCode, cache)
	}
	if diff := cmp.Diff(want, answer(t, res)); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	head := s.request(t, http.MethodHead, "/healthz", "")
	if n, err := io.Copy(io.Discard, head.Body); n != 0 || err != nil || head.StatusCode != http.StatusOK {
		t.Errorf("HEAD: status %d, %d bytes, error %v", head.StatusCode, n, err)
	}
}

package refserver

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// seamEvents is how many events pass while clients come and go.
const seamEvents = 2000

// TestSeamOverHTTP has clients connect, read a little, leave and resume, while
// events are published as fast as it goes: the switch from replay to live lies
// somewhere else each time. Every client must get every event once, in order.
func TestSeamOverHTTP(t *testing.T) {
	const clients = 4
	s := start(t, Config{})
	var all sync.WaitGroup
	visits := make([]int, clients)
	for c := range clients {
		all.Go(func() {
			client := &visitor{id: "0"}
			for client.seen < seamEvents && client.err == nil {
				client.visit(t.Context(), s, 1+visits[c]%5)
				visits[c]++
			}
			if client.err != nil {
				t.Errorf("client %d after event %d: %v", c, client.seen, client.err)
			}
		})
	}
	for i := range seamEvents {
		s.publish(t, fmt.Sprintf("?topic=t%d", i%3), strconv.Itoa(i))
	}
	all.Wait()
	t.Logf("visits: %v", visits)
}

// visitor is a client that reconnects.
type visitor struct {
	id   string
	seen int
	err  error
}

// visit resumes and leaves after at most the given number of events.
func (v *visitor) visit(ctx context.Context, s *running, most int) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/events?topic=t0&topic=t1&topic=t2", nil)
	if err != nil {
		v.err = err
		return
	}
	req.Header.Set("Last-Event-ID", v.id)
	res, err := s.client.Do(req)
	if err != nil {
		v.err = err
		return
	}
	defer func() { _ = res.Body.Close() }()
	for e, err := range eventstream.Events(res.Body) {
		if v.err = errors.Join(err, v.check(e)); v.err != nil {
			return
		}
		if most--; most == 0 || v.seen == seamEvents {
			return
		}
	}
}

func (v *visitor) check(e eventstream.Event) error {
	if want := strconv.Itoa(v.seen); e.Data != want || e.Type != "message" {
		return fmt.Errorf("got %+v, want data %s", e, want)
	}
	v.id = e.LastEventID
	v.seen++
	return nil
}

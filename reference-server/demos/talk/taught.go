package talk

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// flaws are those of the taught form.
func flaws() []site.Flaw {
	return []site.Flaw{
		{
			Text:   "the id is a clock string: not unique, not ordered, the same for all events of a connection",
			Broken: []string{"fields-id-unique", "fields-id-agrees"},
		},
		{
			Text:   "timers of departed clients keep running",
			Broken: []string{"lifecycle-fin-noticed", "lifecycle-rst-noticed"},
		},
	}
}

// taught is the form with these flaws.
type taught struct {
	server *refserver.Server
	timers *timers
	every  time.Duration
	last   atomic.Int64 // number of a connection

	mu   sync.Mutex // guards what follows
	told time.Time  // the latest time that was an id
}

func newTaught(server *refserver.Server, logger *slog.Logger, every time.Duration) *taught {
	return &taught{server: server, timers: newTimers(logger), every: every}
}

func (t *taught) form() form {
	return form{
		open: t.open,
		run: func(ctx context.Context) error {
			<-ctx.Done()
			t.timers.end()
			return nil
		},
		timers: t.timers.count,
	}
}

// id is a clock string, of milliseconds, so that no two connections have the same: what
// a check finds must not depend on the moment at which it looks.
func (t *taught) id() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	if next := t.told.Add(time.Millisecond); now.Before(next) {
		now = next
	}
	t.told = now
	return now.Format("15:04:05.000")
}

// open answers with a stream that has an id of its own, and a timer of its own.
func (t *taught) open(w http.ResponseWriter, r *http.Request) {
	id := t.id()
	own := fmt.Sprintf("%s.timer.%d", topic, t.last.Add(1))
	var departed atomic.Bool
	ctx := context.WithoutCancel(r.Context()) // the timer outlives the request
	t.server.Open(w, r, refserver.Feed{
		Topics: []string{topic, own},
		Begin: func(h refserver.Hello) []byte {
			begin := eventstream.AppendEnd(eventstream.AppendRetry(nil, h.Retry))
			return append(begin, site.Frame(eventstream.Event{Data: id, LastEventID: id})...)
		},
		Opened: func() {
			t.timers.start(t.every, func() {
				if !departed.Load() {
					_ = say(ctx, t.server, own) // there is no one to tell that it cannot
				}
			})
		},
		Left:   func(string) { departed.Store(true) },
		Resume: func(string) string { return "" }, // a clock string is no place in anything
		Frame: func(e *history.Entry) []byte {
			event := e.Event()
			event.LastEventID = id
			return site.Frame(event)
		},
	})
}

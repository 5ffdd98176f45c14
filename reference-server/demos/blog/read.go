package blog

import (
	"context"
	"net/http"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// snapshot is the answer to GET api/posts.
type snapshot struct {
	Posts       []post `json:"posts"` // the newest first
	LastEventID string `json:"lastEventId"`
}

// posts answers api/posts.
func (b *blog) posts(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		b.create(w, r)
		return
	}
	if !b.server.AdmitSubscriber(w, r) {
		return
	}
	var now snapshot
	if err := b.look(r.Context(), func(f *fold, endID string) { now = snapshot{f.newest(), endID} }); err != nil {
		b.server.RefusePublish(w, err)
		return
	}
	refserver.WriteJSON(w, http.StatusOK, now)
}

// look calls see with what all events say that were published before, and the ID of
// the end of the history. The error is that of ctx, or history.ErrClosed.
func (b *blog) look(ctx context.Context, see func(f *fold, endID string)) error {
	seen := make(chan struct{}) // closed by ask
	ask := func(endID string) {
		see(&b.fold, endID)
		close(seen)
	}
	select {
	case b.asks <- ask:
	case <-b.ended:
		return history.ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select { // not ctx: see may be at work
	case <-seen:
		return nil
	case <-b.ended:
		return history.ErrClosed
	}
}

package blog

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// viewsEvery is the shortest time between two events with views.
const viewsEvery = time.Second

// views are those that were counted and not yet published.
type views struct {
	news  chan struct{} // holds a value while there are some
	mu    sync.Mutex    // guards fresh
	fresh map[string]int
}

func newViews() *views {
	return &views{news: make(chan struct{}, 1), fresh: make(map[string]int)}
}

// add counts views of posts.
func (v *views) add(more map[string]int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for id, n := range more {
		v.fresh[id] += n
	}
	select {
	case v.news <- struct{}{}:
	default:
	}
}

// take returns what was counted, for which the taker answers from now on.
func (v *views) take() map[string]int {
	v.mu.Lock()
	defer v.mu.Unlock()
	taken := v.fresh
	v.fresh = make(map[string]int)
	return taken
}

// view answers POST api/posts/{id}/views, which a page sends for every post that its
// reader gets to see: who may read is counted. Only posts that are there are counted, which bounds the counts.
func (b *blog) view(w http.ResponseWriter, r *http.Request) {
	if !b.server.AdmitSubscriber(w, r) {
		return
	}
	id, there := r.PathValue("id"), false
	err := b.look(r.Context(), func(f *fold, _ string) { there = f.find(id) != nil })
	switch {
	case err != nil:
		b.server.RefusePublish(w, err)
	case !there:
		missing(r).Write(w)
	default:
		b.views.add(map[string]int{id: 1})
		w.WriteHeader(http.StatusNoContent)
	}
}

// publishViews publishes the views, those that come together as one event, until ctx is
// done or the server drains.
func (b *blog) publishViews(ctx context.Context) {
	for {
		select {
		case <-b.views.news:
		case <-ctx.Done():
			return
		}
		if err := b.publishTotals(ctx); errors.Is(err, history.ErrClosed) {
			return
		} else if err != nil {
			b.options.Logger.Debug("views wait for the history", "cause", err)
		}
		select {
		case <-time.After(viewsEvery):
		case <-ctx.Done():
			return
		}
	}
}

// publishTotals publishes how often the posts were viewed that have been viewed since.
// Views that cannot be published remain for the next time.
func (b *blog) publishTotals(ctx context.Context) error {
	fresh := b.views.take()
	totals := make(map[string]int)
	err := b.look(ctx, func(f *fold, _ string) {
		for id, n := range fresh {
			if p := f.find(id); p != nil {
				totals[id] = p.Views + n
			}
		}
	})
	if err == nil && len(totals) > 0 {
		_, err = b.server.Publish(ctx, history.Event{Topic: topic, Type: counted, Data: encode(counts{totals})})
	}
	if err != nil {
		b.views.add(fresh)
	}
	return err
}

package blog

import (
	"context"
	"embed"
	"errors"
	"net/http"
	"sync"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

//go:embed page.html page.js admin.js
var files embed.FS

const topic = "demo.blog"

// New returns the demo on the server.
func New(server *refserver.Server, o site.Options) site.App {
	b := newBlog(server, o)
	return site.App{
		Name:      "blog",
		Title:     "Live blog",
		Summary:   "Posts, edits and deletions as they are made, and nothing is missed.",
		Files:     files,
		Endpoints: b.endpoints(),
		Run:       b.run,
		Stream:    "events",
		Hook:      site.PublishHook(topic),
	}
}

// blog is the demo on a server.
type blog struct {
	server  *refserver.Server
	options site.Options
	fold    fold                    // of the goroutine of run
	asks    chan func(endID string) // sent by look
	ended   chan struct{}           // closed when nobody takes asks any more
	turn    chan struct{}           // holds a value while somebody writes
	views   *views
}

func newBlog(server *refserver.Server, o site.Options) *blog {
	return &blog{
		server:  server,
		options: o,
		asks:    make(chan func(string)),
		ended:   make(chan struct{}),
		turn:    make(chan struct{}, 1),
		views:   newViews(),
	}
}

// run keeps the fold and publishes views until ctx is done or the server drains.
func (b *blog) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var counting sync.WaitGroup
	counting.Go(func() { b.publishViews(ctx) })
	err := b.server.Follow(ctx, []string{topic}, refserver.Follower{
		Begin: b.fold.begin,
		Event: func(e *history.Entry) { b.fold.apply(e.Event()) },
		Asks:  b.asks,
	})
	close(b.ended) // publishViews may wait for an answer that nobody will give
	cancel()
	counting.Wait()
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// endpoints are what the blog answers.
func (b *blog) endpoints() []site.Endpoint {
	feed := refserver.Feed{Topics: []string{topic}}
	read := []string{http.MethodGet, http.MethodHead}
	return []site.Endpoint{
		{Path: "events", Methods: read, Handle: func(w http.ResponseWriter, r *http.Request) { b.server.Open(w, r, feed) }},
		{Path: "api/posts", Methods: append(read, http.MethodPost), Handle: b.posts},
		{Path: "api/posts/{id}", Methods: []string{http.MethodPut, http.MethodDelete}, Handle: b.post},
		{Path: "api/posts/{id}/views", Methods: []string{http.MethodPost}, Handle: b.view},
	}
}

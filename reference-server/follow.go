package refserver

import (
	"context"
	"errors"
	"io"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// Follower hears the events of topics in the process, as a stream does.
type Follower struct {
	// Begin is called first, and again when everything begins anew: after a restart, or
	// where the follower fell behind the history. What was heard before is void then.
	Begin func()
	// Event is called for every event that is kept, and then for each new one, in order.
	Event func(*history.Entry)
}

// Follow reads the topics until the server drains or ctx is done, which is the error
// then. The functions of f are called by this goroutine.
func (s *Server) Follow(ctx context.Context, topics []string, f Follower) error {
	for {
		f.Begin()
		err := follow(ctx, s.log(), topics, f.Event)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, history.ErrBehind):
		case !errors.Is(err, io.EOF):
			return err
		case s.draining():
			return nil
		}
	}
}

// follow reads one log to its end, which is io.EOF.
func follow(ctx context.Context, log *history.Log, topics []string, event func(*history.Entry)) error {
	news := history.NewBell()
	cursor := log.OpenOldest(topics, news.Ring)
	defer cursor.Close()
	var batch []*history.Entry
	for {
		var err error
		if batch, err = cursor.Next(batch[:0]); err != nil {
			return err
		}
		for _, e := range batch {
			event(e)
		}
		if len(batch) > 0 {
			clear(batch)
			continue
		}
		select {
		case <-news:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

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
	// Asks are called once everything was heard that was published before they were
	// sent, with the ID of the end of the history: a stream that begins after that ID has
	// what is heard later. Those that are not called before Follow returns never are. nil
	// is none.
	Asks <-chan func(endID string)
}

// Follow reads the topics until the server drains or ctx is done, which is the error
// then. The functions of f are called by this goroutine.
func (s *Server) Follow(ctx context.Context, topics []string, f Follower) error {
	following := following{Follower: f, topics: topics}
	for {
		f.Begin()
		err := following.read(ctx, s.log())
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

// following is a Follower at work.
type following struct {
	Follower
	topics []string
	ask    func(endID string) // that is to be called, nil if none is
}

// read reads one log to its end, which is io.EOF.
func (f *following) read(ctx context.Context, log *history.Log) error {
	news := history.NewBell()
	cursor := log.OpenOldest(f.topics, news.Ring)
	defer cursor.Close()
	var batch []*history.Entry
	for ctx.Err() == nil { // a busy history does not let it come to the wait below
		var err error
		if batch, err = cursor.Next(batch[:0]); err != nil {
			return err
		}
		for _, e := range batch {
			f.Event(e)
		}
		if len(batch) > 0 {
			clear(batch)
			continue
		}
		if f.ask != nil {
			f.ask(cursor.EndID())
			f.ask = nil
		}
		select {
		case <-news:
		case f.ask = <-f.Asks:
		case <-ctx.Done():
		}
	}
	return ctx.Err()
}

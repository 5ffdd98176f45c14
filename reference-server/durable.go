package refserver

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// History keeps events beyond this process. Streams read a view of it, which follows
// what is stored, by whichever node; what they do is the same as with a history in
// memory. Its methods are called from several goroutines.
type History interface {
	// Log is the view. It is closed by the Server, and by nobody else.
	Log() *history.Log
	// Publish stores an event and returns its ID once it is stored and the view has
	// it. The errors are those of Log.Append, history.ErrUnavailable,
	// history.ErrOversize and history.ErrNumbered.
	Publish(ctx context.Context, e history.Event) (id string, err error)
	// Sync has the view come to the present end of what is stored. It is asked for
	// when a client resumes from an ID that the view does not know, and which it may
	// have got from another node a moment ago. It must not take long.
	Sync(ctx context.Context) error
	// Restart cuts the view and returns the next one, with what is stored.
	Restart() *history.Log
	// Healthy returns why publishes are refused at the moment, or nil.
	Healthy() error
}

// store adds e to the history and returns its ID.
func (s *Server) store(ctx context.Context, e history.Event) (string, error) {
	if s.config.History == nil {
		return s.log().Append(e)
	}
	return s.config.History.Publish(ctx, e)
}

// awaitID has the view come to the end of what is stored if it does not know the ID
// that a client resumes from. If it cannot, the client is told to reset.
func (s *Server) awaitID(ctx context.Context, lastEventID string) {
	if s.config.History == nil || lastEventID == "" || s.log().Resumes(lastEventID) != history.Unknown {
		return
	}
	if err := s.config.History.Sync(ctx); err != nil {
		s.config.Logger.Debug("the history is not at its end", "cause", err)
	}
}

// catchUp has the view come to what is stored by now, by whichever node. What was
// acknowledged is delivered then, before the streams of this node end.
func (s *Server) catchUp(ctx context.Context) {
	if s.config.History == nil {
		return
	}
	const patience = time.Second // with a store that is ill
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if err := s.config.History.Sync(ctx); err != nil {
		s.config.Logger.Debug("history not at its end", "cause", err)
	}
}

// healthy returns why publishes are refused at the moment, or nil.
func (s *Server) healthy() error {
	if s.config.History == nil {
		return nil
	}
	return s.config.History.Healthy()
}

// storeProblem explains why a durable history refused an event, or returns nil if
// the reason is none of its own.
func storeProblem(err error) *problem {
	switch {
	case errors.Is(err, history.ErrOversize):
		return &problem{status: http.StatusRequestEntityTooLarge, Message: fmt.Sprintf("data: %v", history.ErrOversize), Field: "data"}
	case errors.Is(err, history.ErrNumbered):
		return &problem{
			status:  http.StatusConflict,
			Message: "id: " + history.ErrNumbered.Error(),
			Field:   "id",
			Hint:    "leave the id out, or choose one that is not a number",
		}
	}
	return nil
}

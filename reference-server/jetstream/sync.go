package jetstream

import (
	"context"
	"fmt"
)

// storedEnd is the last sequence of the stream at some instant, or why it is not
// known.
type storedEnd struct {
	place int64
	err   error
}

// Sync has the view come to what the store has now, for as long as ctx and two
// seconds allow. A stream that resumes from an ID that the view does not know needs
// it: the event may just have come in by another node.
func (h *History) Sync(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, viewTimeout)
	defer cancel()
	if err := h.outage.err(); err != nil {
		return fmt.Errorf("look at the end of the history: %w", err)
	}
	end, err := h.storedEnd(ctx)
	if err != nil {
		return fmt.Errorf("look at the end of the history: %w", err)
	}
	return h.progress.wait(ctx, end)
}

func (h *History) storedEnd(ctx context.Context) (int64, error) {
	answer := make(chan storedEnd, 1) // sent by answerEnds, once
	select {
	case h.ends <- answer:
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
	select {
	case end := <-answer:
		return end.place, end.err
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
}

// answerEnds looks at the end of the stream until ctx is done: once for all who ask
// while it is busy, however many clients come over from another node.
func (h *History) answerEnds(ctx context.Context) {
	for {
		var asking []chan<- storedEnd
		select {
		case <-ctx.Done():
			return
		case one := <-h.ends:
			asking = append(asking, one)
		}
		for more := true; more; {
			select {
			case one := <-h.ends:
				asking = append(asking, one)
			default:
				more = false
			}
		}
		end := h.lookAtEnd(ctx)
		for _, one := range asking {
			one <- end
		}
	}
}

func (h *History) lookAtEnd(ctx context.Context) storedEnd {
	ctx, cancel := context.WithTimeout(ctx, viewTimeout)
	defer cancel()
	found, err := h.js.Stream(ctx, h.config.Stream)
	if err != nil {
		return storedEnd{err: err}
	}
	return storedEnd{place: int64(found.CachedInfo().State.LastSeq)}
}

package jetstream

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// viewTimeout bounds how long an answer waits for the view to have what is stored.
const viewTimeout = 2 * time.Second

// Publish stores e and returns its ID once the store has it, and the view too unless
// that lags for more than two seconds. The errors are history.ErrTaken,
// history.ErrNumbered, history.ErrOversize, *eventstream.FieldError, and
// history.ErrUnavailable, after which the event may be stored nevertheless: one with
// an ID of its own can be published again without harm.
func (h *History) Publish(ctx context.Context, e history.Event) (string, error) {
	if err := history.Check(e); err != nil {
		return "", err
	}
	if e.ID != "" && h.Log().Has(e.ID) {
		return "", history.ErrTaken
	}
	end := h.Log().End()
	ack, err := h.store(ctx, encode(h.subject, e))
	switch {
	case err != nil:
		return "", err
	case ack.Duplicate:
		return "", history.ErrTaken
	case int64(ack.Sequence) <= end:
		h.judge(errAnew)
		return "", unavailable(errAnew)
	}
	h.catchUp(ctx, int64(ack.Sequence))
	if e.ID != "" {
		return e.ID, nil
	}
	return strconv.FormatUint(ack.Sequence, 10), nil
}

// store sends a message and waits for its acknowledgement.
func (h *History) store(ctx context.Context, m *nats.Msg) (*jetstream.PubAck, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, h.config.Timeout, fmt.Errorf("no acknowledgement within %s", h.config.Timeout))
	defer cancel()
	ctx, leave, err := h.outage.during(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	ack, err := h.js.PublishMsg(ctx, m)
	if err != nil {
		return nil, refusal(ctx, err)
	}
	return ack, nil
}

// refusal says why the store has not acknowledged a message.
func refusal(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return unavailable(cause)
	}
	answer, ok := errors.AsType[*jetstream.APIError](err)
	switch {
	case errors.Is(err, nats.ErrMaxPayload), ok && answer.ErrorCode == jetstream.JSErrCodeStreamMessageExceedsMaximum:
		return history.ErrOversize
	case errors.Is(err, jetstream.ErrNoStreamResponse):
		return unavailable(errors.New("no server has the stream, or it has no leader"))
	case errors.Is(err, nats.ErrReconnectBufExceeded):
		return unavailable(errors.New("no connection to NATS"))
	}
	return unavailable(err)
}

// catchUp waits until the view has come to place, for viewTimeout. If it has not by
// then it is followed anew.
func (h *History) catchUp(ctx context.Context, place int64) {
	ctx, cancel := context.WithTimeout(ctx, viewTimeout)
	defer cancel()
	if err := h.progress.wait(ctx, place); errors.Is(err, context.DeadlineExceeded) {
		h.refollow()
	}
}

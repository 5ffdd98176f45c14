package jetstream

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// How the stream is followed.
const (
	heartbeat   = time.Second // of a consumer; two missed ones end it
	pullExpiry  = 10 * time.Second
	pullBatch   = 1000     // messages asked for in advance
	pullBytes   = 32 << 20 // and their size, larger than any one
	abandoned   = time.Minute
	leastPause  = 50 * time.Millisecond
	mostPause   = 2 * time.Second
	closeWithin = time.Second
)

var (
	errOrder = errors.New("a message is missing")
	errAgain = errors.New("asked to begin again")
)

// run follows the stream until ctx is done, beginning again after each failure.
func (h *History) run(ctx context.Context) {
	pause := leastPause
	for {
		began := h.Log().End()
		err := h.attempt(ctx)
		if ctx.Err() != nil {
			return
		}
		h.judge(err)
		if h.Log().End() > began || errors.Is(err, errAgain) {
			pause = leastPause
		}
		wait := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			wait.Stop()
			return
		case <-wait.C:
		}
		pause = min(2*pause, mostPause)
	}
}

// attempt follows the stream until that fails or refollow is called.
func (h *History) attempt(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	h.mu.Lock()
	h.again = cancel
	h.mu.Unlock()
	err := h.follow(ctx)
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// refollow begins again with what the view does not have.
func (h *History) refollow() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.again != nil {
		h.again(errAgain)
	}
}

// judge takes note of why following ended. Publishes are refused while the stream
// is not the one that was followed.
func (h *History) judge(err error) {
	log := h.config.Logger
	if errors.Is(err, errAnew) || errors.Is(err, errWentBack) || errors.Is(err, jetstream.ErrStreamNotFound) {
		if h.outage.begin(ofStream, err) {
			log.Error("history: publishes are refused", "stream", h.config.Stream, "cause", err)
		}
		return
	}
	log.Debug("history: follow the stream again", "stream", h.config.Stream, "cause", err)
}

// follow inserts what comes after the end of the view.
func (h *History) follow(ctx context.Context) error {
	if err := h.recognise(ctx); err != nil {
		return err
	}
	if h.outage.end(ofStream) {
		h.config.Logger.Warn("history: the stream is back", "stream", h.config.Stream)
	}
	consumer, err := h.js.CreateConsumer(ctx, h.config.Stream, jetstream.ConsumerConfig{
		DeliverPolicy:     jetstream.DeliverByStartSequencePolicy,
		OptStartSeq:       uint64(h.Log().End() + 1),
		AckPolicy:         jetstream.AckNonePolicy,
		Replicas:          1,
		MemoryStorage:     true,
		InactiveThreshold: abandoned,
	})
	if err != nil {
		return fmt.Errorf("make consumer: %w", err)
	}
	info := consumer.CachedInfo()
	defer h.discard(ctx, info.Name)
	h.lose(int64(info.Delivered.Stream))
	if info.NumPending == 0 {
		h.progress.load()
	}
	messages, err := consumer.Messages(
		jetstream.PullMaxMessagesWithBytesLimit(pullBatch, pullBytes),
		jetstream.PullExpiry(pullExpiry),
		jetstream.PullHeartbeat(heartbeat),
		jetstream.WithMessagesErrOnMissingHeartbeat(true),
	)
	if err != nil {
		return fmt.Errorf("pull messages: %w", err)
	}
	defer messages.Stop()
	return h.read(ctx, messages)
}

// read inserts messages in order. One that is missing shows in the consumer's own
// count, whatever the sequence of the stream.
func (h *History) read(ctx context.Context, messages jetstream.MessagesContext) error {
	for delivered := uint64(1); ; delivered++ {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return fmt.Errorf("next message: %w", err)
		}
		meta, err := m.Metadata()
		if err != nil {
			return fmt.Errorf("read metadata: %w", err)
		}
		if meta.Sequence.Consumer != delivered {
			return fmt.Errorf("%w: got number %d, want %d", errOrder, meta.Sequence.Consumer, delivered)
		}
		h.insert(m, meta)
	}
}

func (h *History) insert(m jetstream.Msg, meta *jetstream.MsgMetadata) {
	place := int64(meta.Sequence.Stream)
	e, err := decode(m.Headers(), m.Data())
	if err == nil {
		err = h.put(place, func(view *history.Log) error { return view.Insert(place, h.timeOf(meta), e) })
	}
	if err != nil && !errors.Is(err, history.ErrClosed) && !errors.Is(err, history.ErrOutOfOrder) {
		h.config.Logger.Warn("history: not an event", "sequence", place, "cause", err)
		_ = h.put(place, func(view *history.Log) error { return view.Skip(place) })
	}
	if meta.NumPending == 0 {
		h.progress.load()
	}
}

// put changes the view and tells those who wait for the place.
func (h *History) put(place int64, change func(*history.Log) error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	err := change(h.view)
	h.progress.reach(place)
	return err
}

// timeOf returns since when an event is kept. A clock may differ from that of the
// store, which must not evict what is live.
func (h *History) timeOf(meta *jetstream.MsgMetadata) time.Time {
	now := time.Now()
	if h.progress.isLoaded() || meta.Timestamp.After(now) {
		return now
	}
	return meta.Timestamp
}

// lose gives up what the stream does not have any more.
func (h *History) lose(upTo int64) {
	if h.Log().End() < upTo {
		_ = h.put(upTo, func(view *history.Log) error { return view.Lose(upTo) })
	}
}

// discard deletes a consumer, which the store would do later.
func (h *History) discard(ctx context.Context, name string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeWithin)
	defer cancel()
	if h.conn.IsConnected() {
		_ = h.js.DeleteConsumer(ctx, h.config.Stream, name)
	}
}

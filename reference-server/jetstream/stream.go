package jetstream

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

const (
	// recordRoom is what a stored event needs beside its data: the stream counts that,
	// the history counts frames, and the stream must keep what the history does.
	recordRoom = 256
	// maxWindow is the longest time for which a stream remembers IDs that events do
	// not have any more. It has to cover what a view lags behind.
	maxWindow = 2 * time.Minute
	// leastAge is the least age that a stream may be told.
	leastAge = 100 * time.Millisecond
	// lookTimeout is how long the answer to a question about the stream may take.
	lookTimeout = 2 * time.Second
)

// Errors that no reconnection mends.
var (
	errForeign  = errors.New("the stream belongs to another program")
	errAnew     = errors.New("the stream was deleted and made anew; IDs would be used again; restart to accept it")
	errWentBack = errors.New("the stream has lost events that were delivered; IDs would be used again; restart to accept it")
)

// ensure makes the stream, or gives the one that exists the limits of the
// configuration.
func (h *History) ensure(ctx context.Context) (*jetstream.StreamInfo, error) {
	found, err := h.js.Stream(ctx, h.config.Stream)
	switch {
	case errors.Is(err, jetstream.ErrStreamNotFound):
		return h.create(ctx)
	case err != nil:
		return nil, fmt.Errorf("look up stream %s: %w", h.config.Stream, err)
	}
	info := found.CachedInfo()
	if !slices.Contains(info.Config.Subjects, h.subject) {
		return nil, fmt.Errorf("use stream %s: %w; it has the subjects %q", h.config.Stream, errForeign, info.Config.Subjects)
	}
	wanted := h.limit(info.Config)
	if sameLimits(wanted, info.Config) {
		return info, nil
	}
	updated, err := h.js.UpdateStream(ctx, wanted)
	if err != nil {
		return nil, fmt.Errorf("set the limits of stream %s: %w", h.config.Stream, err)
	}
	return updated.CachedInfo(), nil
}

func (h *History) create(ctx context.Context) (*jetstream.StreamInfo, error) {
	config := h.limit(jetstream.StreamConfig{
		Name:        h.config.Stream,
		Description: "events of ssegauge serve",
		Subjects:    []string{h.subject},
		Retention:   jetstream.LimitsPolicy,
		Discard:     jetstream.DiscardOld,
		Storage:     jetstream.FileStorage,
		FirstSeq:    uint64(h.config.FirstID),
		DenyDelete:  true, // a hole in the sequence is a loss to those who resume
		DenyPurge:   true,
	})
	if h.config.Server != nil && h.config.Server.config.Dir == "" {
		config.Storage = jetstream.MemoryStorage
	}
	made, err := h.js.CreateStream(ctx, config)
	if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) { // another node was faster
		made, err = h.js.Stream(ctx, h.config.Stream)
	}
	if err != nil {
		return nil, fmt.Errorf("make stream %s: %w", h.config.Stream, err)
	}
	return made.CachedInfo(), nil
}

// limit returns c with the limits of the configuration.
func (h *History) limit(c jetstream.StreamConfig) jetstream.StreamConfig {
	limits := h.config.Limits
	c.MaxMsgs = int64(limits.Count)
	c.MaxBytes = limits.Bytes + recordRoom*int64(limits.Count)
	c.MaxAge = limits.Age
	c.Duplicates = min(limits.Age, maxWindow)
	c.Replicas = h.config.Replicas
	return c
}

func sameLimits(a, b jetstream.StreamConfig) bool {
	return a.MaxMsgs == b.MaxMsgs && a.MaxBytes == b.MaxBytes && a.MaxAge == b.MaxAge &&
		a.Duplicates == b.Duplicates && a.Replicas == b.Replicas
}

// newView returns a view of the stream in which nothing is inserted yet.
func newView(limits history.Limits, info *jetstream.StreamInfo) *history.Log {
	before := info.State.LastSeq
	if info.State.Msgs > 0 {
		before = info.State.FirstSeq - 1
	}
	return history.NewView(limits, int64(before))
}

// recognise makes sure that the stream is the one that the view is of. A cluster that
// has no leader does not answer; it is asked again soon.
func (h *History) recognise(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	found, err := h.js.Stream(ctx, h.config.Stream)
	if err != nil {
		return fmt.Errorf("look up stream %s: %w", h.config.Stream, err)
	}
	info := found.CachedInfo()
	switch {
	case !info.Created.Equal(h.created):
		return errAnew
	case int64(info.State.LastSeq) < h.Log().End():
		return errWentBack
	}
	return nil
}

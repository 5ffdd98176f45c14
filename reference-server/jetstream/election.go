package jetstream

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// How long Open waits for a cluster that is not able to answer. Its servers elect a
// leader within some ten seconds, and do not answer before.
const (
	electionTimeout = 30 * time.Second
	electionPause   = 250 * time.Millisecond
)

// noPeers is the code of "no suitable peers for placement": too few servers have found
// each other.
// https://github.com/nats-io/nats-server/blob/main/server/errors.json
const noPeers jetstream.ErrorCode = 10005

// ensureInTime is ensure for a cluster that may just have been started, or have lost
// its leader.
func (h *History) ensureInTime(ctx context.Context) (*jetstream.StreamInfo, error) {
	ctx, cancel := context.WithTimeout(ctx, electionTimeout)
	defer cancel()
	told := false
	for {
		info, err := h.ensureOnce(ctx)
		if err == nil || !mayPass(err) {
			return info, err
		}
		if !told {
			told = true
			h.config.Logger.Warn("history: wait for the cluster", "stream", h.config.Stream, "cause", err)
		}
		pause := time.NewTimer(electionPause)
		select {
		case <-ctx.Done():
			pause.Stop()
			return nil, err
		case <-pause.C:
		}
	}
}

func (h *History) ensureOnce(ctx context.Context) (*jetstream.StreamInfo, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, h.config.Timeout, errNoAnswer)
	defer cancel()
	info, err := h.ensure(ctx)
	if err != nil && errors.Is(context.Cause(ctx), errNoAnswer) {
		return nil, fmt.Errorf("%w within %s: %w", errNoAnswer, h.config.Timeout, err)
	}
	return info, err
}

var errNoAnswer = errors.New("no answer")

// mayPass reports whether an election, or the start of another server, may mend err.
func mayPass(err error) bool {
	if errors.Is(err, jetstream.ErrJetStreamNotEnabled) || errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount) {
		return false
	}
	answer, ok := errors.AsType[*jetstream.APIError](err)
	return errors.Is(err, errNoAnswer) || ok && (answer.Code == 503 || answer.ErrorCode == noPeers)
}

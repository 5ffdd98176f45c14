package specs

import (
	"context"
	"errors"
	"testing"
)

func TestFuncPublisher(t *testing.T) {
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tt := range []struct {
		name   string
		ctx    context.Context //nolint:containedctx // it is what the row is about
		err    error
		want   Outcome
		detail string
	}{
		{"taken", t.Context(), nil, OutcomeAccepted, ""},
		{"refused", t.Context(), errors.New("no"), OutcomeRefused, "no"},
		{"too late", gone, nil, OutcomeFailed, "no answer in time"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := NewFuncPublisher(func(context.Context, Publication) error { return tt.err }, Carries{Event: true})
			outcome, detail, err := p.Publish(tt.ctx, Publication{})
			if outcome != tt.want || detail != tt.detail || err != nil {
				t.Errorf("got %s %q %v, want %s %q", outcome, detail, err, tt.want, tt.detail)
			}
			if !p.Carries().Event || p.String() != "a Go function" {
				t.Errorf("carries %+v as %q", p.Carries(), p)
			}
		})
	}
}

// A function that ignores its context does not hold up the run.
func TestFuncPublisherThatHangs(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	defer close(release)
	p := NewFuncPublisher(func(context.Context, Publication) error {
		cancel()
		<-release
		return nil
	}, Carries{})
	if outcome, detail, err := p.Publish(ctx, Publication{}); outcome != OutcomeFailed || err != nil {
		t.Errorf("got %s %q %v, want %s", outcome, detail, err, OutcomeFailed)
	}
}

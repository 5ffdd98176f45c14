package specs

import (
	"context"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// probeLLM is the probe "llm", and these are its Transcripts.
const (
	probeLLM         = "llm"
	completionStream = "completion"
	notJSON          = "not JSON"
)

// answerWindows is how long a completion is followed, in windows.
const answerWindows = 6

// llmProbes returns the probes of the profile "llm".
func llmProbes() []probe {
	return []probe{{name: probeLLM, stage: stageWatch, tier: TierPassive, bystander: true, run: observeLLM}}
}

// observeLLM follows one completion to its end and, beside it, asks for one with
// a body that is cut off.
func observeLLM(ctx context.Context, s *subject) {
	x := s.stream(ctx, completionStream)
	var refused *wire.Exchange
	if len(s.cfg.Body) > 0 {
		req := s.ask(nil)
		req.Body = []byte(`{"stream":true,"messages":[`)
		refused = s.send(ctx, s.run.recorder, notJSON, req)
	}
	if s.ready(ctx, x) {
		s.finishes(ctx, x, func(t *wire.Transcript) bool { return indexDone(t.Events) >= 0 })
	}
	if refused != nil {
		s.wait(ctx, refused, hasHead)
	}
}

// finishes waits until x has said that it is done, and then a little longer for
// its end. A quick run does not wait for several windows.
func (s *subject) finishes(ctx context.Context, x *wire.Exchange, done func(*wire.Transcript) bool) {
	most := s.waits.Window
	if s.cfg.Depth != DepthQuick {
		most *= answerWindows
	}
	if s.waitFor(ctx, most, x, done) {
		s.waitFor(ctx, s.obs.Limits.MaxDelay+lastMoment, x, notYet)
	}
}

// lastMoment is how much longer than allowed an end is waited for, so that it
// is certain to be late.
const lastMoment = 100 * time.Millisecond

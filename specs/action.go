package specs

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/report"
)

// Action is a control hook: it does one thing to the Target.
type Action interface {
	// Do does it and returns what came of it, with a detail in words. The error is
	// one on our side: it says nothing about the Target.
	Do(ctx context.Context, c Credential) (Outcome, string, error)
	// String describes the hook for a report.
	String() string
}

// Acted is one call of a control hook and what became of it.
type Acted struct {
	// Hook is the name of the hook, such as "revoke".
	Hook string `json:"hook"`
	// Sent is when the hook was called, Answered when it had answered.
	Sent     time.Time `json:"sent"`
	Answered time.Time `json:"answered"`
	// Outcome is what the hook answered, Detail the same in words.
	Outcome Outcome `json:"outcome"`
	Detail  string  `json:"detail"`
}

// act calls a hook and notes what came of it.
func (s *subject) act(ctx context.Context, hook string, a Action, most time.Duration) Acted {
	done := s.call(ctx, hook, a, most)
	s.note(done)
	return done.Acted
}

// reply is an Acted and an error on our side.
type reply struct {
	Acted
	err error
}

// call calls a hook, at most for most.
func (s *subject) call(ctx context.Context, hook string, a Action, most time.Duration) reply {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	done := reply{Acted: Acted{Hook: hook, Sent: time.Now()}}
	done.Outcome, done.Detail, done.err = a.Do(ctx, s.cfg.Control.credential())
	done.Answered = time.Now()
	return done
}

// note keeps what came of a call.
func (s *subject) note(done reply) {
	if done.err != nil && s.obs.HookErr == nil {
		s.obs.HookErr = fmt.Errorf("call the %s hook: %w", done.Hook, done.err)
	}
	s.obs.Acted = append(s.obs.Acted, done.Acted)
}

// acted returns the first call of a hook, or the Judgement that there was none
// that worked.
func (o *Observation) acted(hook string) (Acted, Judgement) {
	for _, a := range o.Acted {
		if a.Hook != hook {
			continue
		}
		if a.Outcome != OutcomeAccepted {
			return a, skipped(report.SkipUntestable, "the %s hook does not work: %s", hook, a.Detail)
		}
		return a, Judgement{}
	}
	return Acted{}, inconclusive("the %s hook was not called", hook)
}

// NewHTTPAction returns the control hook of that kind, such as "revoke", that h
// describes. The error joins every problem of its templates.
func NewHTTPAction(kind string, h HTTPHook) (Action, error) {
	hook, err := newHTTPHook(kind, h, Credential{})
	if err != nil {
		return nil, err
	}
	return httpAction{hook}, nil
}

type httpAction struct{ *httpHook }

// Do implements Action.
func (h httpAction) Do(ctx context.Context, c Credential) (Outcome, string, error) {
	return h.call(ctx, c)
}

// NewCommandAction returns the control hook that runs command in the system's
// shell, as NewCommandPublisher does. It gets the Credential in the environment as
// SSEGAUGE_CREDENTIAL (its Value) and SSEGAUGE_TOKEN. Exit status 0 means that it
// was done.
func NewCommandAction(kind, command string) (Action, error) {
	if strings.TrimSpace(command) == "" {
		return nil, errors.New("parse " + kind + " command: it is empty")
	}
	return commandAction{command}, nil
}

type commandAction struct{ command string }

// Do implements Action.
func (c commandAction) Do(ctx context.Context, about Credential) (Outcome, string, error) {
	return runCommand(ctx, c.command, "", "SSEGAUGE_CREDENTIAL="+about.Value, "SSEGAUGE_TOKEN="+about.Token)
}

// String implements Action.
func (c commandAction) String() string { return c.command }

// ActionFunc is a control hook in Go. It returns nil when it was done; an error
// says that the Target refuses, and why.
type ActionFunc func(ctx context.Context, c Credential) error

// Do implements Action.
func (f ActionFunc) Do(ctx context.Context, c Credential) (Outcome, string, error) {
	outcome, detail := answerOf(ctx, func() error { return f(ctx, c) })
	return outcome, detail, nil
}

// String implements Action.
func (f ActionFunc) String() string { return "a Go function" }

package specs

import "context"

// PublishFunc is a publish hook in Go, for a Target in the same process. It
// returns nil when p was taken; an error says that the Target refuses p, and
// why. It is called in a goroutine of its own, and should return when ctx is done.
type PublishFunc func(ctx context.Context, p Publication) error

// NewFuncPublisher returns the Publisher that calls publish, which hands over
// what carries says beside the data.
func NewFuncPublisher(publish PublishFunc, carries Carries) Publisher {
	return &funcPublisher{publish, carries}
}

type funcPublisher struct {
	publish PublishFunc
	carries Carries
}

// Publish implements Publisher.
func (f *funcPublisher) Publish(ctx context.Context, p Publication) (Outcome, string, error) {
	outcome, detail := answerOf(ctx, func() error { return f.publish(ctx, p) })
	return outcome, detail, nil
}

// answerOf says what a Go function answers. One that does not look at ctx is left
// to itself when ctx is done, so that the run does not hang with it.
func answerOf(ctx context.Context, call func() error) (outcome Outcome, detail string) {
	answer := make(chan error, 1)
	go func() { answer <- call() }()
	select {
	case <-ctx.Done():
		return OutcomeFailed, "no answer in time"
	case refusal := <-answer:
		switch {
		case ctx.Err() != nil:
			return OutcomeFailed, "no answer in time"
		case refusal != nil:
			return OutcomeRefused, refusal.Error()
		}
	}
	return OutcomeAccepted, ""
}

// Carries implements Publisher.
func (f *funcPublisher) Carries() Carries { return f.carries }

// String implements Publisher.
func (f *funcPublisher) String() string { return "a Go function" }

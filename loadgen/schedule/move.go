package schedule

import "time"

// Kind is what a Move does.
type Kind uint8

const (
	// Open opens the stream of a Subscriber.
	Open Kind = iota + 1
	// Close closes it for good, as far as the schedule knows.
	Close
	// ChurnBreak breaks one live stream of the worker's choice; it comes back after [Churn].Away.
	ChurnBreak
	// StormBreak breaks a share of the worker's live streams at once.
	StormBreak
	// EnterStage starts a stage.
	EnterStage
	// End ends the plan; what is still open is the worker's to close.
	End
)

// Move is one thing to do, at a time.
type Move struct {
	// At is when it is due, since the start of the run.
	At time.Duration
	// Kind is what it does.
	Kind Kind
	// Subscriber is who opens or closes, and -1 for every other Kind.
	Subscriber int
	// Stage is the index of the stage that the move is part of.
	Stage int
	// Share is how much of the live streams a StormBreak breaks.
	Share float64
}

// noSubscriber stands in a Move that is about no Subscriber in particular.
const noSubscriber = -1

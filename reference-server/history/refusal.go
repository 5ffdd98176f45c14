package history

import "errors"

// Errors with which a store behind a view refuses an event.
var (
	// ErrUnavailable says that the event may or may not be stored: the store cannot
	// be reached, cannot write, or has not answered.
	ErrUnavailable = errors.New("the history cannot be written to")
	// ErrOversize says that the event is larger than the store takes.
	ErrOversize = errors.New("the event is larger than the history takes")
	// ErrNumbered says that a publisher named a number, and the store numbers its
	// events itself.
	ErrNumbered = errors.New("the history numbers its events itself")
)

package history

import (
	"errors"
	"strconv"
	"strings"
)

// MaxPlace is the last place of the sequence, 2^53-1: the largest integer that
// JavaScript tells from its neighbours.
// https://tc39.es/ecma262/#sec-number.max_safe_integer
const MaxPlace = 1<<53 - 1

// Errors with which Append refuses an ID.
var (
	ErrTaken     = errors.New("an event with this ID is in the history")
	ErrPassed    = errors.New("the sequence has already passed this ID")
	ErrTooLarge  = errors.New("a numeric ID is at most 9007199254740991")
	ErrExhausted = errors.New("the sequence has reached its end, 9007199254740991")
)

// mark is a place in the sequence with the ID that stands for it.
type mark struct {
	place int64
	id    string
}

func numbered(place int64) mark {
	return mark{place: place, id: strconv.FormatInt(place, 10)}
}

// isNumber reports whether id is a decimal number in its only canonical form:
// digits without a leading zero. Its value may be larger than any place.
func isNumber(id string) bool {
	if id == "" || (id[0] == '0' && id != "0") {
		return false
	}
	for _, c := range []byte(id) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// parsePlace returns the place that a numeric ID names, and false for a number
// beyond MaxPlace.
func parsePlace(id string) (int64, bool) {
	place, err := strconv.ParseInt(id, 10, 64)
	return place, err == nil && place <= MaxPlace
}

// assign returns the place and ID of the next event, whose publisher named id,
// or nothing if id is empty. The log must be locked.
func (l *Log) assign(id string) (mark, error) {
	if isNumber(id) {
		return l.assignNumber(id)
	}
	if l.last.place == MaxPlace {
		return mark{}, ErrExhausted
	}
	next := numbered(l.last.place + 1)
	if id == "" {
		return next, nil
	}
	if _, taken := l.named[id]; taken || id == l.evicted.id {
		return mark{}, ErrTaken
	}
	next.id = strings.Clone(id) // not what it was cut from
	return next, nil
}

func (l *Log) assignNumber(id string) (mark, error) {
	place, ok := parsePlace(id)
	if !ok {
		return mark{}, ErrTooLarge
	}
	if place <= l.last.place {
		return mark{}, ErrPassed
	}
	return numbered(place), nil
}

// locate returns the place of the event with this ID. The log must be locked.
func (l *Log) locate(id string) (int64, Missed) {
	if id == l.evicted.id {
		return l.evicted.place, Nothing
	}
	if !isNumber(id) {
		place, ok := l.named[id]
		if !ok {
			return 0, Unknown
		}
		return place, Nothing
	}
	place, ok := parsePlace(id)
	if ok && place <= l.evicted.place {
		return 0, Evicted
	}
	if ok && l.holds(id, place) {
		return place, Nothing
	}
	return 0, Unknown
}

// holds reports whether the event at place is kept and has this ID. A place may
// be skipped by a named ID, or belong to an event with an opaque one.
func (l *Log) holds(id string, place int64) bool {
	i := search(&l.entries, place-1)
	if i == l.entries.len() {
		return false
	}
	e := l.entries.at(i)
	return e.place == place && e.id == id
}

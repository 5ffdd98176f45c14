package history

import (
	"errors"
	"strings"
)

// ErrPatterns is Next's error for a cursor that was opened on a pattern when as
// many as Limits.Patterns were in use. Room tells beforehand.
var ErrPatterns = errors.New("as many wildcard topics are in use as the history keeps")

// ErrWildcard is Append's error for a topic that is a pattern.
var ErrWildcard = errors.New("an event belongs to one topic, and a wildcard stands for several")

// The wildcards, and what stands between the tokens of a topic's name. Both mean
// what they mean in the subjects of NATS.
// https://docs.nats.io/nats-concepts/subjects#wildcards
const (
	separator = "."
	anyToken  = "*"
	anyRest   = ">"
)

// IsPattern reports whether name stands for topics rather than for one: whether
// one of the tokens between its dots is "*", which is any one token, or the last
// is ">", which is all that follows, and at least one token. An empty token is a
// token.
func IsPattern(name string) bool {
	for token, rest, more := strings.Cut(name, separator); ; token, rest, more = strings.Cut(rest, separator) {
		if token == anyToken || (token == anyRest && !more) {
			return true
		}
		if !more {
			return false
		}
	}
}

// matches reports whether the pattern stands for the topic of this name.
func matches(pattern, name string) bool {
	for {
		want, wants, wantMore := strings.Cut(pattern, separator)
		if want == anyRest && !wantMore {
			return true
		}
		token, tokens, more := strings.Cut(name, separator)
		if (want != anyToken && want != token) || wantMore != more {
			return false
		}
		if !more {
			return true
		}
		pattern, name = wants, tokens
	}
}

// Room reports whether cursors on these topics can be opened within
// Limits.Patterns.
func (l *Log) Room(topics []string) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	further := 0
	for _, name := range topics {
		if IsPattern(name) && l.patterns[name] == nil {
			further++
		}
	}
	return further == 0 || l.limits.Patterns == 0 || len(l.patterns)+further <= l.limits.Patterns
}

// patternFor returns the pattern of this name, or nil if there are too many. A new
// one gets the entries that it stands for. The log must be locked.
func (l *Log) patternFor(name string) *topic {
	if p := l.patterns[name]; p != nil {
		return p
	}
	if l.limits.Patterns > 0 && len(l.patterns) >= l.limits.Patterns {
		return nil
	}
	p := &topic{name: name, cursors: make(map[*Cursor]struct{})}
	for i := range l.entries.len() {
		if e := l.entries.at(i); matches(name, e.topic.name) {
			p.entries.push(e)
		}
	}
	if l.patterns == nil {
		l.patterns = make(map[string]*topic)
	}
	l.patterns[name] = p
	l.generation++
	return p
}

// patternsOf returns the patterns that stand for t. They are sought when the
// topic is new and when the patterns have changed. The log must be locked.
func (l *Log) patternsOf(t *topic) []*topic {
	if t.generation != l.generation {
		t.patterns, t.generation = nil, l.generation
		for name, p := range l.patterns {
			if matches(name, t.name) {
				t.patterns = append(t.patterns, p)
			}
		}
	}
	return t.patterns
}

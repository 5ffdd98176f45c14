// Package problem collects what is wrong with a plan, so that all of it can be told at
// once, each with its place.
package problem

import (
	"errors"
	"fmt"
)

// Error is one thing that is wrong with a plan.
type Error struct {
	// Path is the place, as in "stages[2].duration".
	Path string
	// Text says what is wrong and what is wanted, in one line.
	Text string
}

// Error returns the path, then the text.
func (p *Error) Error() string { return p.Path + ": " + p.Text }

// List is problems in the order in which they were found. Its zero value is empty.
type List []*Error

// Add adds a problem at a path.
func (l *List) Add(path, format string, args ...any) {
	*l = append(*l, &Error{Path: path, Text: fmt.Sprintf(format, args...)})
}

// Under adds the problems of a part whose place is prefix.
func (l *List) Under(prefix string, part List) {
	for _, p := range part {
		path := prefix + "." + p.Path
		if p.Path == "" || p.Path[0] == '[' {
			path = prefix + p.Path
		}
		*l = append(*l, &Error{Path: path, Text: p.Text})
	}
}

// Err returns all problems as one error, one line each, or nil if there are none.
func (l List) Err() error {
	all := make([]error, len(l))
	for i, p := range l {
		all[i] = p
	}
	return errors.Join(all...)
}

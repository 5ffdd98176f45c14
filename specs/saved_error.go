package specs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// SavedProblem says what is wrong with saved Transcripts.
type SavedProblem string

// The problems of saved Transcripts.
const (
	// SavedMissing: there is no such directory, or nothing is saved in it.
	SavedMissing SavedProblem = "missing"
	// SavedForeign: the file is something else, or belongs to another run.
	SavedForeign SavedProblem = "foreign"
	// SavedNewer: a newer version of this program has saved it.
	SavedNewer SavedProblem = "newer"
	// SavedDamaged: the file cannot be read, or contradicts itself.
	SavedDamaged SavedProblem = "damaged"
	// SavedTooLarge: the file is larger than MaxSavedBytes.
	SavedTooLarge SavedProblem = "too large"
	// SavedOccupied: the directory holds something else already.
	SavedOccupied SavedProblem = "occupied"
)

// SavedError says what is wrong with a file or a directory of saved Transcripts.
type SavedError struct {
	// File is its path.
	File string
	// Line and Column are the place in it, counted from 1 and in bytes; they are 0
	// where there is none.
	Line, Column int
	Problem      SavedProblem
	Cause        error
}

// Error names the file and the place.
func (e *SavedError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("saved transcripts: %s: %v", e.File, e.Cause)
	}
	return fmt.Sprintf("saved transcripts: %s:%d:%d: %v", e.File, e.Line, e.Column, e.Cause)
}

// Unwrap returns Cause.
func (e *SavedError) Unwrap() error { return e.Cause }

// placedError is an error at a place in JSON.
type placedError struct {
	offset int64
	error
}

func (e *placedError) Unwrap() error { return e.error }

// offsetOf returns the place that err tells of, 0 if it tells of none.
func offsetOf(err error) int64 {
	if placed, ok := errors.AsType[*placedError](err); ok {
		return placed.offset
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return syntax.Offset
	}
	if typed, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return typed.Offset
	}
	return 0
}

// damaged is the error of the file with that content.
func damaged(file string, data []byte, err error) *SavedError {
	e := &SavedError{File: file, Problem: SavedDamaged, Cause: plainJSONError(err)}
	if offset := offsetOf(err); offset > 0 {
		before := data[:min(int(offset), len(data))]
		e.Line = 1 + bytes.Count(before, []byte("\n"))
		e.Column = max(1, len(before)-1-bytes.LastIndexByte(before, '\n'))
	}
	return e
}

// plainJSONError says what is wrong with a document without the words of Go.
func plainJSONError(err error) error {
	if _, placed := errors.AsType[*placedError](err); placed {
		return err
	}
	if typed, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("%s: want %s, got %s", typed.Field[strings.LastIndexByte(typed.Field, '.')+1:], typed.Type, typed.Value)
	}
	return errors.New(strings.TrimPrefix(err.Error(), "json: "))
}

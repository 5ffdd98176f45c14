package chromium

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// maxRecorded bounds each list of a record. What comes after is forgotten.
const maxRecorded = 10_000

// record is what a tab has told.
type record struct {
	mu       sync.Mutex // guards all
	console  []string
	failures []string
	requests []*Request
	byID     map[network.RequestID]*exchange
}

func newRecord() *record { return &record{byID: map[network.RequestID]*exchange{}} }

// Console returns the lines written to the console, and those that the browser added,
// each with its level: "error: GET … 404".
func (t *Tab) Console() []string {
	t.record.mu.Lock()
	defer t.record.mu.Unlock()
	return slices.Clone(t.record.console)
}

// Failures returns the exceptions that nobody caught, and the violations of the content
// security policy. The page of a correct program has none.
func (t *Tab) Failures() []string {
	t.record.mu.Lock()
	defer t.record.mu.Unlock()
	return slices.Clone(t.record.failures)
}

// say notes a line of the console.
func (r *record) say(line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	keep(&r.console, line)
}

// heed takes in an event of the protocol.
func (r *record) heed(event any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		keep(&r.console, spoken(e))
	case *runtime.EventExceptionThrown:
		keep(&r.failures, describe(e.ExceptionDetails))
	case *log.EventEntryAdded:
		r.added(e.Entry)
	default:
		r.heedNetwork(event)
	}
}

// added takes in a line that the browser itself has added.
func (r *record) added(e *log.Entry) {
	line := fmt.Sprintf("%s: %s", e.Level, e.Text)
	if e.URL != "" {
		line += " (" + e.URL + ")"
	}
	keep(&r.console, line)
	if strings.Contains(e.Text, "Content Security Policy") {
		keep(&r.failures, line)
	}
}

// keep appends, up to maxRecorded.
func keep[T any](list *[]T, item T) {
	if len(*list) < maxRecorded {
		*list = append(*list, item)
	}
}

// spoken is a call of console.log and its like.
func spoken(e *runtime.EventConsoleAPICalled) string {
	words := []string{e.Type.String() + ":"}
	for _, arg := range e.Args {
		words = append(words, worded(arg))
	}
	return strings.Join(words, " ")
}

func worded(arg *runtime.RemoteObject) string {
	var text string
	switch {
	case json.Unmarshal(arg.Value, &text) == nil:
		return text
	case len(arg.Value) > 0:
		return string(arg.Value)
	}
	return arg.Description
}

// describe tells an exception and where it was thrown.
func describe(e *runtime.ExceptionDetails) string {
	text := e.Text
	if e.Exception != nil {
		text += " " + worded(e.Exception)
	}
	if e.URL != "" {
		text += fmt.Sprintf(" (%s:%d:%d)", e.URL, e.LineNumber+1, e.ColumnNumber+1)
	}
	return text
}

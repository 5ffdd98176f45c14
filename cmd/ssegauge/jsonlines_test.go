package main

import (
	"bytes"
	"encoding/json"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// Texts are cut into pieces on their way, which must not show.
func TestJSONLinesOfLongTexts(t *testing.T) {
	for _, text := range []string{
		"", "a", strings.Repeat("\x01", 3*textPiece), strings.Repeat("é", 3*textPiece), strings.Repeat("😀", textPiece),
		strings.Repeat("x", textPiece-1) + "😀" + strings.Repeat("x", textPiece), strings.Repeat(`"\<&>`, textPiece),
		strings.Repeat("\u2028\ufffd\n", textPiece), strings.Repeat("\x80", 2*textPiece), strings.Repeat("x", textPiece-2) + "日\x80\x80\x80\x80",
	} {
		var got, want bytes.Buffer
		newJSONLines(&got).event(eventstream.Event{Type: "t", Data: text, LastEventID: "7"})
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(struct {
			Type        string `json:"type"`
			Data        string `json:"data"`
			LastEventID string `json:"lastEventId"`
		}{"t", text, "7"}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.String(), got.String()); diff != "" {
			t.Errorf("%.20q of %d bytes (-want +got):\n%s", text, len(text), diff)
		}
	}
}

// writes counts writes.
type writes int

func (w *writes) Write(p []byte) (int, error) { *w++; return len(p), nil }

// A reader of a pipe must not see half an event for longer than it must.
func TestJSONLinesWritesADocumentAtOnce(t *testing.T) {
	var n writes
	newJSONLines(&n).event(eventstream.Event{Type: "t", Data: strings.Repeat("x", lineBuffer/2)})
	if n != 1 {
		t.Errorf("got %d writes, want 1", n)
	}
}

// A hostile event becomes six times as large as JSON, and must not be held in
// memory like that.
func TestJSONLinesHoldNoDocument(t *testing.T) {
	e := eventstream.Event{Data: strings.Repeat("\x01", 8<<20)}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	newJSONLines(io.Discard).event(e)
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20 {
		t.Errorf("writing %d bytes allocates %d", len(e.Data), n)
	}
}

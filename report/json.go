package report

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

//go:embed run.schema.json
var runSchema []byte

// maxRunBytes limits what ReadJSON takes in.
const maxRunBytes = 64 << 20

// Schema returns the JSON Schema (draft 2020-12) that every written Run satisfies.
// See https://json-schema.org/draft/2020-12.
func Schema() []byte { return bytes.Clone(runSchema) }

// WriteJSON writes the whole document as indented JSON, ended by a newline. A row of
// a series stands on one line. ReadJSON gives an equal Run back.
func WriteJSON(w io.Writer, r *Run) error {
	doc := *r
	doc.tidy()
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(&doc)
	if err == nil {
		_, err = w.Write(joinNumbers(text.Bytes()))
	}
	if err != nil {
		return fmt.Errorf("write json report: %w", err)
	}
	return nil
}

// joinNumbers puts the elements of each list of numbers in indented JSON on one line.
// A line of such JSON that begins with a number is an element of a list.
func joinNumbers(text []byte) []byte {
	out := make([]byte, 0, len(text))
	inside := false
	for line := range bytes.Lines(text) {
		bare := bytes.TrimSpace(line)
		number := len(bare) > 0 && (bare[0] == '-' || bare[0] >= '0' && bare[0] <= '9' || bytes.HasPrefix(bare, []byte("null")))
		switch {
		case number && inside:
			out = append(out[:len(out)-1], ' ')
			out = append(append(out, bare...), '\n')
		case number, inside && bare[0] == ']':
			out = append(append(out[:len(out)-1], bare...), '\n')
		default:
			out = append(out, line...)
		}
		inside = number
	}
	return out
}

// ReadJSON reads a Run that WriteJSON wrote. It refuses another schema version,
// unknown fields, a summary that contradicts the results, a load whose figures
// contradict each other or the verdict, a document without a verdict, and more than
// 64 MiB.
func ReadJSON(rd io.Reader) (*Run, error) {
	data, err := io.ReadAll(io.LimitReader(rd, maxRunBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read run: %w", err)
	}
	if len(data) > maxRunBytes {
		return nil, fmt.Errorf("read run: larger than %d MiB", maxRunBytes>>20)
	}
	if err := checkSchema(data); err != nil {
		return nil, fmt.Errorf("read run: %w", err)
	}
	r, err := decodeRun(data)
	if err != nil {
		return nil, fmt.Errorf("read run: %w", err)
	}
	return r, nil
}

func checkSchema(data []byte) error {
	var head struct {
		Schema string `json:"schema"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return err
	}
	switch head.Schema {
	case SchemaV1:
		return nil
	case "":
		return errors.New("no schema: not a run document")
	default:
		return fmt.Errorf("unknown schema %q: this version reads %q", head.Schema, SchemaV1)
	}
}

func decodeRun(data []byte) (*Run, error) {
	const missing = Verdict(-1)
	r := &Run{Verdict: missing}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(r); err != nil {
		return nil, err
	}
	if r.Verdict == missing {
		return nil, errors.New("no verdict")
	}
	if err := r.checkCounts(); err != nil {
		return nil, err
	}
	if err := r.checkKind(); err != nil {
		return nil, err
	}
	if err := r.Against.check(); err != nil {
		return nil, fmt.Errorf("against: %w", err)
	}
	r.tidy()
	return r, nil
}

func (r *Run) checkCounts() error {
	if want := tally(r.Results); r.Summary != want {
		return fmt.Errorf("summary says %q but the results say %q", r.Summary, want)
	}
	return nil
}

// check refuses what is no second Run.
func (c *Comparison) check() error {
	switch {
	case c == nil:
		return nil
	case c.Run == nil || c.Run.Schema != SchemaV1:
		return fmt.Errorf("no run of schema %q", SchemaV1)
	case c.Run.Against != nil:
		return errors.New("the second run has a comparison of its own")
	case c.Run.Load != nil || c.Run.Capacity != nil:
		return errors.New("the second run is no run of the conformance suite")
	}
	return c.Run.checkCounts()
}

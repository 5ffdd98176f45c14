package request

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// maxLineBytes bounds a line of JSON, and a row of CSV.
const maxLineBytes = 1 << 20

// rowLimit bounds a row that is being read, about: csv reads ahead.
type rowLimit struct {
	r    io.Reader
	left int
}

func (l *rowLimit) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, fmt.Errorf("a row is longer than %d bytes", maxLineBytes)
	}
	n, err := l.r.Read(p)
	l.left -= n
	return n, err
}

// readCSV reads CSV with a header line.
// https://www.rfc-editor.org/rfc/rfc4180
func readCSV(r io.Reader, columns []usedColumn, add func(int, []string) error) error {
	limited := &rowLimit{r, maxLineBytes}
	in := csv.NewReader(limited)
	in.ReuseRecord = true
	head, err := in.Read()
	if errors.Is(err, io.EOF) {
		return errors.New("want a line with the names of the columns")
	}
	if err != nil {
		return err
	}
	at, err := findColumns(head, columns)
	if err != nil {
		return err
	}
	values := make([]string, len(columns))
	for {
		limited.left = maxLineBytes
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for i, place := range at {
			values[i] = row[place]
		}
		line, _ := in.FieldPos(0)
		if err := add(line, values); err != nil {
			return err
		}
	}
}

func findColumns(head []string, columns []usedColumn) ([]int, error) {
	at := make([]int, len(columns))
	for i, c := range columns {
		at[i] = slices.IndexFunc(head, func(name string) bool { return strings.TrimSpace(name) == c.name })
		if at[i] < 0 {
			return nil, fmt.Errorf("line 1: no column %q; there are %.200s", c.name, strings.Join(head, ", "))
		}
	}
	return at, nil
}

// readJSONLines reads a JSON object in each line that is not empty. The value of a string
// is its text, that of null is empty, others are their JSON.
// https://jsonlines.org
func readJSONLines(r io.Reader, columns []usedColumn, add func(int, []string) error) error {
	in := bufio.NewScanner(r)
	in.Buffer(nil, maxLineBytes)
	values, line := make([]string, len(columns)), 0
	for in.Scan() {
		line++
		if len(strings.TrimSpace(in.Text())) == 0 {
			continue
		}
		var row map[string]json.RawMessage
		if err := json.Unmarshal(in.Bytes(), &row); err != nil {
			return fmt.Errorf("line %d: want a JSON object: %w", line, err)
		}
		for i, c := range columns {
			raw, ok := row[c.name]
			if !ok {
				return fmt.Errorf("line %d: no member %q", line, c.name)
			}
			values[i] = jsonText(raw)
		}
		if err := add(line, values); err != nil {
			return err
		}
	}
	if errors.Is(in.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("line %d: longer than %d bytes", line+1, maxLineBytes)
	}
	return in.Err()
}

func jsonText(raw json.RawMessage) string {
	var text *string
	switch err := json.Unmarshal(raw, &text); {
	case err != nil:
		return string(raw)
	case text == nil:
		return ""
	}
	return *text
}

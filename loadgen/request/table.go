package request

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"unicode/utf8"
)

// table holds the columns of a Feed that are used, row by row.
type table struct {
	columns []usedColumn
	rows    int
	text    []byte
	ends    []uint32 // of each value, in text

	maxBytes, maxRows int
}

// rowReader reads a file, and calls add with the values of the table's columns and the
// line where they are.
type rowReader func(r io.Reader, columns []usedColumn, add func(line int, values []string) error) error

// load reads a Feed.
func (s Spec) load(f Feed, columns []usedColumn) (*table, error) {
	file, err := os.Open(f.File)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // closing what was only read can lose nothing
	t := &table{columns: columns, maxBytes: s.MaxFeedBytes, maxRows: s.MaxFeedRows}
	if t.maxBytes == 0 {
		t.maxBytes = defaultFeedBytes
	}
	if t.maxRows == 0 {
		t.maxRows = defaultFeedRows
	}
	in := bufio.NewReader(file)
	if mark, err := in.Peek(len(byteOrderMark)); err == nil && string(mark) == byteOrderMark {
		if _, err := in.Discard(len(mark)); err != nil {
			return nil, err
		}
	}
	if err := readerFor(f.File)(in, columns, t.add); err != nil {
		return nil, fmt.Errorf("%s: %w", f.File, err)
	}
	if t.rows == 0 {
		return nil, fmt.Errorf("%s: there is no row in it", f.File)
	}
	return t, nil
}

const byteOrderMark = "\ufeff"

func (t *table) add(line int, values []string) error {
	if t.rows == t.maxRows {
		return fmt.Errorf("line %d: more than %d rows; raise maxFeedRows", line, t.maxRows)
	}
	for i, v := range values {
		fault := t.columns[i].refuse.check(v)
		if !utf8.ValidString(v) {
			fault = "this is not UTF-8"
		}
		if fault != "" {
			return fmt.Errorf("line %d: %s: %s", line, t.columns[i].name, fault)
		}
		if len(t.text)+len(v) > t.maxBytes {
			return fmt.Errorf("line %d: more than %s bytes of values; raise maxFeedBytes", line, strconv.Itoa(t.maxBytes))
		}
		t.text = append(t.text, v...)
		t.ends = append(t.ends, uint32(len(t.text)))
	}
	t.rows++
	return nil
}

// value returns a value, which must not be changed.
func (t *table) value(row, col int) []byte {
	i, begin := row*len(t.columns)+col, uint32(0)
	if i > 0 {
		begin = t.ends[i-1]
	}
	return t.text[begin:t.ends[i]]
}

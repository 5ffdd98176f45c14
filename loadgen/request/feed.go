package request

import (
	"path/filepath"
	"regexp"
	"strings"

	"github.com/ssegauge/ssegauge/loadgen/problem"
)

// Feed is a file of rows of values. Each Subscriber has one row of it, which stays the
// same over reconnects.
type Feed struct {
	// Name is what templates call it: letters, digits, "_" and "-".
	Name string
	// File is CSV with a header line (.csv), or has a JSON object in each line (.jsonl,
	// .ndjson), in UTF-8.
	File string
	// Order says which row a Subscriber has.
	Order Order
}

// Order says which row of a Feed a Subscriber has.
type Order int

// The orders. Sequential gives Subscriber n the row n modulo the number of rows.
// Random draws one by the seed. Unique gives Subscriber n the row n, and there cannot
// be more Subscribers than rows: see [Maker.MaxSubscribers].
const (
	Sequential Order = iota
	Random
	Unique
)

const (
	defaultFeedBytes = 64 << 20
	defaultFeedRows  = 1_000_000
)

// validate reports what is wrong with the feed alone, under paths of its own.
func (f Feed) validate() problem.List {
	var l problem.List
	switch {
	case !regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*$`).MatchString(f.Name):
		l.Add("name", "want letters, digits, _ and -, not %q", f.Name)
	case f.Name == "seq" || f.Name == "uuid":
		l.Add("name", "{{%s}} has a meaning already; choose another name", f.Name)
	}
	if f.Order < Sequential || f.Order > Unique {
		l.Add("order", "want sequential, random or unique")
	}
	if readerFor(f.File) == nil {
		l.Add("file", "want a file named .csv, .jsonl or .ndjson, not %q", f.File)
	}
	return l
}

// readerFor chooses by the file's name; nil is for an unknown kind.
func readerFor(file string) rowReader {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".csv":
		return readCSV
	case ".jsonl", ".ndjson":
		return readJSONLines
	}
	return nil
}

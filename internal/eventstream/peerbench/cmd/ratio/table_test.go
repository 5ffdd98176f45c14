package main

import (
	"errors"
	"strings"
	"testing"
)

func TestWriteTable(t *testing.T) {
	const want = `             medians, rounds: 3             MB/s   allocs/event   fastest peer  at least   newline scan

typical      ours                            800           0.00          4.00x     3.00x         0.500x
             slow                             50           9.00          0.25x     0.25x         0.031x
             fast                            200           2.00          1.00x     1.00x         0.125x
             scan                           1600           0.00          8.00x     8.00x         1.000x

tiny         ours                            800           0.00          4.00x     3.00x         0.500x
`
	rows := append(compare("typical", measured()), compare("tiny", measured())[0])
	var got strings.Builder
	if err := writeTable(&got, rows, 3); err != nil {
		t.Fatal(err)
	}
	if got.String() != want {
		t.Errorf("table:\n%s\nwant:\n%s", got.String(), want)
	}
}

func TestWriteTableReportsError(t *testing.T) {
	full := errors.New("disk full")
	if err := writeTable(brokenWriter{full}, nil, 1); !errors.Is(err, full) {
		t.Errorf("writeTable = %v, want %v", err, full)
	}
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

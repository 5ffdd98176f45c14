package peerbench

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"
)

// maxBytes is the limit on an event that each Contender with such a limit gets.
const maxBytes = 1 << 20

// Role says what a Contender's speed is compared with.
type Role int

// The roles.
const (
	Product Role = iota // the decoder of this project
	Peer                // another library
	Floor               // less work than any decoder has
)

// Contender is one way to read a stream.
type Contender struct {
	Name string
	Role Role
	// Decode reads r to its end and tallies what it found.
	Decode func(r io.Reader) (Tally, error)
	// Sees reduces a Workload's tally to the counts that this Contender takes.
	Sees func(Tally) Tally
}

// Contenders returns every way to read a stream, the floor last.
func Contenders() []Contender {
	return []Contender{
		{Name: "ssegauge push", Role: Product, Decode: push, Sees: eventsAndData},
		{Name: "ssegauge pull", Role: Product, Decode: pull, Sees: eventsAndData},
		{Name: "tmaxmax/go-sse", Role: Peer, Decode: goSSE, Sees: eventsAndData},
		{Name: "launchdarkly/eventsource", Role: Peer, Decode: launchDarkly, Sees: eventsAndData},
		{Name: "r3labs/sse (frames only)", Role: Peer, Decode: r3labs, Sees: eventsOnly},
		{Name: "newline scan", Role: Floor, Decode: newlineScan, Sees: linesOnly},
	}
}

// Check decodes w once and reports how the tally differs from what w holds.
func (c Contender) Check(w Workload) error {
	got, err := c.Decode(bytes.NewReader(w.Stream))
	if err != nil {
		return fmt.Errorf("decode %s with %s: %w", w.Name, c.Name, err)
	}
	if want := c.Sees(w.Holds); got != want {
		return fmt.Errorf("decode %s with %s: found %+v, want %+v", w.Name, c.Name, got, want)
	}
	return nil
}

// Benchmark measures passes of c over the whole stream of w and fails on the
// first one that is wrong.
func (c Contender) Benchmark(w Workload) func(*testing.B) {
	return func(b *testing.B) {
		b.Helper()
		b.SetBytes(int64(len(w.Stream)))
		b.ReportAllocs()
		for b.Loop() {
			if err := c.Check(w); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func eventsAndData(t Tally) Tally { return Tally{Events: t.Events, DataBytes: t.DataBytes} }

func eventsOnly(t Tally) Tally { return Tally{Events: t.Events} }

func linesOnly(t Tally) Tally { return Tally{Lines: t.Lines} }

// orEnd returns nil for io.EOF, which is how a stream should end.
func orEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

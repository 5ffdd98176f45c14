package peerbench_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/ssegauge/ssegauge/internal/eventstream/peerbench"
)

func TestEveryContenderFindsEverything(t *testing.T) {
	for _, w := range peerbench.Workloads() {
		for _, c := range peerbench.Contenders() {
			t.Run(w.Name+"/"+c.Name, func(t *testing.T) {
				if err := c.Check(w); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func TestContenderReportsReadError(t *testing.T) {
	broken := errors.New("connection reset")
	for _, c := range peerbench.Contenders() {
		t.Run(c.Name, func(t *testing.T) {
			r := io.MultiReader(strings.NewReader("data: x\n\n"), iotest.ErrReader(broken))
			if _, err := c.Decode(r); !errors.Is(err, broken) {
				t.Errorf("Decode = %v, want %v", err, broken)
			}
		})
	}
}

func TestCheckSeesSkippedEvent(t *testing.T) {
	w := peerbench.Workloads()[0]
	w.Stream = w.Stream[strings.Index(string(w.Stream), "\n\n")+2:]
	for _, c := range peerbench.Contenders() {
		t.Run(c.Name, func(t *testing.T) {
			if err := c.Check(w); err == nil {
				t.Error("Check is content with a stream that lacks an event")
			}
		})
	}
}

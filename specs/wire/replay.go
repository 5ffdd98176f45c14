package wire

import (
	"errors"
	"fmt"
	"time"
)

// Replay rebuilds what follows from the observed part of t, and forgets what
// stood there. The error says that this part contradicts itself.
func Replay(t *Transcript) error {
	if err := t.check(); err != nil {
		return err
	}
	t.replay()
	return nil
}

func (t *Transcript) replay() {
	chunks, end := t.Chunks, t.End
	t.Chunks, t.End = nil, End{}
	b := newBuilder(t)
	for _, c := range chunks {
		b.feed(c)
	}
	if end.Kind != EndOpen {
		b.finish(end, t.err)
	}
}

// check refuses a Transcript in which time runs backwards.
func (t *Transcript) check() error {
	last := time.Duration(0)
	for i, c := range t.Chunks {
		if c.At < last {
			return fmt.Errorf("replay: chunks[%d] is earlier than what came before it", i)
		}
		last = c.At
	}
	if t.End.Kind != EndOpen && t.End.At < 0 {
		return errors.New("replay: the end is before the start")
	}
	return nil
}

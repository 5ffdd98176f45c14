package eventstream

import (
	"fmt"
	"io"
	"iter"
)

// readSize is the size of the buffer that a pull decoder reads into, in bytes.
const readSize = 32 << 10

// Events decodes the stream in r with the default limits. It yields each event
// as soon as the bytes that dispatch it have been read; at end of file it ends
// and what no blank line has ended is discarded. An error of r, or a
// *LimitError, is yielded once, as the last value.
func Events(r io.Reader) iter.Seq2[Event, error] {
	return NewDecoder(Options{}).Events(r)
}

// Events is the function Events on a decoder whose options, LastEventID and
// Retry matter. The stream in r goes on where the decoder stands.
func (d *Decoder) Events(r io.Reader) iter.Seq2[Event, error] {
	id := "" // of the latest event; those that have it too share its memory
	feed := func(chunk []byte, emit func(Event)) error {
		return d.Feed(chunk, func(v View) {
			if string(v.LastEventID) != id {
				id = string(v.LastEventID)
			}
			emit(Event{Type: string(v.Type), Data: string(v.Data), LastEventID: id})
		})
	}
	return pull(r, feed, func(func(Event)) {})
}

// Frames decodes the stream in r into frames with the default limits. It yields
// each frame as soon as it is known where it ends; a frame that end of file cut
// short comes last, with Complete unset. Errors are those of Events.
func Frames(r io.Reader) iter.Seq2[Frame, error] {
	return NewFramer(Options{}).Frames(r)
}

// Frames is the function Frames on a framer with options.
func (f *Framer) Frames(r io.Reader) iter.Seq2[Frame, error] {
	return pull(r, f.Feed, f.Close)
}

// pull reads r to its end. What a chunk gives is yielded before the next read.
func pull[T any](r io.Reader, feed func([]byte, func(T)) error, last func(func(T))) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		var ready []T
		emit := func(v T) { ready = append(ready, v) }
		buf := make([]byte, readSize)
		for {
			n, readErr := r.Read(buf)
			err := feed(buf[:n], emit)
			if err == nil && readErr != nil {
				last(emit)
				if readErr != io.EOF {
					err = fmt.Errorf("read stream: %w", readErr)
				}
			}
			for _, v := range ready {
				if !yield(v, nil) {
					return
				}
			}
			if err != nil {
				yield(zero, err)
			}
			if err != nil || readErr != nil {
				return
			}
			clear(ready)
			ready = ready[:0]
		}
	}
}

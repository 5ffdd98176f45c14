package peerbench

import (
	"bytes"
	"io"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// readBytes is the size of the buffer that the push decoder and the floor are
// fed from.
const readBytes = 32 << 10

func push(r io.Reader) (t Tally, err error) {
	d := eventstream.NewDecoder(eventstream.Options{MaxLineBytes: maxBytes, MaxEventBytes: maxBytes})
	emit := func(v eventstream.View) {
		t.Events++
		t.DataBytes += len(v.Data)
	}
	err = eachRead(r, func(chunk []byte) error { return d.Feed(chunk, emit) })
	return t, err
}

func pull(r io.Reader) (t Tally, err error) {
	d := eventstream.NewDecoder(eventstream.Options{MaxLineBytes: maxBytes, MaxEventBytes: maxBytes})
	for e, err := range d.Events(r) {
		if err != nil {
			return t, err
		}
		t.Events++
		t.DataBytes += len(e.Data)
	}
	return t, nil
}

func newlineScan(r io.Reader) (t Tally, err error) {
	err = eachRead(r, func(chunk []byte) error {
		for {
			i := bytes.IndexByte(chunk, '\n')
			if i < 0 {
				return nil
			}
			t.Lines++
			chunk = chunk[i+1:]
		}
	})
	return t, err
}

func eachRead(r io.Reader, feed func(chunk []byte) error) error {
	buf := make([]byte, readBytes)
	for {
		n, err := r.Read(buf)
		if err := feed(buf[:n]); err != nil {
			return err
		}
		if err != nil {
			return orEnd(err)
		}
	}
}

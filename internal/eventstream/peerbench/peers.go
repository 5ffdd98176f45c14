package peerbench

import (
	"io"

	"github.com/launchdarkly/eventsource"
	r3sse "github.com/r3labs/sse/v2"
	"github.com/tmaxmax/go-sse"
)

func goSSE(r io.Reader) (t Tally, err error) {
	for e, err := range sse.Read(r, &sse.ReadConfig{MaxEventSize: maxBytes}) {
		if err != nil {
			return t, err
		}
		t.Events++
		t.DataBytes += len(e.Data)
	}
	return t, nil
}

func launchDarkly(r io.Reader) (t Tally, err error) {
	d := eventsource.NewDecoder(r)
	for {
		e, err := d.Decode()
		if err != nil {
			return t, orEnd(err)
		}
		t.Events++
		t.DataBytes += len(e.Data())
	}
}

func r3labs(r io.Reader) (t Tally, err error) {
	d := r3sse.NewEventStreamReader(r, maxBytes)
	for {
		if _, err := d.ReadEvent(); err != nil {
			return t, orEnd(err)
		}
		t.Events++
	}
}

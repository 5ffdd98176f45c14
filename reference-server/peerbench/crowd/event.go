//go:build linux

package crowd

import (
	"bytes"
	"fmt"
	"strconv"
	"time"
)

// Event is what an event of a run says about itself.
type Event struct {
	// Number counts the events published, from 1.
	Number int64
	// Due is when it was to be published, since the crowd was made.
	Due time.Duration
}

// The data of an event: number, space, due time, space, filling. With an id of ten
// digits the frame has 110 bytes.
const (
	numberDigits = 10
	dueDigits    = 19
	dataBytes    = 110 - len("id: 1000000000\ndata: \n\n")
)

// AppendData appends the event as the data of a publish.
func (e Event) AppendData(dst []byte) []byte {
	dst = fmt.Appendf(dst, "%0*d %0*d ", numberDigits, e.Number, dueDigits, int64(e.Due))
	return append(dst, bytes.Repeat([]byte("x"), dataBytes-numberDigits-dueDigits-2)...)
}

func parseEvent(data []byte) (e Event, err error) {
	const due = numberDigits + 1
	if len(data) != dataBytes || data[numberDigits] != ' ' || data[due+dueDigits] != ' ' {
		return e, fmt.Errorf("read event: %q is not of this run", data)
	}
	if e.Number, err = strconv.ParseInt(string(data[:numberDigits]), 10, 64); err != nil {
		return e, fmt.Errorf("read number of event: %w", err)
	}
	nanoseconds, err := strconv.ParseInt(string(data[due:due+dueDigits]), 10, 64)
	if err != nil {
		return e, fmt.Errorf("read due time of event: %w", err)
	}
	e.Due = time.Duration(nanoseconds)
	return e, nil
}

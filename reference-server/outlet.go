package refserver

import (
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"
	"time"
)

// pieceBytes is how much may be written under one deadline.
const pieceBytes = 16 << 10

// outlet writes to one client and gives up on it once its connection accepts
// nothing for the timeout.
type outlet struct {
	w       http.ResponseWriter
	control *http.ResponseController
	timeout time.Duration

	deadline time.Time
	piece    int // bytes written since the deadline was set
	written  atomic.Int64
	total    *atomic.Int64 // of all outlets
	broken   bool          // a write failed: frames may be missing or cut
	timedOut bool
}

// send writes the frames and flushes them. An idle stream has no deadline: on
// HTTP/2 one that passes resets the stream, whether a write waits or not.
func (o *outlet) send(frames ...[]byte) error {
	err := o.write(frames)
	if err == nil {
		err = o.control.SetWriteDeadline(time.Time{})
	}
	if err != nil {
		o.broken = true
		o.timedOut = !o.deadline.IsZero() && !time.Now().Before(o.deadline)
		return fmt.Errorf("write stream: %w", err)
	}
	return nil
}

func (o *outlet) write(frames [][]byte) error {
	if err := o.extend(); err != nil {
		return err
	}
	for _, frame := range frames {
		for piece := range slices.Chunk(frame, pieceBytes) {
			if err := o.writePiece(piece); err != nil {
				return err
			}
		}
	}
	return o.control.Flush()
}

func (o *outlet) writePiece(piece []byte) error {
	if o.piece+len(piece) > pieceBytes {
		if err := o.extend(); err != nil {
			return err
		}
	}
	o.piece += len(piece)
	n, err := o.w.Write(piece)
	o.written.Add(int64(n))
	o.total.Add(int64(n))
	return err
}

// extend gives the next piece its whole time.
func (o *outlet) extend() error {
	o.deadline, o.piece = time.Now().Add(o.timeout), 0
	return o.control.SetWriteDeadline(o.deadline)
}

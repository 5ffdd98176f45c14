package wire

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

const (
	writeTimeout = 10 * time.Second // for the target to take what was written
	farewell     = time.Second      // the same after the end
	maxOutbox    = 1 << 20          // bytes that wait to be written
	bodyAtOnce   = 64 << 10         // of these, bytes of request bodies
)

// outbox holds what waits to be written. The fields of requests enter no table
// of HPACK, so that the order of the streams does not matter.
type outbox struct {
	buffer  *bytes.Buffer
	framer  *http2.Framer
	block   *bytes.Buffer
	encoder *hpack.Encoder
	closing bool  // nothing is added any more
	broken  error // why nothing can be written any more
}

func newOutbox() outbox {
	o := outbox{buffer: new(bytes.Buffer), block: new(bytes.Buffer)}
	o.framer = http2.NewFramer(o.buffer, nil)
	o.framer.AllowIllegalWrites = true // whether a request is right is for its caller
	o.encoder = hpack.NewEncoder(o.block)
	o.encoder.SetMaxDynamicTableSize(0)
	return o
}

// send records a frame and puts it into the outbox. It is called under the lock,
// as are all that send.
func (k *Trunk) send(f *HTTPFrame, write func(*http2.Framer) error) {
	if k.out.closing || k.out.broken != nil || k.t.End.Kind != EndOpen {
		return
	}
	before := k.out.buffer.Len()
	if err := write(k.out.framer); err != nil {
		k.breakOff(fmt.Errorf("write frame: %w", err))
		return
	}
	f.At, f.Sent, f.Length = k.now(), true, k.out.buffer.Len()-before-frameHeaderBytes
	if err := k.dialer.Budget.spendFrame(f, nil); err != nil {
		k.breakOff(err)
		return
	}
	k.t.Frames = append(k.t.Frames, *f)
	switch most := k.dialer.MaxHTTPFrames; {
	case len(k.t.Frames) > most:
		k.breakOff(&LimitError{Limit: "HTTPFrames", Max: most})
	case k.out.buffer.Len() > maxOutbox:
		k.breakOff(fmt.Errorf("write frame: the target does not read: %d bytes wait", k.out.buffer.Len()))
	}
	k.wakeWriter()
}

// breakOff ends the connection because of what we cannot write.
func (k *Trunk) breakOff(err error) {
	k.out.broken = err
	k.cancel(err)
}

// wakeWriter tells the writer that there is something to do.
func (k *Trunk) wakeWriter() {
	select {
	case k.wake <- struct{}{}:
	default:
	}
}

// write writes what the outbox holds until it is closing and empty.
func (k *Trunk) write(ctx context.Context, c net.Conn) {
	for {
		p, closing := k.collect(c)
		if len(p) == 0 {
			if closing {
				return
			}
			<-k.wake
			continue
		}
		if _, err := c.Write(p); err != nil {
			k.writeFailed(ctx, err)
			return
		}
	}
}

// collect returns what is to be written, and moves bodies up.
func (k *Trunk) collect(c net.Conn) (p []byte, closing bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	p = bytes.Clone(k.out.buffer.Bytes())
	k.out.buffer.Reset()
	if !k.out.closing {
		_ = c.SetWriteDeadline(time.Now().Add(writeTimeout))
		if len(p) > 0 {
			k.sendBodies()
		}
	}
	return p, k.out.closing
}

// writeFailed gives up a target that does not read. One that has closed the
// connection may have said why, so that reading goes on.
func (k *Trunk) writeFailed(ctx context.Context, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if timeout := net.Error(nil); errors.As(err, &timeout) && timeout.Timeout() && ctx.Err() == nil {
		k.breakOff(fmt.Errorf("write frame: the target does not read: %w", err))
	}
	k.out.closing = true
	k.out.buffer.Reset()
}

// openWindow lets the target send more.
func (k *Trunk) openWindow(id uint32, increment int64) {
	k.send(&HTTPFrame{Type: http2.FrameWindowUpdate, Stream: id, Increment: uint32(increment)}, func(f *http2.Framer) error {
		return f.WriteWindowUpdate(id, uint32(increment))
	})
}

// cancelStream lets go of a stream, and resets it unless both sides have ended
// it.
func (k *Trunk) cancelStream(s *stream, code http2.ErrCode) {
	open := !s.closed || len(s.unsent) > 0
	s.unsent = nil
	if open && !s.reset {
		s.reset = true
		k.send(&HTTPFrame{Type: http2.FrameRSTStream, Stream: s.id, Code: code}, func(f *http2.Framer) error { return f.WriteRSTStream(s.id, code) })
	}
}

// sendHead sends the field block of a request.
func (k *Trunk) sendHead(s *stream) {
	fields := s.req.fieldBlock()
	k.out.block.Reset()
	for _, f := range fields {
		_ = k.out.encoder.WriteField(hpack.HeaderField{Name: f.Name, Value: f.Value}) // to a bytes.Buffer
	}
	head := HTTPFrame{Type: http2.FrameHeaders, Stream: s.id, Flags: http2.FlagHeadersEndHeaders, Fields: fields}
	last := len(s.unsent) == 0
	if last {
		head.Flags |= http2.FlagHeadersEndStream
	}
	first := k.out.block.Next(maxFrameBytes)
	if k.out.block.Len() > 0 {
		head.Flags &^= http2.FlagHeadersEndHeaders
		head.Fields = nil
	}
	k.send(&head, func(f *http2.Framer) error {
		return f.WriteHeaders(http2.HeadersFrameParam{StreamID: s.id, BlockFragment: first, EndStream: last, EndHeaders: k.out.block.Len() == 0})
	})
	for k.out.block.Len() > 0 {
		k.sendContinuation(s.id, fields)
	}
}

func (k *Trunk) sendContinuation(id uint32, fields []Field) {
	part := k.out.block.Next(maxFrameBytes)
	more := HTTPFrame{Type: http2.FrameContinuation, Stream: id}
	if k.out.block.Len() == 0 {
		more.Flags, more.Fields = http2.FlagContinuationEndHeaders, fields
	}
	k.send(&more, func(f *http2.Framer) error { return f.WriteContinuation(id, k.out.block.Len() == 0, part) })
}

// sendBodies sends as much of the bodies of requests as windows and outbox
// have room for.
func (k *Trunk) sendBodies() {
	for s := range k.flow.all() {
		for k.sendBody(s) {
		}
	}
}

// sendBody sends one DATA frame, if it may.
func (k *Trunk) sendBody(s *stream) bool {
	n := min(int64(len(s.unsent)), s.credit, k.flow.credit, maxFrameBytes)
	if n <= 0 || s.done || k.out.buffer.Len() > bodyAtOnce || k.out.closing || k.out.broken != nil {
		return false
	}
	part, last := s.unsent[:n], n == int64(len(s.unsent))
	s.unsent = s.unsent[n:]
	s.credit -= n
	k.flow.credit -= n
	data := HTTPFrame{Type: http2.FrameData, Stream: s.id}
	if last {
		data.Flags = http2.FlagDataEndStream
	}
	k.send(&data, func(f *http2.Framer) error { return f.WriteData(s.id, last, part) })
	if last {
		s.sent()
	}
	return true
}

package engine

import (
	"errors"
	"fmt"
	"io"

	"github.com/ssegauge/ssegauge/internal/eventloop"
	"github.com/ssegauge/ssegauge/loadgen/http1"
	"github.com/ssegauge/ssegauge/loadgen/measure"
)

// Data implements eventloop.Handler.
func (s *stream) Data(_ *eventloop.Conn, p []byte) {
	if s.reader == 0 { // what others left with the kernel is no lag of ours
		s.w.arrived()
	}
	s.http1(p)
}

// Gone implements eventloop.Handler.
func (s *stream) Gone(_ *eventloop.Conn, err error) {
	if s.phase == connecting {
		err = s.w.proxied(int(s.endpoint), err)
	}
	s.lost(err)
}

// Expired implements eventloop.Handler.
func (s *stream) Expired(*eventloop.Conn) { s.expired() }

// http1 takes bytes of a response of HTTP/1.
func (s *stream) http1(p []byte) {
	if s.phase == asking {
		p = s.http1Head(p)
	}
	for len(p) > 0 && s.phase == open {
		data, rest, err := s.body.Next(p)
		if err != nil {
			s.broken(measure.Framing, err.Error())
			return
		}
		if p = rest; len(data) > 0 {
			s.take(data)
		}
		if s.phase == open && s.body.Ended() {
			s.finished()
		}
	}
}

// http1Head takes bytes of a head, and returns what follows it.
func (s *stream) http1Head(p []byte) []byte {
	if s.extra != nil && s.extra.head != nil {
		s.extra.head = append(s.extra.head, p...)
		p = s.extra.head
	}
	head, size, err := http1.ParseHead(p)
	switch {
	case err != nil:
		s.broken(measure.Framing, err.Error())
		return nil
	case size > s.w.cfg.Limits.HeadBytes, size == 0 && len(p) >= s.w.cfg.Limits.HeadBytes:
		s.broken(measure.Limit, fmt.Sprintf("the head is longer than %d bytes", s.w.cfg.Limits.HeadBytes))
		return nil
	case size == 0:
		if e := s.more(); e.head == nil {
			e.head = append(e.head, p...)
		}
		return nil
	}
	s.body = head.Body
	s.answered(answer{
		status: head.Status, contentType: head.ContentType, coding: head.ContentEncoding,
		retryAfter: head.RetryAfter, location: head.Location,
	})
	if s.extra != nil {
		s.extra.head = nil
		s.tidy()
	}
	return p[size:]
}

// lost says that the connection is no more, and that we did not end it.
func (s *stream) lost(err error) {
	switch s.phase {
	case connecting, asking:
		if class := classOf(err); s.phase == connecting && (class == measure.Files || class == measure.Address) {
			s.unbegun(err)
		} else {
			s.over(class, lossText(err))
		}
	case open:
		s.cut(err)
	case leaving:
		s.left()
	case away, gone:
	}
}

// proxied blames the proxy for a connection that is not made, if there is one.
func (w *worker) proxied(endpoint int, err error) error {
	class := classOf(err)
	if !w.endpoints[endpoint].Proxied || class == measure.Proxy || class == measure.Files || class == measure.Address {
		return err
	}
	return &classified{err, measure.Proxy}
}

// lossText says why there was no response.
func lossText(err error) string {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "the connection was closed before the response"
	}
	return err.Error()
}

// cut says that the connection of an open stream has ended.
func (s *stream) cut(err error) {
	switch {
	case errors.Is(err, io.EOF) && s.body.Close() == nil:
		s.closed(endedInOrder)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		s.closed(endedByFIN)
	default:
		s.over(classOf(err), err.Error())
	}
}

// finished says that the response has ended in order.
func (s *stream) finished() {
	s.hangUp(FIN)
	s.closed(endedInOrder)
}

// broken ends a Connection of which nothing good can come.
func (s *stream) broken(class measure.Class, text string) {
	s.hangUp(FIN)
	s.over(class, text)
}

// expired says that the time set by setTimer has passed.
func (s *stream) expired() {
	switch s.phase {
	case connecting:
		s.broken(measure.Timeout, "no connection after "+s.w.cfg.Limits.Connect.String())
	case asking:
		s.broken(measure.Timeout, "no head after "+s.w.cfg.Limits.Head.String())
	case open:
		s.openExpired()
	case leaving:
		s.hangUp(RST)
		s.left()
	case away, gone:
	}
}

//go:build linux

package crowd

import (
	"bytes"
	"errors"
	"strconv"
)

// errComplete ends a stream whose response has its last chunk.
var errComplete = errors.New("read stream: the response is complete")

// take counts what the bytes hold that arrived on a stream.
func (c *Crowd) take(i int, b []byte) error {
	s := &c.streams[i]
	if s.unfinished == nil && bytes.Equal(b, c.memo.raw) {
		return c.count(s, c.memo.arrival)
	}
	u, fresh := s.unfinished, s.unfinished == nil
	if fresh {
		u = new(unfinished)
	}
	a, err := u.feed(b)
	if err != nil {
		return err
	}
	if s.state == opening && !u.head {
		c.enter(s, open)
	}
	s.unfinished = u
	if u.empty() {
		s.unfinished = nil
		if fresh {
			c.memo.raw, c.memo.arrival = append(c.memo.raw[:0], b...), a
		}
	}
	return c.count(s, a)
}

func (c *Crowd) count(s *stream, a arrival) error {
	c.counts.Resets += int64(a.resets)
	if s.last == unknown && c.idBase > 0 && a.first != "" {
		if id, err := strconv.ParseInt(a.first, 10, 64); err == nil {
			s.last = id - c.idBase
		}
	}
	if a.lastID != "" {
		s.lastID = a.lastID
	}
	if len(a.events) > 0 {
		now := c.Now()
		for _, e := range a.events {
			c.counts.Delivered++
			if c.Latency != nil {
				c.Latency.Record(now - e.Due)
			}
			c.follow(s, e.Number)
		}
	}
	if a.end {
		return errComplete
	}
	return nil
}

// follow compares the number of an event with that of the one before.
func (c *Crowd) follow(s *stream, number int64) {
	switch {
	case s.last == unknown || number == s.last+1:
		s.last = number
	case number > s.last:
		c.counts.Lost += number - s.last - 1
		s.last = number
	default:
		c.counts.Doubled++
	}
}

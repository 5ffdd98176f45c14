//go:build linux

package crowd

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
)

// arrival is what some bytes of a stream held.
type arrival struct {
	events []Event
	lastID string // the last id line, with or without data
	first  string // the last id line before the first event
	resets int    // events of the type "reset"
	end    bool   // the response is complete
}

// unfinished is what a stream holds between two reads. A nil one is a stream that
// stands between two frames.
type unfinished struct {
	head  bool   // the head of the response has not arrived as a whole
	raw   []byte // bytes that are not yet a whole chunk, or head
	frame []byte // payload that is not yet a whole frame
}

func (u *unfinished) empty() bool { return !u.head && len(u.raw) == 0 && len(u.frame) == 0 }

// maxHeadBytes bounds the head of a response.
const maxHeadBytes = 16 << 10

// feed decodes the bytes that arrived next.
func (u *unfinished) feed(b []byte) (a arrival, err error) {
	u.raw = append(u.raw, b...)
	if u.head {
		whole := bytes.Index(u.raw, []byte("\r\n\r\n"))
		if whole < 0 && len(u.raw) <= maxHeadBytes {
			return a, nil
		}
		if err := checkHead(u.raw[:max(whole, 0)]); err != nil {
			return a, err
		}
		u.head, u.raw = false, u.raw[whole+len("\r\n\r\n"):]
	}
	if a.end, err = u.dechunk(); err != nil {
		return a, err
	}
	for {
		frame, rest, found := bytes.Cut(u.frame, []byte("\n\n"))
		if !found {
			return a, nil
		}
		u.frame = rest
		if err := a.take(frame); err != nil {
			return a, err
		}
	}
}

func checkHead(head []byte) error {
	line, fields, _ := bytes.Cut(head, []byte("\r\n"))
	if !bytes.HasPrefix(line, []byte("HTTP/1.1 200 ")) {
		return fmt.Errorf("open stream: answered %q", line)
	}
	if !bytes.Contains(bytes.ToLower(fields), []byte("transfer-encoding: chunked")) {
		return errors.New("open stream: the answer is not chunked")
	}
	return nil
}

// dechunk moves the payload of whole chunks from raw to frame.
// https://www.rfc-editor.org/rfc/rfc9112#section-7.1
func (u *unfinished) dechunk() (end bool, err error) {
	for {
		line, rest, found := bytes.Cut(u.raw, []byte("\r\n"))
		if !found {
			return false, nil
		}
		size, err := strconv.ParseUint(string(line), 16, 31)
		if err != nil {
			return false, fmt.Errorf("read chunk size: %w", err)
		}
		if len(rest) < int(size)+len("\r\n") {
			return false, nil
		}
		if !bytes.HasPrefix(rest[size:], []byte("\r\n")) {
			return false, fmt.Errorf("read chunk: no line end after %d bytes", size)
		}
		u.frame, u.raw = append(u.frame, rest[:size]...), rest[int(size)+len("\r\n"):]
		if size == 0 {
			return true, nil
		}
	}
}

// take reads a frame of a server that writes "name: value" lines that end with LF,
// as all contenders do.
func (a *arrival) take(frame []byte) error {
	var data []byte
	reset := false
	for line := range bytes.SplitSeq(frame, []byte("\n")) {
		name, value, _ := bytes.Cut(line, []byte(": "))
		switch string(name) {
		case "id":
			a.lastID = string(value)
		case "event":
			reset = string(value) == "reset"
		case "data":
			data = value
		}
	}
	switch {
	case reset:
		a.resets++
	case data != nil:
		e, err := parseEvent(data)
		if err != nil {
			return err
		}
		a.events = append(a.events, e)
	case len(a.events) == 0:
		a.first = a.lastID
	}
	return nil
}

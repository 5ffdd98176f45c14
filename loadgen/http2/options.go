package http2

import "github.com/ssegauge/ssegauge/loadgen/problem"

const (
	// maxFrameBytes is the largest payload that this side accepts: SETTINGS_MAX_FRAME_SIZE as it is at first.
	maxFrameBytes = 16_384
	// maxWindow is the largest flow-control window.
	maxWindow = 1<<31 - 1
	// firstWindow is the size of a flow-control window before any SETTINGS.
	firstWindow = 65_535
	// firstTable is the size of a table of HPACK before any SETTINGS.
	firstTable = 4_096
	// maxContinuations is the number of CONTINUATION frames of one head: more are meant to tire.
	maxContinuations = 64
)

// Options are what a Conn offers to the server. The zero value works.
type Options struct {
	// StreamWindow is the number of bytes that the server may send on a stream before it is given
	// more, from 1 to 2³¹-1; 0 is 65,535.
	StreamWindow int
	// ConnWindow is the same for all streams of the connection together, from 65,535; 0 is 1 MiB.
	ConnWindow int
	// MaxHeaderBytes is the size of the largest head that is read, as RFC 9113 counts it (32 bytes for each field
	// beside its name and value), at most 1 MiB; 0 is 64 KiB. A stream with a larger one is reset.
	MaxHeaderBytes int
	// HeaderTableBytes is the memory that the server's compression of heads may use here, up to
	// 64 KiB; 0 is 4,096, and less than 0 is none.
	HeaderTableBytes int
	// Pong is called with what was given to Conn.Ping when the answer is there. It may be nil.
	Pong func(data uint64)
}

// Validate returns what is out of range.
func (o Options) Validate() problem.List {
	var list problem.List
	between := func(path string, v, low, high int) {
		if v != 0 && (v < low || v > high) {
			list.Add(path, "%d: want %d to %d bytes", v, low, high)
		}
	}
	between("stream_window", o.StreamWindow, 1, maxWindow)
	between("conn_window", o.ConnWindow, firstWindow, maxWindow)
	between("max_header_bytes", o.MaxHeaderBytes, 128, 1<<20)
	between("header_table_bytes", max(o.HeaderTableBytes, 0), 1, 64<<10)
	return list
}

// filled returns o with its defaults.
func (o Options) filled() Options {
	put := func(v *int, otherwise int) {
		if *v == 0 {
			*v = otherwise
		}
	}
	put(&o.StreamWindow, firstWindow)
	put(&o.ConnWindow, 1<<20)
	put(&o.MaxHeaderBytes, 64<<10)
	put(&o.HeaderTableBytes, firstTable)
	o.HeaderTableBytes = max(o.HeaderTableBytes, 0)
	return o
}

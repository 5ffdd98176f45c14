package eventstream

import "math"

// Rest is where a Decoder stands in its stream when nothing is buffered but the last event ID
// string. Its zero value is the start of a stream.
type Rest struct {
	offset  int64  // bytes fed
	begun   uint32 // how many of them belong to the frame that is being read
	afterCR bool
}

// Rest returns where d stands, so that another Decoder can go on from there by [Decoder.Resume]
// with the same bytes, and the same options, as if it were d. That is possible, and ok is true,
// if d has no beginning of a line, no data, event type or id that a blank line is yet to
// dispatch, and no error. Comments, retry and unknown fields that no blank line has ended are in
// the way only if they are 4 GiB. It must not be called while d is being fed.
func (d *Decoder) Rest() (r Rest, ok bool) {
	begun := d.scan.base - d.start
	if d.err != nil || d.hasData || d.hasType || d.hasID || len(d.scan.partial) > 0 || begun > math.MaxUint32 {
		return Rest{}, false
	}
	return Rest{offset: d.scan.base, begun: uint32(begun), afterCR: d.scan.afterCR}, true
}

// Resume makes d go on where r was taken, on a stream whose last event ID string is
// lastEventID then. What d was at before is forgotten, an error too, and the reconnection time,
// for which the caller may ask [Decoder.Retry] before. Options stay, but for LastEventID; so
// does the memory of d, to be used again. d keeps no reference to lastEventID.
func (d *Decoder) Resume(r Rest, lastEventID []byte) {
	d.scan = scanner{max: d.scan.max, base: r.offset, partial: d.scan.partial[:0], afterCR: r.afterCR}
	d.start = r.offset - int64(r.begun)
	d.err = nil
	d.hasData, d.hasType, d.hasID = false, false, false
	d.retry, d.hasRetry = 0, false
	d.ids[d.last].borrow(lastEventID)
	d.own()
}

// AppendLastEventID appends the last event ID string to dst and returns the result: what
// [Decoder.LastEventID] returns, without allocation.
func (d *Decoder) AppendLastEventID(dst []byte) []byte { return append(dst, d.ids[d.last].b...) }

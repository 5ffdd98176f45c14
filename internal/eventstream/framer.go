package eventstream

// Framer cuts the bytes of one event stream into frames. It is not safe for
// concurrent use. Use NewFramer.
//
// Where a chunk ends with the CR of the blank line, the frame is handed out
// with the next byte or by Close, because only then is its line end known. A
// Decoder does not wait: it dispatches at the CR.
type Framer struct {
	maxBytes int
	scan     scanner
	err      error
	frame    Frame // what has been read of the next frame
	size     int   // what the lines of frame count
}

// minLineCost is what a line counts at least, in bytes, so that very many very
// short lines cannot take far more memory than the limit on a frame says.
const minLineCost = 64

// NewFramer returns a framer at the start of a stream. MaxEventBytes bounds the
// raw lines of a frame without their line ends, comments included and each line
// counted as 64 bytes at the least; LastEventID and MaxIDBytes are not used.
func NewFramer(o Options) *Framer {
	o = o.withDefaults()
	return &Framer{maxBytes: o.MaxEventBytes, scan: scanner{max: o.MaxLineBytes}}
}

// Feed cuts the next bytes of the stream and calls emit for each frame whose
// end is known by them, in order. The frames own their memory. An error is a
// *LimitError, and every later call returns it again.
func (f *Framer) Feed(chunk []byte, emit func(Frame)) error {
	if f.err != nil || len(chunk) == 0 {
		return f.err
	}
	if f.scan.load(chunk) {
		f.addLF()
	}
	f.flush(emit)
	for f.line(emit) {
	}
	if f.err == nil {
		f.err = f.scan.keep()
	}
	f.scan.unload()
	return f.err
}

// Close hands out what is left at end of file: a frame whose blank line was a
// lone CR, or the lines that no blank line has ended. The last of them, if it
// has no line end, does not count for MaxEventBytes.
func (f *Framer) Close(emit func(Frame)) {
	if f.err == nil && len(f.scan.partial) > 0 {
		f.scan.start = -len(f.scan.partial)
		f.add(f.scan.partial, nil)
		f.scan.partial = nil
	}
	if len(f.frame.Lines) > 0 {
		f.emit(emit)
	}
}

// line adds the next line to the frame and reports whether to go on.
func (f *Framer) line(emit func(Frame)) bool {
	line, eol, ok := f.scan.next()
	if !ok {
		return false
	}
	if f.size += max(len(line), minLineCost); f.size > f.maxBytes {
		f.err = &LimitError{Limit: "event", Max: f.maxBytes, Offset: f.frame.Offset}
		return false
	}
	f.add(line, f.scan.chunk[f.scan.pos-eol:f.scan.pos])
	if !f.scan.afterCR {
		f.flush(emit)
	}
	return true
}

// add appends a line, of which eol is the line end, to the frame.
func (f *Framer) add(line, eol []byte) {
	l := Line{Offset: f.scan.lineStart(), EOL: string(eol)}
	l.Raw = append(append(make([]byte, 0, len(line)+len("\r\n")), line...), eol...)
	if l.Offset == 0 {
		line = trimByteOrderMark(line)
	}
	l.Kind, l.Name, l.Value = parseLine(line)
	f.frame.Complete = l.Kind == KindBlank && l.EOL != ""
	f.frame.Lines = append(f.frame.Lines, l)
}

// addLF appends the LF of a CRLF to the line whose CR ended the last chunk.
func (f *Framer) addLF() {
	last := &f.frame.Lines[len(f.frame.Lines)-1]
	last.Raw, last.EOL = append(last.Raw, '\n'), "\r\n"
}

// flush hands out the frame if it is complete.
func (f *Framer) flush(emit func(Frame)) {
	if f.frame.Complete {
		f.emit(emit)
	}
}

// emit hands out the frame. The next begins where it ends.
func (f *Framer) emit(emit func(Frame)) {
	emit(f.frame)
	f.frame, f.size = Frame{Offset: f.frame.End()}, 0
}

package http2

import (
	"errors"
	"iter"

	"golang.org/x/net/http2/hpack"
)

// Head is the head of a response.
type Head struct {
	// Status is the status code, from 200 to 999.
	Status int
	fields []hpack.HeaderField
}

// Get returns the value of the first field with a name in lower case, or "".
func (h Head) Get(name string) string {
	for i := range h.fields {
		if h.fields[i].Name == name {
			return h.fields[i].Value
		}
	}
	return ""
}

// Fields yields the fields in their order, without :status. It must not be used after Handler.Head has returned.
func (h Head) Fields() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, f := range h.fields {
			if f.Name[0] != ':' && !yield(f.Name, f.Value) {
				return
			}
		}
	}
}

// headBlock is the head, or the trailers, that is being read.
type headBlock struct {
	open      bool // CONTINUATION is to come
	last      bool // the stream ends with it
	id        uint32
	bytes     int // compressed
	listBytes int // as SETTINGS_MAX_HEADER_LIST_SIZE counts
	frames    int
	fields    []hpack.HeaderField
}

// onHeaders begins a head.
//
// https://www.rfc-editor.org/rfc/rfc9113#section-6.2
func (c *Conn) onHeaders(payload []byte) {
	if !c.ofStream() || c.streams[c.frame.id] == nil && c.endedStream() {
		return
	}
	skip, pad := 0, 0
	if c.frame.flags&flagPadded != 0 {
		if len(payload) == 0 {
			c.fail(FrameSizeError, "a padded HEADERS frame has no room for the length of its padding")
			return
		}
		skip, pad = 1, int(payload[0])
	}
	if c.frame.flags&flagPriority != 0 {
		if skip += 5; skip > len(payload) {
			c.fail(FrameSizeError, "a HEADERS frame has no room for its priority")
			return
		}
	}
	if skip+pad > len(payload) {
		c.fail(ProtocolError, "the padding of HEADERS is longer than its payload")
		return
	}
	c.block = headBlock{id: c.frame.id, last: c.frame.flags&flagEndStream != 0}
	c.fragment(payload[skip : len(payload)-pad])
}

// onContinuation goes on with a head.
//
// https://www.rfc-editor.org/rfc/rfc9113#section-6.10
func (c *Conn) onContinuation(payload []byte) {
	if !c.block.open {
		c.fail(ProtocolError, "CONTINUATION does not follow a head that goes on")
		return
	}
	c.fragment(payload)
}

// fragment decompresses a part of a head. All of them must be, whoever they are for: they share the tables.
//
// https://www.rfc-editor.org/rfc/rfc9113#section-4.3
func (c *Conn) fragment(p []byte) {
	b := &c.block
	b.open = c.frame.flags&flagEndHeaders == 0
	b.bytes += len(p)
	b.frames++
	// Huffman coding may make a field larger, to 30 bits for an octet.
	if b.frames > maxContinuations || b.bytes > 4*c.options.MaxHeaderBytes {
		c.fail(EnhanceYourCalm, "a head has too many frames or bytes")
		return
	}
	_, err := c.decoder.Write(p)
	if err == nil && !b.open {
		err = c.decoder.Close()
	}
	switch {
	case errors.Is(err, hpack.ErrStringLength):
		c.fail(EnhanceYourCalm, "a field is larger than SETTINGS_MAX_HEADER_LIST_SIZE allows")
		return
	case err != nil:
		c.fail(CompressionError, "a head cannot be decompressed: "+err.Error())
		return
	case b.open:
		return
	}
	done := c.block
	c.block = headBlock{}
	if st := c.streams[done.id]; st != nil {
		c.headOf(st, done)
	}
}

// field takes a field from the decompressor, until there are too many.
func (c *Conn) field(f hpack.HeaderField) {
	b := &c.block
	if b.listBytes += int(f.Size()); b.listBytes <= c.options.MaxHeaderBytes {
		b.fields = append(b.fields, f)
	}
}

// headOf gives a head to its stream.
func (c *Conn) headOf(st *stream, b headBlock) {
	if b.listBytes > c.options.MaxHeaderBytes {
		c.breach(st, EnhanceYourCalm, "the head is larger than SETTINGS_MAX_HEADER_LIST_SIZE allows")
		return
	}
	if st.headed {
		c.trailers(st, b)
		return
	}
	status, text := response(b.fields)
	switch {
	case text != "":
		c.breach(st, ProtocolError, text)
	case status >= 200:
		c.finalHead(st, Head{Status: status, fields: b.fields}, b.last)
	case b.last:
		c.breach(st, ProtocolError, "an informational head ends the stream")
	}
}

// finalHead gives its handler the head of the final response.
func (c *Conn) finalHead(st *stream, h Head, last bool) {
	length, text := contentLength(h)
	if text != "" {
		c.breach(st, ProtocolError, text)
		return
	}
	st.headed = true
	st.length = length
	st.headless = st.headless || h.Status == 204 || h.Status == 304
	st.h.Head(h)
	if last && !st.gone {
		c.finish(st)
	}
}

// trailers ends a stream.
//
// https://www.rfc-editor.org/rfc/rfc9113#section-8.1
func (c *Conn) trailers(st *stream, b headBlock) {
	text := ""
	if !b.last {
		text = "a second head does not end the stream"
	}
	for _, f := range b.fields {
		if text == "" && f.IsPseudo() {
			text = "trailers hold a pseudo-header field"
		}
		if text == "" {
			text = malformed(f)
		}
	}
	if text != "" {
		c.breach(st, ProtocolError, text)
		return
	}
	c.finish(st)
}

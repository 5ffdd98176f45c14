package wire

import (
	"bytes"
	"net/url"
	"slices"
)

// Secrets knows what must not be seen.
type Secrets interface {
	// SecretHeader reports whether the value of that header field is a secret.
	SecretHeader(name string) bool
	// Mask returns a copy of b, of the same length, in which nothing of a secret is
	// left.
	Mask(b []byte) []byte
	// URL returns an address without secrets.
	URL(s string) string
	// Text returns a text in words without secrets.
	Text(s string) string
}

// Hide returns a copy of t without the secrets. Every byte of the response stays
// in its place: what is hidden becomes as many asterisks, in the body as well as
// in the values of secret header fields. The name of the Exchange is as it was.
func (t *Transcript) Hide(s Secrets) *Transcript {
	h := t.snapshot()
	mask := func(text string) string { return string(s.Mask([]byte(text))) }
	h.Request.hide(s, mask)
	h.URL, h.End.Detail = s.URL(t.URL), s.Text(t.End.Detail)
	h.Limits.Stream.LastEventID = mask(t.Limits.Stream.LastEventID)
	h.Redirects = slices.Clone(t.Redirects)
	for i := range h.Redirects {
		r := &h.Redirects[i]
		r.Method, r.URL, r.Location, r.Target = mask(r.Method), s.URL(r.URL), s.URL(r.Location), s.URL(r.Target)
	}
	h.TLS = t.TLS.hide(mask)
	h.Chunks = cutLike(t.Chunks, t.hiddenBytes(s))
	h.replay()
	return h
}

func (i *TLSInfo) hide(mask func(string) string) *TLSInfo {
	if i == nil {
		return nil
	}
	h := *i
	h.ServerName, h.Peer = mask(i.ServerName), mask(i.Peer)
	return &h
}

func (r *Request) hide(s Secrets, mask func(string) string) {
	if r.URL != nil {
		u := *r.URL
		u.User = nil
		hidden, err := url.Parse(s.URL(u.String()))
		if err != nil {
			hidden = &url.URL{Scheme: u.Scheme, Host: mask(u.Host)}
		}
		r.URL = hidden
	}
	r.Method, r.Body = mask(r.Method), s.Mask(r.Body)
	r.Header = slices.Clone(r.Header)
	for i, f := range r.Header {
		r.Header[i].Value = mask(f.Value)
		if s.SecretHeader(f.Name) {
			r.Header[i].Value = Redacted
		}
	}
}

// hiddenBytes returns all bytes of the response without the secrets. Those that
// the framing cuts in pieces are found in the body.
func (t *Transcript) hiddenBytes(s Secrets) []byte {
	raw := t.Raw()
	if t.Request.Proto == HTTP2 {
		hideFrames(raw, s.Mask(t.Body), s)
		return raw
	}
	hidden := s.Mask(raw)
	for _, h := range append(slices.Clone(t.Interim), t.Head) {
		if h != nil {
			h.hideFields(hidden, s)
		}
	}
	t.Framing.hideTrailer(hidden, s)
	body := s.Mask(t.Body)
	for _, p := range t.bodyParts(raw) {
		for i := range p.size {
			if c := body[p.inBody+i]; c != t.Body[p.inBody+i] {
				hidden[p.inRaw+i] = c
			}
		}
	}
	return hidden
}

// hideFields writes asterisks over the values of secret fields in raw.
func (h *Head) hideFields(raw []byte, s Secrets) {
	ends := append(slices.Clone(h.FieldOffsets), h.Offset+int64(len(h.Raw)))
	for i, f := range h.Fields {
		if s.SecretHeader(f.Name) {
			line := raw[ends[i]:ends[i+1]]
			star(line[bytes.IndexByte(line, ':')+1:])
		}
	}
}

// hideTrailer does so in the trailer section after the final chunk.
func (f *Framing) hideTrailer(raw []byte, s Secrets) {
	if len(f.HTTPChunks) == 0 || f.HTTPChunks[len(f.HTTPChunks)-1].Size > 0 {
		return
	}
	for line := range bytes.SplitAfterSeq(raw[f.HTTPChunks[len(f.HTTPChunks)-1].Offset:], []byte("\n")) {
		if name, value, ok := bytes.Cut(line, []byte(":")); ok && s.SecretHeader(string(name)) {
			star(value)
		}
	}
}

// star writes asterisks over a value, but for white space and for what must not
// stand in one: that is judged.
func star(value []byte) {
	for i, c := range value {
		if c > ' ' && c != 0x7f {
			value[i] = '*'
		}
	}
}

// bodyPart is a run of bytes of the body and its place among all bytes of the
// response.
type bodyPart struct{ inBody, inRaw, size int64 }

func (t *Transcript) bodyParts(raw []byte) []bodyPart {
	all := int64(len(t.Body))
	switch {
	case t.Head == nil:
		return nil
	case t.Framing.Kind != FramingChunked:
		return []bodyPart{{0, t.Head.Offset + int64(len(t.Head.Raw)), all}}
	}
	var parts []bodyPart
	for _, c := range t.Framing.HTTPChunks {
		line := int64(bytes.IndexByte(raw[c.Offset:], '\n') + 1)
		parts = append(parts, bodyPart{c.BodyOffset, c.Offset + line, min(c.Size, all-c.BodyOffset)})
	}
	return parts
}

// cutLike returns raw in Chunks of the same sizes and times.
func cutLike(chunks []Chunk, raw []byte) []Chunk {
	cut := slices.Clone(chunks)
	for i := range cut {
		n := len(cut[i].Bytes)
		cut[i].Bytes, raw = raw[:n:n], raw[n:]
	}
	return cut
}

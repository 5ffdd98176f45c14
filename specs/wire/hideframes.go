package wire

import (
	"bytes"
	"slices"

	"golang.org/x/net/http2"
)

// Hide returns a copy of t without the secrets: in the addresses, in what the
// frames of both sides say, and in Streams. Its name is as it was.
func (t *TrunkTranscript) Hide(s Secrets) *TrunkTranscript {
	h := t.snapshot()
	mask := func(text string) string { return string(s.Mask([]byte(text))) }
	h.URL, h.End.Detail, h.TLS = s.URL(t.URL), s.Text(t.End.Detail), t.TLS.hide(mask)
	h.Frames = slices.Clone(t.Frames)
	for i := range h.Frames {
		h.Frames[i].hide(s, mask)
	}
	for i := range h.Streams {
		h.Streams[i] = h.Streams[i].Hide(s)
	}
	return h
}

func (f *HTTPFrame) hide(s Secrets, mask func(string) string) {
	f.Debug, f.Problem = mask(f.Debug), s.Text(f.Problem)
	copy(f.Opaque[:], s.Mask(f.Opaque[:]))
	f.Fields = slices.Clone(f.Fields)
	for i := range f.Fields {
		field := &f.Fields[i]
		value := []byte(mask(field.Value))
		switch {
		case field.Name == ":path":
			value = []byte(s.URL(field.Value))
		case s.SecretHeader(field.Name):
			star(value)
		}
		field.Name, field.Value = mask(field.Name), string(value)
	}
}

// hideFrames hides the secrets in the Chunks of an Exchange in HTTP/2, raw. Each
// frame and each literal keeps its length. body is the hidden body, where also
// what two frames hold of a secret is found.
func hideFrames(raw, body []byte, s Secrets) {
	for len(raw) >= frameHeaderBytes {
		head, _ := http2.ReadFrameHeader(bytes.NewReader(raw))
		payload := raw[frameHeaderBytes:]
		if int(head.Length) < len(payload) {
			payload = payload[:head.Length]
		}
		raw = raw[frameHeaderBytes+len(payload):]
		switch head.Type {
		case http2.FrameHeaders:
			hideLiterals(payload, s)
			continue
		case http2.FrameRSTStream:
			continue
		case http2.FrameData:
			body = hideData(head, payload, body, s)
		default:
			copy(payload, s.Mask(payload))
		}
	}
}

// hideData hides the secrets in the payload of a DATA frame with which the hidden
// body begins, and returns the rest of that.
func hideData(head http2.FrameHeader, payload, body []byte, s Secrets) []byte {
	data, ok := unpad(head, payload)
	if !ok {
		copy(payload, s.Mask(payload))
		return body
	}
	plain := data
	if int(head.Length) == len(payload) { // what is not whole is not in the body
		n := copy(data, body)
		body, plain = body[n:], data[n:]
	}
	copy(plain, s.Mask(plain))
	return body
}

// hideLiterals hides the secrets in a field block as FieldsFrame writes it, and
// the values of secret fields.
func hideLiterals(block []byte, s Secrets) {
	for len(block) > 0 && block[0] == literalField {
		name, rest, ok := cutLiteral(block[1:])
		if !ok {
			break
		}
		value, next, ok := cutLiteral(rest)
		if !ok {
			break
		}
		inName := block[:len(block)-len(rest)]
		inName = inName[len(inName)-len(name):]
		inValue := rest[:len(rest)-len(next)]
		inValue = inValue[len(inValue)-len(value):]
		copy(inName, s.Mask(inName))
		copy(inValue, s.Mask(inValue))
		if s.SecretHeader(name) {
			star(inValue)
		}
		block = next
	}
	copy(block, s.Mask(block))
}

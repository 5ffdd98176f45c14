package wire

import (
	"strings"
	"time"
)

// Head is a response head: status line and header section, or in HTTP/2 a
// field block.
type Head struct {
	// FirstByteAt and At are when its first and its last byte arrived, since the
	// start of the Exchange.
	FirstByteAt, At time.Duration
	// Proto is "HTTP/1.1" or another minor version, or "HTTP/2".
	Proto string
	// Status is the status code, three digits.
	Status int
	// Reason is the reason phrase, often empty. HTTP/2 has none.
	Reason string
	// Fields holds the header fields in their order, values without the white
	// space around them. A folded field is joined by spaces. In HTTP/2 ":status" is
	// not among them; fields that must not be there, are.
	Fields []Field
	// FieldOffsets holds for each of Fields the place of its line among the raw
	// bytes of the response.
	FieldOffsets []int64
	// Offset is the place of the head among the raw bytes of the response. It is 0
	// unless interim responses came before.
	Offset int64
	// Raw holds its bytes, the blank line at the end included.
	Raw []byte
	// Problems says where it breaks the grammar, at most 100 times.
	Problems []Problem
}

// Get returns the value of the first field with that name and whether there is
// one.
func (h *Head) Get(name string) (value string, ok bool) { return getField(h.Fields, name) }

// Values returns the values of all fields with that name, in their order.
func (h *Head) Values(name string) []string {
	var values []string
	for _, f := range h.Fields {
		if strings.EqualFold(f.Name, name) {
			values = append(values, f.Value)
		}
	}
	return values
}

// OffsetOf returns the place of the first field with that name among the raw
// bytes of the response, or that of the head when there is none.
func (h *Head) OffsetOf(name string) int64 {
	if i := indexField(h.Fields, name); i >= 0 {
		return h.FieldOffsets[i]
	}
	return h.Offset
}

// MediaType returns what Content-Type says: the essence in lower case, such as
// "text/event-stream", and the parameters by their names in lower case. Of
// several fields the last valid one counts; parameters that cannot be parsed are
// left out, as Fetch does it. The error says that there is no valid one.
// https://fetch.spec.whatwg.org/#concept-header-extract-mime-type
func (h *Head) MediaType() (essence string, params map[string]string, err error) {
	return extractMediaType(h.Values("Content-Type"))
}

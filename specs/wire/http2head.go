package wire

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// newHead makes a Head of the fields of a block in HTTP/2. The error says that
// there is no status; everything else that is wrong becomes a Problem.
// https://www.rfc-editor.org/rfc/rfc9113#section-8.3.2
func newHead(fields []Field, offsets []int64, start int64, raw []byte) (*Head, error) {
	p := headParser{head: &Head{Proto: HTTP2, Offset: start, Raw: raw}, offset: start}
	for i, f := range fields {
		p.offset = offsets[i]
		if f.Name == ":status" && p.head.Status == 0 {
			if err := p.status(f.Value); err != nil {
				return nil, err
			}
			continue
		}
		p.field(f)
	}
	if p.head.Status == 0 {
		return nil, errors.New("read response: the field block has no :status")
	}
	p.checkLengths()
	return p.head, nil
}

func (p *headParser) status(value string) error {
	status, err := strconv.Atoi(value)
	if err != nil || len(value) != len("200") || !isDigits(value) || status < 100 {
		return fmt.Errorf("read response: :status %.80q is malformed", value)
	}
	switch {
	case status > 599:
		p.problem("status code %d is above 599", status)
	case status == 101:
		p.problem("HTTP/2 has no status 101")
	}
	if len(p.head.Fields) > 0 {
		p.problem(":status follows other fields")
	}
	p.head.Status = status
	return nil
}

// field adds a field. HTTP/2 frames it, so that every byte can be there.
// https://www.rfc-editor.org/rfc/rfc9113#section-8.2.1
func (p *headParser) field(f Field) {
	for _, message := range fieldProblems(f) {
		p.problem("%s", message)
	}
	p.head.Fields = append(p.head.Fields, Field{f.Name, strings.Trim(f.Value, " \t")})
	p.head.FieldOffsets = append(p.head.FieldOffsets, p.offset)
}

// fieldProblems says what is wrong with a field of a response in HTTP/2.
func fieldProblems(f Field) (problems []string) {
	note := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	switch {
	case f.Name == ":status":
		note(":status stands here again")
	case strings.HasPrefix(f.Name, ":"):
		note("%.80q is no pseudo-header field of a response", f.Name)
	case !isToken(f.Name):
		note("field name %.80q is not a token", f.Name)
	case strings.ToLower(f.Name) != f.Name:
		note("field name %.80q is not in lower case", f.Name)
	}
	if ConnectionSpecific(f.Name) {
		note("%.80s is a connection-specific field, which HTTP/2 forbids", f.Name)
	}
	if i := badByte([]byte(f.Value)); i >= 0 {
		note("value of %.80q holds the byte %#02x", f.Name, f.Value[i])
	}
	if strings.Trim(f.Value, " \t") != f.Value {
		note("value of %.80q begins or ends with white space", f.Name)
	}
	return problems
}

package wire

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// headParser takes a whole head apart and notes what is wrong with it.
type headParser struct {
	head   *Head
	offset int64 // of the line at hand
}

// parseHead parses a head that begins at the place start and ends with its
// blank line. The error says that its status line is none; everything else that
// is wrong becomes a Problem.
func parseHead(raw []byte, start int64) (*Head, error) {
	p := headParser{head: &Head{Raw: raw, Offset: start}, offset: start}
	for i := 0; len(raw) > 0; i++ {
		line := raw[:bytes.IndexByte(raw, '\n')+1]
		text, eol := cutEOL(line)
		if eol == "\n" {
			p.problem("line ends with a bare LF")
		}
		switch {
		case i == 0:
			if err := p.statusLine(string(text)); err != nil {
				return nil, err
			}
		case len(text) > 0:
			p.fieldLine(text)
		}
		p.offset += int64(len(line))
		raw = raw[len(line):]
	}
	p.checkLengths()
	return p.head, nil
}

func (p *headParser) problem(format string, args ...any) {
	p.head.Problems = addProblem(p.head.Problems, Problem{p.offset, fmt.Sprintf(format, args...)})
}

// statusLine parses
//
//	status-line = HTTP-version SP status-code SP [ reason-phrase ]
//
// and accepts that the second SP is missing where no reason follows.
// https://www.rfc-editor.org/rfc/rfc9112#section-4
func (p *headParser) statusLine(text string) error {
	proto, rest, _ := strings.Cut(text, " ")
	code, reason, spaced := strings.Cut(rest, " ")
	status, err := strconv.Atoi(code)
	if err != nil || len(code) != len("200") || status < 100 || len(proto) != len("HTTP/1.1") || !isDigits(proto[len("HTTP/1."):]) {
		return fmt.Errorf("read response: status line %.80q is malformed", text)
	}
	if !spaced {
		p.problem("status line lacks the space after the status code")
	}
	if status > 599 {
		p.problem("status code %d is above 599", status)
	}
	if i := badByte([]byte(reason)); i >= 0 {
		p.problem("reason phrase holds the byte %#02x", reason[i])
	}
	p.head.Proto, p.head.Status, p.head.Reason = proto, status, reason
	return nil
}

// fieldLine parses
//
//	field-line = field-name ":" OWS field-value OWS
//
// https://www.rfc-editor.org/rfc/rfc9112#section-5
func (p *headParser) fieldLine(text []byte) {
	if text[0] == ' ' || text[0] == '\t' {
		p.fold(text)
		return
	}
	field, problems := parseField(text)
	for _, message := range problems {
		p.problem("%s", message)
	}
	if field.Name != "" {
		p.head.Fields = append(p.head.Fields, field)
		p.head.FieldOffsets = append(p.head.FieldOffsets, p.offset)
	}
}

// parseField parses a field line without its line end. A line that is none
// gives a Field without a name.
func parseField(text []byte) (f Field, problems []string) {
	name, value, found := bytes.Cut(text, []byte(":"))
	if !found {
		return Field{}, []string{fmt.Sprintf("line %.80q has no colon", text)}
	}
	bare := bytes.TrimRight(name, " \t")
	if len(bare) < len(name) {
		problems = append(problems, fmt.Sprintf("white space stands before the colon of %.80q", bare))
	}
	if !isToken(string(bare)) {
		problems = append(problems, fmt.Sprintf("field name %.80q is not a token", bare))
	}
	value = bytes.Trim(value, " \t")
	if i := badByte(value); i >= 0 {
		problems = append(problems, fmt.Sprintf("value of %.80s holds the byte %#02x", bare, value[i]))
	}
	return Field{string(bare), string(value)}, problems
}

// fold joins a continuation line to the field before it.
// https://www.rfc-editor.org/rfc/rfc9112#section-5.2
func (p *headParser) fold(text []byte) {
	n := len(p.head.Fields)
	if n == 0 {
		p.problem("the first field line begins with white space")
		return
	}
	last := &p.head.Fields[n-1]
	p.problem("value of %.80s is folded onto a second line", last.Name)
	if i := badByte(text); i >= 0 {
		p.problem("value of %.80s holds the byte %#02x", last.Name, text[i])
	}
	last.Value = strings.Trim(last.Value+" "+string(bytes.Trim(text, " \t")), " ")
}

// checkLengths notes every Content-Length but the first.
func (p *headParser) checkLengths() {
	seen := false
	for i, f := range p.head.Fields {
		if !strings.EqualFold(f.Name, "Content-Length") {
			continue
		}
		p.offset = p.head.FieldOffsets[i]
		if seen {
			p.problem("Content-Length stands here again")
		}
		seen = true
	}
}

// badByte returns the index of the first byte that no field value may hold:
// a control character other than HTAB. https://www.rfc-editor.org/rfc/rfc9110#section-5.5
func badByte(value []byte) int {
	for i, c := range value {
		if c < ' ' && c != '\t' || c == 0x7f {
			return i
		}
	}
	return -1
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

package http2

import (
	"strconv"
	"strings"

	"golang.org/x/net/http2/hpack"
)

// response returns the status of a head, or what is malformed in it.
//
// https://www.rfc-editor.org/rfc/rfc9113#section-8.3.2
func response(fields []hpack.HeaderField) (status int, text string) {
	regular := false
	for _, f := range fields {
		if !f.IsPseudo() {
			regular = true
			if text := malformed(f); text != "" {
				return 0, text
			}
			continue
		}
		switch {
		case f.Name != ":status":
			return 0, "the head has a pseudo-header field other than :status"
		case regular:
			return 0, ":status comes after a regular field"
		case status != 0:
			return 0, ":status is there twice"
		}
		if status = statusCode(f.Value); status == 0 {
			return 0, ":status is not a status code"
		}
	}
	switch status {
	case 0:
		return 0, "the head has no :status"
	case 101:
		// https://www.rfc-editor.org/rfc/rfc9113#section-8.6
		return 0, ":status is 101, which HTTP/2 does not have"
	}
	return status, ""
}

// statusCode returns the number that three digits mean, or 0.
func statusCode(s string) int {
	if len(s) != 3 || s[0] < '1' || s[0] > '9' || s[1] < '0' || s[1] > '9' || s[2] < '0' || s[2] > '9' {
		return 0
	}
	return int(s[0]-'0')*100 + int(s[1]-'0')*10 + int(s[2]-'0')
}

// malformed returns what is wrong with a regular field, or "".
//
// https://www.rfc-editor.org/rfc/rfc9113#section-8.2.1 and https://www.rfc-editor.org/rfc/rfc9113#section-8.2.2
func malformed(f hpack.HeaderField) string {
	if f.Name == "" {
		return "a field has no name"
	}
	for i := range len(f.Name) {
		switch b := f.Name[i]; {
		case 'A' <= b && b <= 'Z':
			return "a field's name is not in lower case"
		case b <= ' ' || b >= 0x7f || b == ':':
			return "a field's name has a character that is not allowed"
		}
	}
	if strings.ContainsAny(f.Value, "\x00\r\n") {
		return "a field's value has a NUL, CR or LF"
	}
	if f.Value != strings.Trim(f.Value, " \t") {
		return "a field's value starts or ends with white space"
	}
	switch f.Name {
	case "connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade":
		return "the head has a field of HTTP/1.1's connections: " + f.Name
	}
	return ""
}

// contentLength returns the length that a head announces, or -1.
func contentLength(h Head) (int64, string) {
	n := int64(-1)
	for name, value := range h.Fields() {
		if name != "content-length" {
			continue
		}
		v, err := strconv.ParseUint(value, 10, 63)
		if err != nil || n >= 0 && n != int64(v) {
			return 0, "content-length is not one number"
		}
		n = int64(v)
	}
	return n, ""
}

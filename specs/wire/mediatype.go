package wire

import (
	"errors"
	"fmt"
	"strings"
)

// extractMediaType returns the last valid media type among field values.
func extractMediaType(values []string) (essence string, params map[string]string, err error) {
	if len(values) == 0 {
		return "", nil, errors.New("read Content-Type: there is none")
	}
	for _, value := range splitQuoted(strings.Join(values, ","), ',') {
		if e, p, ok := parseMediaType(value); ok && e != "*/*" {
			essence, params = e, p
		}
	}
	if essence == "" {
		return "", nil, fmt.Errorf("read Content-Type: %.80q is not a media type", strings.Join(values, ", "))
	}
	return essence, params, nil
}

// parseMediaType parses one media type; what follows a semicolon and is no
// parameter is left out, and of several parameters with one name the first counts.
// https://mimesniff.spec.whatwg.org/#parse-a-mime-type
func parseMediaType(s string) (essence string, params map[string]string, ok bool) {
	parts := splitQuoted(s, ';')
	essence = strings.ToLower(trimSpace(parts[0]))
	typ, subtype, found := strings.Cut(essence, "/")
	if !found || !isToken(typ) || !isToken(subtype) {
		return "", nil, false
	}
	params = map[string]string{}
	for _, part := range parts[1:] {
		name, value, found := strings.Cut(part, "=")
		name = strings.ToLower(strings.TrimLeft(name, " \t"))
		value = strings.TrimRight(value, " \t")
		_, known := params[name]
		if !found || known || !isToken(name) || value == "" || badByte([]byte(value)) >= 0 {
			continue
		}
		params[name] = unquote(value)
	}
	return essence, params, true
}

func trimSpace(s string) string { return strings.Trim(s, " \t") }

// splitQuoted splits s at sep, but not inside quoted strings.
func splitQuoted(s string, sep byte) []string {
	var parts []string
	start, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == sep && !quoted:
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[min(start, len(s)):])
}

// unquote returns what a quoted string stands for, and any other text as it is.
// https://fetch.spec.whatwg.org/#collect-an-http-quoted-string
func unquote(s string) string {
	if s[0] != '"' {
		return s
	}
	var text strings.Builder
	for i := 1; i < len(s) && s[i] != '"'; i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		text.WriteByte(s[i])
	}
	return text.String()
}

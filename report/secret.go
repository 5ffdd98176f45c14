package report

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"html"
	"net/url"
	"strconv"
	"strings"
)

// credentials returns value and the secrets inside it: what follows the scheme of
// an Authorization header, and the user and password that Basic encodes.
func credentials(value string) []string {
	value = strings.TrimSpace(value)
	secrets := []string{value}
	scheme, rest, ok := strings.Cut(value, " ")
	if !ok {
		return secrets
	}
	rest = strings.TrimSpace(rest)
	switch strings.ToLower(scheme) {
	case "bearer", "token", "apikey", "key":
		secrets = append(secrets, rest)
	case "basic":
		secrets = append(secrets, rest)
		if pair, err := base64.StdEncoding.DecodeString(rest); err == nil {
			_, password, _ := strings.Cut(string(pair), ":")
			secrets = append(secrets, string(pair), password)
		}
	}
	return secrets
}

// spellings returns the forms in which a secret may appear in a document, none
// when it is too short to be told from innocent text.
func spellings(secret string) []string {
	if len(secret) < minSecretBytes || strings.Contains(redacted, secret) {
		return nil
	}
	query, path := url.QueryEscape(secret), url.PathEscape(secret)
	raw := []byte(secret)
	return []string{
		secret, validUTF8(secret), clean(secret), Excerpt(raw, 0, 10*len(raw)),
		query, path, lowerEscapes(query), lowerEscapes(path),
		base64.RawStdEncoding.EncodeToString(raw), base64.StdEncoding.EncodeToString(raw),
		base64.RawURLEncoding.EncodeToString(raw), base64.URLEncoding.EncodeToString(raw),
		jsonEscaped(secret, true), jsonEscaped(secret, false),
		strings.Trim(strconv.Quote(secret), `"`), html.EscapeString(secret),
	}
}

func jsonEscaped(s string, escapeHTML bool) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(escapeHTML)
	if err := enc.Encode(s); err != nil {
		return s
	}
	return strings.TrimSuffix(strings.TrimPrefix(b.String(), `"`), "\"\n")
}

// lowerEscapes returns s with the hexadecimal digits of its percent escapes in lower case.
func lowerEscapes(s string) string {
	b := []byte(s)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' {
			copy(b[i+1:], bytes.ToLower(b[i+1:i+3]))
		}
	}
	return string(b)
}

// mask marks the bytes of one string that are to be hidden.
type mask []bool

func (m *mask) hide(s string, from, to int) {
	if *m == nil {
		*m = make(mask, len(s))
	}
	for i := from; i < to; i++ {
		(*m)[i] = true
	}
}

// find marks every occurrence of secret in s, overlapping ones included.
func (m *mask) find(s, secret string) {
	for from := 0; ; {
		i := strings.Index(s[from:], secret)
		if i < 0 {
			return
		}
		from += i
		m.hide(s, from, from+len(secret))
		from++
	}
}

// findCut marks what an ellipsis left of secret in s.
func (m *mask) findCut(s, secret string) {
	parts := strings.Split(s, elision)
	at := 0
	for i, part := range parts {
		first, last := i == 0, i == len(parts)-1
		switch {
		case first && last:
		case !first && !last && len(part) >= minSecretBytes && strings.Contains(secret, part):
			m.hide(s, at, at+len(part))
		default:
			if n := overlap(secret, part); !first && n > 0 {
				m.hide(s, at, at+n)
			}
			if n := overlap(part, secret); !last && n > 0 {
				m.hide(s, at+len(part)-n, at+len(part))
			}
		}
		at += len(part) + len(elision)
	}
}

// overlap returns the length of the longest end of a that b begins with, when it
// is long enough to matter.
func overlap(a, b string) int {
	for n := min(len(a), len(b)); n >= minSecretBytes; n-- {
		if strings.HasSuffix(a, b[:n]) {
			return n
		}
	}
	return 0
}

// apply returns s with each run of hidden bytes replaced by the marker.
func (m mask) apply(s string) string {
	if m == nil {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		switch {
		case !m[i]:
			b.WriteByte(s[i])
		case i == 0 || !m[i-1]:
			b.WriteString(redacted)
		}
	}
	return b.String()
}

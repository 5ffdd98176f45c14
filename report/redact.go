package report

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
)

const (
	redacted       = "[redacted]"
	minSecretBytes = 4
	visibleLineEnd = "\\" // among the stops of a value: \r and \n as Excerpt shows them
)

// Redactor hides secrets. The zero value knows no literal secrets, but it hides
// the headers and query parameters that are always secret.
type Redactor struct {
	headers []string // lower case
	forms   []string // every spelling of every literal secret
}

// NewRedactor returns a Redactor that hides the named headers, in addition to
// Authorization, Proxy-Authorization, Cookie and Set-Cookie, and the literal
// values wherever they appear, in any of these spellings: as they are,
// URL-escaped, base64, JSON-, HTML- and Go-escaped, or as Excerpt shows them. Of a
// value "Bearer x" also x is hidden, of "Basic …" also what it encodes. Values
// shorter than 4 bytes are ignored: they would hide innocent text.
func NewRedactor(headers, values []string) Redactor {
	var d Redactor
	for _, h := range headers {
		if h = strings.ToLower(strings.TrimSpace(h)); h != "" {
			d.headers = append(d.headers, h)
		}
	}
	for _, v := range values {
		for _, secret := range credentials(v) {
			d.forms = append(d.forms, spellings(secret)...)
		}
	}
	slices.Sort(d.forms)
	d.forms = slices.Compact(d.forms)
	return d
}

// Header returns the value of the named header, hidden entirely when the header
// is secret.
func (d Redactor) Header(name, value string) string {
	if d.SecretHeader(name) {
		return redacted
	}
	return d.String(value)
}

// Mask returns a copy of b, of the same length, with an asterisk for every byte of
// a literal secret.
func (d Redactor) Mask(b []byte) []byte {
	var m mask
	s := string(b)
	for _, form := range d.forms {
		m.find(s, form)
	}
	masked := bytes.Clone(b)
	for i := range m {
		if m[i] {
			masked[i] = '*'
		}
	}
	return masked
}

// URL returns the address s without its secrets: literal values, the password in
// its userinfo (or the user, when there is no password), and the value of each
// parameter of query or fragment whose name ends, in any case, in one of token,
// key, secret, password, passwd, pwd, sig, signature, authorization, auth, jwt or
// credential. So access_token, apiKey and X-Amz-Signature are secret.
func (d Redactor) URL(s string) string {
	return hideAfter(hideUserinfo(d.String(s)), '=', "&#", secretParameter)
}

// String returns s with every literal secret replaced by "[redacted]". At an
// ellipsis, where an Excerpt may have cut a secret, 4 bytes of one are enough.
func (d Redactor) String(s string) string {
	var m mask
	for _, form := range d.forms {
		m.find(s, form)
		m.findCut(s, form)
	}
	return m.apply(s)
}

// Text hides what String hides, and what looks secret in free text: userinfo of
// addresses, secret parameters, and lines of secret headers.
func (d Redactor) Text(s string) string {
	s = hideUserinfo(d.String(s))
	s = hideAfter(s, '=', "&#\"'`<> \t\r\n"+visibleLineEnd, secretParameter)
	return hideAfter(s, ':', "\r\n"+visibleLineEnd, d.SecretHeader)
}

// Redact hides secrets in every string of r. Call it after Finish or CouldNotJudge
// and before any format is written. Words of this package's own vocabulary, such
// as the schema's name, stay.
func (r *Run) Redact(red Redactor) {
	known := vocabulary()
	r.redactAddress(red)
	r.redactPlan(red)
	r.rewrite(func(kind field, s string) string {
		switch {
		case kind == opaque && encoded(s):
			return s
		case kind == evidence || kind == opaque:
			return red.Text(s)
		case kind == prose:
			return red.String(s)
		case slices.Contains(known, s):
			return s
		default: // a slug stays a slug
			return strings.ReplaceAll(red.String(s), redacted, strings.Trim(redacted, "[]"))
		}
	})
}

// redactAddress takes the address for one as a whole: no text ends it.
func (r *Run) redactAddress(red Redactor) {
	r.Target.URL = red.URL(r.Target.URL)
	if r.Against != nil {
		own, run := *r.Against, *r.Against.Run
		run.redactAddress(red)
		own.Run = &run
		r.Against = &own
	}
}

// redactPlan hides the values of lines whose name says that they are secret.
func (r *Run) redactPlan(red Redactor) {
	hide := func(x *PlanLine) {
		if red.SecretHeader(x.Name) || secretParameter(x.Name) {
			x.Value = redacted
		}
	}
	if r.Load != nil {
		own := *r.Load
		own.Plan = each(own.Plan, hide)
		r.Load = &own
	}
	if r.Capacity != nil {
		own := *r.Capacity
		own.Plan = each(own.Plan, hide)
		r.Capacity = &own
	}
}

// encoded reports whether s is nothing but base64, in one part or more. Such figures
// hold no text, and would be broken if a secret happened to be spelled in them.
func encoded(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		return !letter && !strings.ContainsRune("+/-_=.,:;|", r)
	}) < 0
}

func vocabulary() []string {
	return slices.Concat(outcomeWords(), levelWords(), timingNames(), []string{
		SequencePublisher, SequenceID, SequenceUnion, SequenceNone, DeliveryLost, DeliveryDuplicate, DeliveryReordered,
		SchemaV1, KindCheck, KindLoad, KindCapacity, "ssegauge", "passive", "trigger", "control",
		string(SkipNotApplicable), string(SkipUntestable), string(SkipInconclusive),
	})
}

// SecretHeader reports whether the header is secret. The end of the name decides,
// because in an Excerpt a name may follow upon an escape: \nSet-Cookie.
func (d Redactor) SecretHeader(name string) bool {
	name = strings.ToLower(strings.TrimSpace(name))
	return hasAnySuffix(name, "authorization", "cookie") || hasAnySuffix(name, d.headers...)
}

func secretParameter(name string) bool {
	if plain, err := url.QueryUnescape(name); err == nil {
		name = plain
	}
	return hasAnySuffix(strings.ToLower(strings.TrimRight(name, "] ")),
		"token", "key", "secret", "password", "passwd", "pwd", "sig", "signature",
		"authorization", "auth", "jwt", "credential")
}

func hasAnySuffix(s string, suffixes ...string) bool {
	return slices.ContainsFunc(suffixes, func(x string) bool { return strings.HasSuffix(s, x) })
}

// hideUserinfo hides the password of each address in s, or the user when it has none.
func hideUserinfo(s string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, "://")
		if i < 0 {
			return b.String() + s
		}
		b.WriteString(s[:i+3])
		s = s[i+3:]
		authority := s
		if end := strings.IndexAny(s, "/?#\"'`<> \t\r\n"); end >= 0 {
			authority = s[:end]
		}
		at := strings.LastIndexByte(authority, '@')
		if at < 0 {
			continue
		}
		if user, password, ok := strings.Cut(authority[:at], ":"); ok && password != "" {
			b.WriteString(user + ":")
		}
		b.WriteString(redacted)
		s = s[at:]
	}
}

// hideAfter hides each value that stands between sep and one of stops, when the
// name before sep is secret.
func hideAfter(s string, sep byte, stops string, secret func(name string) bool) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, sep)
		if i < 0 {
			return b.String() + s
		}
		name := s[nameStart(s[:i]):i]
		b.WriteString(s[:i+1])
		s = s[i+1:]
		if !secret(name) {
			continue
		}
		end := valueEnd(s, stops)
		if value := strings.TrimLeft(s[:end], " \t"); value != "" {
			b.WriteString(s[:end-len(value)] + redacted)
		}
		s = s[end:]
	}
}

// nameStart returns where the name begins at which s ends.
func nameStart(s string) int {
	return 1 + strings.LastIndexFunc(s, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		return !letter && !strings.ContainsRune("_-.%[] ", r)
	})
}

// valueEnd returns where the first of stops stands in s, or the end of s.
func valueEnd(s, stops string) int {
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(stops, s[i]) < 0 {
			continue
		}
		if s[i] != visibleLineEnd[0] {
			return i
		}
		i++
		if i < len(s) && (s[i] == 'r' || s[i] == 'n') {
			return i - 1
		}
	}
	return len(s)
}

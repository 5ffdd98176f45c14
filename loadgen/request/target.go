package request

import (
	"encoding/base64"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/ssegauge/ssegauge/loadgen/problem"
)

// origin is where a Target is, or a proxy.
type origin struct {
	secure        bool
	authority     string // as in the URL
	host, port    string
	authorization string // of user and password, "Basic …", or empty
}

// hostPort is "host:port", with the port that the scheme implies.
func (o origin) hostPort() string { return net.JoinHostPort(o.host, o.port) }

// splitURL cuts a template of a URL after its authority.
func splitURL(text string) (before, after string) {
	_, rest, _ := strings.Cut(text, "://")
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		cut := len(text) - len(rest) + i
		return text[:cut], text[cut:]
	}
	return text, ""
}

// parseOrigin reads a URL up to its authority. Problems go to path.
func parseOrigin(l *problem.List, path, text string) origin {
	if strings.Contains(text, "{{") {
		l.Add(path, "{{…}} can stand in the path and the query only: all Subscribers of a target share its host")
		return origin{}
	}
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" {
		l.Add(path, "want http://host/… or https://host/…, not %q", withoutPassword(text))
		return origin{}
	}
	o := origin{secure: u.Scheme == "https", authority: u.Host, host: u.Hostname(), port: u.Port()}
	if strings.IndexFunc(o.host, func(r rune) bool { return r <= ' ' || r >= 0x7f }) >= 0 {
		l.Add(path, "write the host %q in ASCII (xn--…)", o.host)
	}
	if zone := strings.IndexByte(o.host, '%'); zone >= 0 { // it means something on this machine alone
		o.authority = strings.Replace(o.authority, o.host[zone:], "", 1)
	}
	if o.port == "" {
		o.port = map[bool]string{false: "80", true: "443"}[o.secure]
	}
	o.checkPort(l, path)
	if u.User != nil {
		password, _ := u.User.Password()
		o.authorization = "Basic " + base64.StdEncoding.EncodeToString([]byte(u.User.Username()+":"+password))
	}
	return o
}

func (o origin) checkPort(l *problem.List, path string) {
	if port, err := strconv.ParseUint(o.port, 10, 16); err != nil || port == 0 {
		l.Add(path, "want a port from 1 to 65535, not %s", o.port)
	}
}

// withoutPassword returns a URL for a message.
func withoutPassword(text string) string {
	scheme, rest, _ := strings.Cut(text, "://")
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		return scheme + "://…" + rest[at:]
	}
	return text
}

// parsePath compiles path and query of a Target. It begins with "/".
func (n *names) parsePath(text string) (template, error) {
	text, _, _ = strings.Cut(text, "#")
	t, err := n.parse(text, place{encoding: percent, refuse: refuseNonURL})
	if err != nil {
		return template{}, err
	}
	for i, p := range t.parts {
		if p.kind == literal {
			t.parts[i].text = encodeLiteral(p.text)
		}
	}
	if !strings.HasPrefix(text, "/") {
		t = join(literalText("/"), t)
	}
	return t, nil
}

// encodeLiteral percent-encodes what cannot stand in a URL, as browsers do.
// https://url.spec.whatwg.org/#path-state
func encodeLiteral(text string) string {
	var out []byte
	for i := range len(text) {
		if isURLText(text[i : i+1]) {
			out = append(out, text[i])
		} else {
			out = append(out, '%', hexDigits[text[i]>>4], hexDigits[text[i]&15])
		}
	}
	return string(out)
}

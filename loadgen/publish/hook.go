package publish

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"text/template"

	"golang.org/x/net/http/httpguts"

	"github.com/ssegauge/ssegauge/loadgen/problem"
)

// Hook is an HTTP request that publishes an event. Its texts are templates with the
// fields .Data, .Topic, .Seq, .ID (the same number as text) and .Event, and the
// functions urlquery, path (a path segment) and json (a JSON string).
type Hook struct {
	// Request is "METHOD URL".
	Request string
	// Header holds "Name: value" lines. A field whose value comes out empty is not
	// sent, and no Content-Type is made up.
	Header []string
	// Body is empty for "{{.Data}}".
	Body string
	// TLS is used for https.
	TLS *tls.Config
}

// Reference returns the Hook of a reference server, whose origin is such as
// "http://127.0.0.1:8080".
func Reference(origin string) Hook {
	return Hook{Request: "POST " + strings.TrimSuffix(origin, "/") + "/publish?topic={{urlquery .Topic}}{{with .Event}}&event={{urlquery .}}{{end}}"}
}

// fields are what templates of a hook are expanded by.
type fields struct {
	Data, Topic, ID, Event string
	Seq                    int64
}

// request is a Hook whose templates have been parsed.
type request struct {
	method string
	url    *template.Template
	header []headerLine
	body   *template.Template
}

type headerLine struct {
	name  string
	value *template.Template
}

func (h Hook) compile() (request, problem.List) {
	var l problem.List
	method, text, ok := strings.Cut(strings.TrimSpace(h.Request), " ")
	if !ok || !httpguts.ValidHeaderFieldName(method) || method != strings.ToUpper(method) {
		l.Add("request", `want "METHOD URL", such as "POST http://localhost/publish", not %q`, h.Request)
		return request{}, l
	}
	r := request{method: method}
	r.url = compile(&l, "request", strings.TrimSpace(text))
	if r.url != nil {
		checkURL(&l, r.url)
	}
	r.body = compile(&l, "body", cmp.Or(h.Body, "{{.Data}}"))
	for i, line := range h.Header {
		name, value, ok := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); !ok || !httpguts.ValidHeaderFieldName(name) {
			l.Add(indexed("header", i), `want "Name: value", not %q`, name)
			continue
		}
		r.header = append(r.header, headerLine{name, compile(&l, indexed("header", i), strings.TrimSpace(value))})
	}
	return r, l
}

// compile parses a template and tries it, so that unknown fields are told.
func compile(l *problem.List, path, text string) *template.Template {
	t, err := template.New(path).Funcs(template.FuncMap{"json": quote, "path": url.PathEscape}).Parse(text)
	if err == nil {
		err = t.Execute(new(bytes.Buffer), fields{})
	}
	if err != nil {
		l.Add(path, "%s; want .Data, .Topic, .Seq, .ID or .Event", plainTemplateError(path, err))
		return nil
	}
	return t
}

// plainTemplateError returns a position and what is wrong there.
func plainTemplateError(path string, err error) string {
	text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "template: "), path+":")
	position, rest, found := strings.Cut(text, ": executing ")
	if _, cause, ok := strings.Cut(rest, ">: "); found && ok {
		text = position + ": " + cause
	}
	text, _, _ = strings.Cut(text, " in type publish.")
	return text
}

func checkURL(l *problem.List, t *template.Template) {
	text, err := expand(t, fields{Topic: "topic", ID: "1", Seq: 1})
	if err != nil {
		l.Add("request", "%v", err)
		return
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		l.Add("request", "want http://host/… or https://host/… behind the method")
	}
}

func expand(t *template.Template, f fields) (string, error) {
	var out strings.Builder
	if err := t.Execute(&out, f); err != nil {
		return "", err
	}
	return out.String(), nil
}

// quote returns a JSON string, with nothing escaped that need not be.
func quote(s string) (string, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return "", err
	}
	return strings.TrimSuffix(out.String(), "\n"), nil
}

// fill expands what stands before the body.
func (r *request) fill(f fields) (target string, header http.Header, err error) {
	if target, err = expand(r.url, f); err != nil {
		return "", nil, err
	}
	header = http.Header{}
	for _, line := range r.header {
		value, err := expand(line.value, f)
		if err != nil {
			return "", nil, err
		}
		if value != "" {
			header.Add(line.name, value)
		}
	}
	return target, header, nil
}

func indexed(name string, i int) string { return name + "[" + strconv.Itoa(i) + "]" }

package control

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/jsonhttp"
)

// root is the path of the list of endpoints; theirs lie below it.
const root = "/control"

// call is one request to an endpoint.
type call struct {
	w        http.ResponseWriter
	r        *http.Request
	received time.Time
}

// operation is what a method does. It returns what is answered as JSON; nil is
// 204 without a body.
type operation func(call) (any, *refusal)

// endpoint is what a path leads to.
type endpoint struct {
	path  string
	about string   // one sentence
	query []string // parameters it takes
	does  map[string]operation
}

// methods are those that the endpoint answers, GET first.
func (e endpoint) methods() []string {
	order := []string{http.MethodGet, http.MethodPost, http.MethodDelete}
	return slices.DeleteFunc(order, func(m string) bool { return e.does[m] == nil })
}

func (e endpoint) allow() string { return strings.Join(e.methods(), ", ") + ", " + http.MethodOptions }

// serve answers a request to an endpoint.
func (c *Control) serve(in call) {
	if p := c.admit(in.w, in.r); p != nil {
		jsonhttp.Write(in.w, p.status, p)
		return
	}
	out, p := c.operate(in)
	switch {
	case p != nil:
		jsonhttp.Write(in.w, p.status, p)
	case out == nil:
		in.w.WriteHeader(http.StatusNoContent)
	default:
		jsonhttp.Write(in.w, http.StatusOK, out)
	}
}

func (c *Control) operate(in call) (any, *refusal) {
	i := slices.IndexFunc(c.endpoints, func(e endpoint) bool { return e.path == in.r.URL.Path })
	if i < 0 {
		return nil, c.notFound(in.r.URL.Path)
	}
	e := c.endpoints[i]
	if in.r.Method == http.MethodOptions {
		in.w.Header().Set("Allow", e.allow())
		return nil, nil
	}
	do := e.does[in.r.Method]
	if do == nil {
		in.w.Header().Set("Allow", e.allow())
		return nil, &refusal{
			status:  http.StatusMethodNotAllowed,
			Message: "method: " + e.path + " does not answer " + in.r.Method,
			Field:   "method",
			Hint:    "use " + e.allow(),
		}
	}
	if p := e.checkQuery(in.r.URL); p != nil {
		return nil, p
	}
	return do(in)
}

// checkQuery refuses parameters that the endpoint does not know.
func (e endpoint) checkQuery(u *url.URL) *refusal {
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return bad("query", "%v", err)
	}
	for name := range q {
		if !slices.Contains(e.query, name) {
			p := bad(name, "unknown parameter")
			p.Hint = cmp.Or(strings.Join(e.query, ", "), "there are no parameters here; keys go into a JSON body")
			return p
		}
	}
	return nil
}

func (c *Control) notFound(path string) *refusal {
	p := &refusal{status: http.StatusNotFound, Message: "path: nothing is here", Field: "path", Hint: "GET " + root + " lists the endpoints"}
	var paths []string
	for _, e := range c.endpoints {
		paths = append(paths, e.path)
	}
	if near := nearest(paths, path); len(near) > 0 {
		p.Hint = "did you mean " + strings.Join(near, ", ")
	}
	return p
}

// listed is an endpoint as GET /control shows it.
type listed struct {
	Path    string   `json:"path"`
	Methods []string `json:"methods"`
	About   string   `json:"about"`
}

// index answers GET /control.
func (c *Control) index(call) (any, *refusal) {
	var all []listed
	for _, e := range c.endpoints {
		all = append(all, listed{Path: e.path, Methods: e.methods(), About: e.about})
	}
	return map[string]any{"endpoints": all}, nil
}

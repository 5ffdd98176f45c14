package request

import (
	"cmp"
	"net/http"
	"slices"
)

// route is what the requests to one Target have in common.
type route struct {
	method, scheme string
	host, path     template
	lines          []line   // without Last-Event-ID and Content-Length
	head           template // all of that in HTTP/1.1
}

func (s Spec) routes(p *plan) []route {
	all := make([]route, len(p.origins))
	for i, at := range p.origins {
		r := route{
			method: cmp.Or(s.Method, http.MethodGet),
			scheme: "http",
			host:   literalText(at.authority),
			path:   p.paths[i],
			lines:  slices.Clone(p.header.lines),
		}
		if at.secure {
			r.scheme = "https"
		}
		if p.header.host != nil {
			r.host = *p.header.host
		}
		if at.authorization != "" && !p.header.replaced["authorization"] {
			r.lines = append(r.lines, newLine("Authorization", literalText(at.authorization)))
		}
		r.head = r.http1(p, at)
		all[i] = r
	}
	return all
}

// http1 returns the head of the request up to the fields that differ from one
// Connection to the next. A proxy is told where the request is for, and what lets it
// through.
// https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
func (r *route) http1(p *plan, at origin) template {
	head := []template{literalText(r.method + " ")}
	if p.proxy != nil && !at.secure {
		head = append(head, literalText("http://"+at.authority))
	}
	head = append(head, r.path, literalText(" HTTP/1.1\r\nHost: "), r.host, literalText("\r\n"))
	if p.proxy != nil && !at.secure && p.proxy.authorization != "" {
		head = append(head, literalText("Proxy-Authorization: "+p.proxy.authorization+"\r\n"))
	}
	for _, l := range r.lines {
		head = append(head, literalText(l.name+": "), l.value, literalText("\r\n"))
	}
	return join(head...)
}

func (m *Maker) route(subscriber int) *route {
	return &m.routes[m.endpoints[m.Choose(subscriber)].Target]
}

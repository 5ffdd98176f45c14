package chromium

import (
	"fmt"
	"maps"
	"net/http"

	"github.com/chromedp/cdproto/network"
)

// Request is a request of a page, as far as it has come.
type Request struct {
	// Method and URL are what was asked.
	Method, URL string
	// Kind is what asked: Document, Fetch, EventSource, Script and so on.
	Kind string
	// Header are the headers as they went over the wire, once they did.
	Header http.Header
	// Status is that of the response, 0 before there is one.
	Status int
	// Protocol is what it came by: http/1.1, h2.
	Protocol string
	// Connection numbers the connection it came by, within the browser.
	Connection int64
	// Failure is why it ended, if it was not completed: net::ERR_CONNECTION_REFUSED.
	Failure string
}

// exchange is a request with those that it was redirected to.
type exchange struct {
	requests []*Request
	heads    int // whose headers as sent are known
	spare    []network.Headers
}

// Requests returns the requests of the tab's pages, in the order of their start, the
// redirected ones each for itself.
func (t *Tab) Requests() []Request {
	t.record.mu.Lock()
	defer t.record.mu.Unlock()
	list := make([]Request, len(t.record.requests))
	for i, r := range t.record.requests {
		list[i] = *r
		list[i].Header = maps.Clone(r.Header)
	}
	return list
}

// heedNetwork takes in what is told about requests. The headers as sent may come
// before the request they belong to, or after.
func (r *record) heedNetwork(event any) {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		r.sent(e)
	case *network.EventRequestWillBeSentExtraInfo:
		if x := r.exchange(e.RequestID); x != nil {
			x.spare = append(x.spare, e.Headers)
			x.match()
		}
	case *network.EventResponseReceived:
		if last := r.last(e.RequestID); last != nil {
			last.answer(e.Response)
		}
	case *network.EventLoadingFailed:
		if last := r.last(e.RequestID); last != nil {
			last.Failure = e.ErrorText
		}
	}
}

func (r *record) sent(e *network.EventRequestWillBeSent) {
	x := r.exchange(e.RequestID)
	if x == nil || len(r.requests) >= maxRecorded {
		return
	}
	if last := r.last(e.RequestID); last != nil && e.RedirectResponse != nil {
		last.answer(e.RedirectResponse)
	}
	request := &Request{Method: e.Request.Method, URL: e.Request.URL, Kind: e.Type.String(), Header: header(e.Request.Headers)}
	r.requests = append(r.requests, request)
	x.requests = append(x.requests, request)
	x.match()
}

// match gives the requests the headers that were sent for them.
func (x *exchange) match() {
	for len(x.spare) > 0 && x.heads < len(x.requests) {
		x.requests[x.heads].Header = header(x.spare[0])
		x.spare = x.spare[1:]
		x.heads++
	}
}

func (r *Request) answer(response *network.Response) {
	r.Status, r.Protocol, r.Connection = int(response.Status), response.Protocol, int64(response.ConnectionID)
}

// exchange returns that of an id, or nil if there are too many.
func (r *record) exchange(id network.RequestID) *exchange {
	x := r.byID[id]
	if x == nil && len(r.byID) < maxRecorded {
		x = &exchange{}
		r.byID[id] = x
	}
	return x
}

// last returns the latest request of an id, or nil.
func (r *record) last(id network.RequestID) *Request {
	x := r.byID[id]
	if x == nil || len(x.requests) == 0 {
		return nil
	}
	return x.requests[len(x.requests)-1]
}

func header(raw network.Headers) http.Header {
	h := http.Header{}
	for name, value := range raw {
		h.Set(name, fmt.Sprint(value))
	}
	return h
}

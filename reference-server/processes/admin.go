package processes

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The bounds of what passes through the admin handler.
const (
	maxQuestionBytes = 1 << 20  // a body that is passed on
	maxReplyBytes    = 64 << 20 // what one process answers
	maxQuestions     = 16       // at a time; a link takes more
	replyTimeout     = 30 * time.Second
)

// Admin returns the handler that answers for the whole group:
//
//	GET /healthz      counts of all processes together, and the state of each
//	GET /connections  the connections of all, each with its process
//	GET /metrics      the metrics of all, with a label process
//	    /control/…    does it to all: what each answers, and the sum of the numbers
//
// With the parameter process=N only that process is asked. The processes decide who
// may ask: they are told whom the question comes from.
func (g *Group) Admin() http.Handler {
	read := map[string]http.HandlerFunc{
		"/healthz":     g.asked(mergeHealth),
		"/connections": g.asked(mergeConnections),
		"/metrics":     g.asked(mergeMetrics),
	}
	control := g.asked(mergeControl)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handle, ok := read[r.URL.Path]
		switch {
		case strings.HasPrefix(r.URL.Path+"/", "/control/"):
			control(w, r)
		case !ok:
			refused(http.StatusNotFound, "path", "nothing is here; GET /healthz, /connections, /metrics, POST /control/…").write(w)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			refused(http.StatusMethodNotAllowed, "method", "use GET").write(w)
		default:
			handle(w, r)
		}
	})
}

// refused is a document that says which field of a request is wrong, and why.
func refused(status int, field, why string) document {
	return document{status: status, value: map[string]string{"error": field + ": " + why, "field": field}}
}

// question is what all processes are asked.
type question struct {
	method, host, path, query, remote string
	header                            http.Header
	body                              []byte
}

// reply is what one of them answers.
type reply struct {
	State

	status int
	header http.Header
	body   []byte
	err    error // there is no answer
}

// done reports whether the process has done what it was asked.
func (r reply) done() bool { return r.err == nil && r.status < http.StatusMultipleChoices }

// document is what the group answers.
type document struct {
	status      int
	contentType string // JSON, if there is none
	value       any    // a []byte where it is not JSON
}

// asked returns a handler that asks all processes and answers with what merge makes
// of it.
func (g *Group) asked(merge func([]reply) document) http.HandlerFunc {
	free := make(chan struct{}, maxQuestions) // holds one for each question
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxQuestionBytes))
		if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
			refused(http.StatusRequestEntityTooLarge, "body", fmt.Sprintf("more than %d bytes", maxQuestionBytes)).write(w)
			return
		}
		if err != nil {
			return // the client has gone
		}
		select {
		case free <- struct{}{}:
		case <-r.Context().Done():
			return
		}
		defer func() { <-free }()
		slots, query, ok := g.meant(r.URL)
		if !ok {
			refused(http.StatusBadRequest, "process", fmt.Sprintf("want a number from 1 to %d", len(g.slots))).write(w)
			return
		}
		q := question{r.Method, r.Host, r.URL.EscapedPath(), query, r.RemoteAddr, passedOn(r.Header), body}
		replies := ask(r.Context(), slots, q)
		if g.config.Done != nil && slices.ContainsFunc(replies, reply.done) {
			g.config.Done(Request{Method: r.Method, URL: r.URL, Header: q.header, Body: body})
		}
		merge(replies).write(w)
	}
}

// meant returns the processes that a URL asks for, and its query for them.
func (g *Group) meant(u *url.URL) (slots []*slot, query string, ok bool) {
	values := u.Query()
	if !values.Has("process") {
		return g.slots, u.RawQuery, true
	}
	n, err := strconv.Atoi(values.Get("process"))
	if err != nil || n < 1 || n > len(g.slots) {
		return nil, "", false
	}
	values.Del("process")
	return g.slots[n-1 : n], values.Encode(), true
}

// passedOn returns the fields of a request that are for the processes. Those of a
// connection are not, nor is one that asks for a coding.
func passedOn(header http.Header) http.Header {
	header = header.Clone()
	for _, field := range append(header["Connection"], "Connection", "Keep-Alive", "Te", "Upgrade", "Proxy-Connection",
		"Transfer-Encoding", "Content-Length", "Expect", "Accept-Encoding", "Accept", remoteHeader) {
		for name := range strings.SplitSeq(field, ",") {
			header.Del(strings.TrimSpace(name))
		}
	}
	return header
}

// ask asks several processes at once.
func ask(ctx context.Context, slots []*slot, q question) []reply {
	ctx, cancel := context.WithTimeout(ctx, replyTimeout)
	defer cancel()
	replies := make([]reply, len(slots))
	var all sync.WaitGroup
	for i, s := range slots {
		all.Go(func() { replies[i] = s.ask(ctx, q) })
	}
	all.Wait()
	return replies
}

func (s *slot) ask(ctx context.Context, q question) reply {
	state, link := s.present()
	if link == nil {
		return reply{State: state, err: errors.New("the process is being started again")}
	}
	req, err := http.NewRequestWithContext(ctx, q.method, "http://process"+q.path+"?"+q.query, bytes.NewReader(q.body))
	if err != nil {
		return reply{State: state, err: err}
	}
	req.Host, req.Header = q.host, q.header.Clone()
	req.Header.Set(remoteHeader, q.remote)
	res, err := link.RoundTrip(req)
	if err != nil {
		return reply{State: state, err: fmt.Errorf("ask process: %w", err)}
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxReplyBytes+1))
	if err == nil && len(body) > maxReplyBytes {
		err = fmt.Errorf("the answer has more than %d bytes", maxReplyBytes)
	}
	return reply{State: state, status: res.StatusCode, header: res.Header, body: body, err: err}
}

// write answers with the document.
func (d document) write(w http.ResponseWriter) {
	body, plain := d.value.([]byte)
	if !plain {
		var err error
		if body, err = json.Marshal(d.value); err != nil {
			panic(fmt.Sprintf("encode %T: %v", d.value, err))
		}
		body, d.contentType = append(body, '\n'), "application/json"
	}
	w.Header().Set("Content-Type", d.contentType)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(d.status)
	_, _ = w.Write(body)
}

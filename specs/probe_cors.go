package specs

import (
	"cmp"
	"context"
	"net/http"

	"github.com/ssegauge/ssegauge/specs/wire"
)

const probeCORS = "cors"

// The Transcripts of the probe "cors". strangerStream comes from an origin that
// nobody can know.
const (
	originStream   = "from an origin"
	strangerStream = "from another origin"
	preflightPlain = "preflight"
	preflightID    = "preflight for Last-Event-ID"
	preflightAuth  = "preflight for Authorization"
)

// The origins that the suite makes requests from.
const (
	ownOrigin      = "https://ssegauge.example"
	strangerOrigin = "https://stranger.ssegauge.example"
)

func corsProbes() []probe {
	return []probe{{name: probeCORS, stage: stageWatch, tier: TierPassive, bystander: true, run: observeCORS}}
}

// observeCORS asks as a page of another origin does. The origin is that of the
// run, if it names one.
func observeCORS(ctx context.Context, s *subject) {
	req := s.ask(nil)
	if _, named := req.Get("Origin"); !named {
		req = withField(req, "Origin", ownOrigin)
	}
	first := s.askHead(ctx, originStream, req)
	second := s.askHead(ctx, strangerStream, withField(req, "Origin", strangerOrigin))
	origin := grantedTo(first, second)
	if origin == "" {
		return
	}
	s.preflight(ctx, preflightPlain, req, origin, "")
	s.preflight(ctx, preflightID, req, origin, "cache-control,last-event-id")
	s.preflight(ctx, preflightAuth, req, origin, "authorization,cache-control,last-event-id")
}

// grantedTo returns an origin that may read a stream, going by the answers; ""
// if there is none.
func grantedTo(answers ...*wire.Transcript) string {
	for _, t := range answers {
		if t.Head == nil {
			continue
		}
		value, granted := t.Head.Get("Access-Control-Allow-Origin")
		asked, _ := t.Request.Get("Origin")
		switch {
		case granted && (value == "*" || !isOrigin(value)):
			return asked
		case granted:
			return value
		}
	}
	return ""
}

// preflight asks, as a browser does before the request of a page, for leave to
// send these fields, in lower case and in order. It carries no credentials and follows no redirect.
// https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
func (s *subject) preflight(ctx context.Context, name string, req wire.Request, origin, fields string) {
	ask := wire.Request{Method: http.MethodOptions, URL: req.URL, Header: []wire.Field{
		{Name: "Accept", Value: "*/*"},
		{Name: "Origin", Value: origin},
		{Name: "Access-Control-Request-Method", Value: cmp.Or(req.Method, http.MethodGet)},
		{Name: "Authorization", Value: ""},
		{Name: "Cache-Control", Value: ""},
	}}
	if fields != "" {
		ask.Header = append(ask.Header, wire.Field{Name: "Access-Control-Request-Headers", Value: fields})
	}
	if host, ok := req.Get("Host"); ok {
		ask.Header = append(ask.Header, wire.Field{Name: "Host", Value: host})
	}
	r := *s.run.recorder
	r.MaxRedirects = -1
	x := s.send(ctx, &r, name, ask)
	gone(ctx, x, s.obs.Limits.MaxHeadWait)
	x.Close(wire.CloseFIN)
}

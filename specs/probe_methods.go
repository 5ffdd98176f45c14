package specs

import (
	"context"
	"net/http"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// The Transcripts of the probes "methods" and "verbs".
const (
	plainStream    = "plain"
	headRequest    = "HEAD"
	optionsRequest = "OPTIONS"
	acceptStream   = "Accept: text/event-stream"
	acceptAll      = "Accept: */*"
	acceptNothing  = "no Accept"
	oldHTTP        = "HTTP/1.0"
)

func methodsProbes() []probe {
	return []probe{
		{name: probeMethods, stage: stageWatch, tier: TierPassive, bystander: true, run: observeMethods},
		{name: probeVerbs, stage: stageHard, tier: TierPassive, invasive: true, run: observeVerbs},
	}
}

// The names of the probes of the chapter "methods".
const (
	probeMethods = "methods"
	probeVerbs   = "verbs"
)

// observeMethods asks for the stream in ways that change nothing on the Target,
// one after the other, so that it never holds more than one place.
func observeMethods(ctx context.Context, s *subject) {
	req := s.ask(nil)
	base := s.askHead(ctx, plainStream, req)
	if base.Request.Method == http.MethodGet {
		s.askForHead(ctx, req)
	}
	s.exchange(ctx, optionsRequest, withMethod(req, http.MethodOptions), s.obs.Limits.MaxHeadWait, notYet)
	if !streams(base) {
		return
	}
	s.askHead(ctx, acceptStream, withField(req, "Accept", "text/event-stream"))
	s.askHead(ctx, acceptAll, withField(req, "Accept", "*/*"))
	s.askHead(ctx, acceptNothing, withField(req, "Accept", ""))
	old := req
	old.Proto = "HTTP/1.0"
	s.askHead(ctx, oldHTTP, old)
}

// askForHead sends HEAD, and sends it once more on the same connection to see
// whether that is free again.
func (s *subject) askForHead(ctx context.Context, req wire.Request) {
	most := s.obs.Limits.MaxHeadWait
	r := *s.run.recorder
	r.Linger, r.Again = most, true
	x := s.send(ctx, &r, headRequest, withMethod(req, headRequest))
	if s.waitFor(ctx, most, x, hasHead) {
		gone(ctx, x, most+settleTime)
	}
	x.Close(wire.CloseFIN)
}

// otherMethods returns the methods that a stream does not answer with a stream.
// DELETE is not among them: some servers end a session by it. Nor is GET beside
// POST, since an endpoint may well stream by both.
func otherMethods() []string { return []string{"POST", "PUT", "PATCH"} }

// observeVerbs asks by methods that may change something on the Target.
func observeVerbs(ctx context.Context, s *subject) {
	req := s.ask(nil)
	base := s.askHead(ctx, plainStream, req)
	for _, method := range otherMethods() {
		if streams(base) && method != base.Request.Method {
			s.askHead(ctx, method, withMethod(req, method))
		}
	}
}

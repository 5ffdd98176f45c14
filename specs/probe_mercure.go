package specs

import (
	"context"
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// The probes of the chapter "mercure".
const (
	probeMercure = "mercure"
	probeHub     = "hub"
)

// The Transcripts and steps of these probes, beside controlStream and stepLive.
const (
	mercureUnknownField = "an unknown id in the header"
	mercureUnknownParam = "an unknown id in the query"

	mercureBoth     = "two topics"
	mercureByField  = "resume by the header"
	mercureByParam  = "resume by the query"
	mercureByBoth   = "resume by both"
	mercureAll      = "resume after earliest"
	mercureNobody   = "publish without a token"
	mercureUnsigned = "publish with an unsigned token"
	mercureForged   = "publish with a forged token"

	// stepHub is stepBefore where the publish hook is the hub itself.
	stepHub = "to the hub"
)

// mercureEarliest is the id that stands for the place before the first update.
const mercureEarliest = "earliest"

func mercureProbes() []probe {
	return []probe{
		{name: probeMercure, stage: stageWatch, tier: TierPassive, bystander: true, run: observeMercure},
		{name: probeHub, stage: stageWatch, tier: TierTrigger, run: observeHub},
	}
}

// observeMercure asks for what came after an update that there never was.
func observeMercure(ctx context.Context, s *subject) {
	unknown := "urn:ssegauge:unknown-" + s.run.token
	field := s.resume(ctx, mercureUnknownField, unknown)
	param := s.send(ctx, s.run.recorder, mercureUnknownParam, withQuery(s.ask(nil), "lastEventID", unknown))
	s.ready(ctx, field)
	s.ready(ctx, param)
}

// withQuery returns req with one more parameter in its URL.
func withQuery(req wire.Request, name, value string) wire.Request {
	u := *req.URL
	if u.RawQuery != "" {
		u.RawQuery += "&"
	}
	u.RawQuery += name + "=" + url.QueryEscape(value)
	req.URL = &u
	return req
}

// observeHub publishes on topics, resumes in all ways that there are, and tries to
// publish without being allowed to.
func observeHub(ctx context.Context, s *subject) {
	control := s.stream(ctx, controlStream)
	readers := []*wire.Exchange{control}
	if s.cfg.hasTopics() {
		readers = append(readers, s.send(ctx, s.run.recorder, mercureBoth, withQuery(s.ask(nil), "topic", s.otherTopic())))
	}
	for _, x := range readers {
		if !s.ready(ctx, x) {
			return
		}
	}
	s.publishAsNobody(ctx)
	first := s.publish(ctx, s.marker(s.hubStep()))
	if len(readers) > 1 {
		other := s.marker(stepOther)
		other.Topic = s.otherTopic()
		s.publish(ctx, other)
	}
	missed := s.publish(ctx, s.marker(stepMissed))
	for _, x := range readers {
		s.arrives(ctx, x, missed.Publication)
	}
	s.resumeInAllWays(ctx, control, first.Publication, missed.Publication)
}

// hubStep returns the step of the first publication.
func (s *subject) hubStep() string {
	_, hook, _ := strings.Cut(s.cfg.Publisher.String(), " ")
	at, err := url.Parse(hook)
	if u, _ := s.cfg.urlFor(s.topic); err == nil && at.Path == u.Path {
		return stepHub
	}
	return stepBefore
}

// resumeInAllWays resumes after the update first, which missed came after, and
// then publishes one that every stream has to bring.
func (s *subject) resumeInAllWays(ctx context.Context, control *wire.Exchange, first, missed Publication) {
	t := control.Snapshot()
	older, _ := received(t, first)
	newer, _ := received(t, missed)
	if older.LastEventID == "" || newer.LastEventID == "" {
		return
	}
	byParam := withQuery(s.ask(nil), "lastEventID", older.LastEventID)
	open := []*wire.Exchange{
		s.resume(ctx, mercureByField, older.LastEventID),
		s.send(ctx, s.run.recorder, mercureByParam, byParam),
		s.send(ctx, s.run.recorder, mercureByBoth, withField(byParam, "Last-Event-ID", newer.LastEventID)),
		s.resume(ctx, mercureAll, mercureEarliest),
	}
	var readers []*wire.Exchange
	for _, x := range open {
		if s.ready(ctx, x) {
			readers = append(readers, x)
		}
	}
	live := s.publish(ctx, s.marker(stepLive))
	for _, x := range readers {
		s.arrives(ctx, x, live.Publication)
	}
}

// publishAsNobody tries to publish on the topic of the stream by requests that a
// hub has to refuse.
func (s *subject) publishAsNobody(ctx context.Context) {
	u := *s.ask(nil).URL
	topic := u.Query().Get("topic")
	u.RawQuery = ""
	if topic == "" {
		return
	}
	form := url.Values{"topic": {topic}, "data": {s.newMarker()}}
	var open []*wire.Exchange
	for _, forged := range []struct{ name, token string }{
		{mercureNobody, ""},
		{mercureUnsigned, mercureToken(`{"alg":"none","typ":"JWT"}`, "")},
		{mercureForged, mercureToken(`{"alg":"HS256","typ":"JWT"}`, "made by the suite, with no key!!")},
	} {
		req := wire.Request{Method: "POST", URL: &u, Body: []byte(form.Encode()), Header: []wire.Field{
			{Name: "Content-Type", Value: "application/x-www-form-urlencoded"},
		}}
		if forged.token != "" {
			req.Header = append(req.Header, wire.Field{Name: "Authorization", Value: "Bearer " + forged.token})
		}
		open = append(open, s.hold(s.run.recorder.Open(ctx, forged.name, req)))
	}
	s.answered(ctx, open)
}

// mercureToken returns a token that claims to be for every topic.
func mercureToken(head, signature string) string {
	code := base64.RawURLEncoding.EncodeToString
	return code([]byte(head)) + "." + code([]byte(`{"mercure":{"publish":["*"]}}`)) + "." + code([]byte(signature))
}

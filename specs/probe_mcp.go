package specs

import (
	"context"
	"encoding/json"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// The Transcripts of the probe "mcp", beside initialize and initialized. The
// name of a request is its id.
const (
	mcpListen        = "listen"
	mcpPing          = "first ping"
	mcpOtherPing     = "second ping"
	mcpList          = "list of tools"
	mcpReplay        = "replay of the first ping"
	mcpUnknownID     = "resume after an unknown id"
	mcpNoSession     = "ping without a session"
	mcpOtherSession  = "ping in an unknown session"
	mcpForeignOrigin = "ping from a foreign origin"
	mcpOtherVersion  = "ping of an unknown version"
	mcpDelete        = "end of the session"
	mcpEnded         = "ping after the end"
	mcpResume        = "resume of the " // and the name of what was cut
)

const (
	// maxMCPPolls bounds how often the rest of a stream is asked for.
	maxMCPPolls = 3
	// mcpPollPause is waited before a resumption where the Target has not said for
	// how long.
	mcpPollPause = 200 * time.Millisecond
)

func mcpProbes() []probe {
	return []probe{{name: probeMCP, stage: stageWatch, tier: TierPassive, bystander: true, standalone: true, run: observeMCP}}
}

// mcpClient is a client of the Target with a session of its own. It asks for
// nothing that has effects: ping, and the list of tools where there are some.
type mcpClient struct {
	*subject
	session mcpSession
}

// observeMCP speaks the Model Context Protocol with the Target: it opens a
// session, listens, asks, resumes, errs in ways that are to be refused, and ends
// the session.
func observeMCP(ctx context.Context, s *subject) {
	x := s.hold(s.run.recorder.Open(ctx, mcpInitialize, s.mcpPost(mcpInitializeBody())))
	s.awaitMCP(ctx, x, mcpInitialize)
	started := x.Close(wire.CloseFIN)
	session, ok := mcpSessionOf(started)
	if !ok {
		return
	}
	c := &mcpClient{s, session}
	c.settle(ctx, c.post(ctx, mcpInitialized, mcpNotification("notifications/initialized")))
	listen := c.get(ctx, mcpListen)
	c.wait(ctx, listen, func(t *wire.Transcript) bool { return t.Head != nil })
	c.inquire(ctx, offersTools(started))
	listen.Close(wire.CloseFIN)
	c.replay(ctx)
	c.err(ctx)
	c.end(ctx)
}

// inquire sends requests side by side and fetches their responses.
func (c *mcpClient) inquire(ctx context.Context, tools bool) {
	asked := []*wire.Exchange{
		c.post(ctx, mcpPing, mcpRequest(mcpPing, "ping", nil)),
		c.post(ctx, mcpOtherPing, mcpRequest(mcpOtherPing, "ping", nil)),
	}
	if tools {
		asked = append(asked, c.post(ctx, mcpList, mcpRequest(mcpList, "tools/list", struct{}{})))
	}
	for _, x := range asked {
		c.fetch(ctx, x)
	}
}

// fetch waits for the response on x, and then for the end of x. If x ends
// without it, the stream is resumed until it has come.
func (c *mcpClient) fetch(ctx context.Context, x *wire.Exchange) {
	id := x.Snapshot().Name
	for range 1 + maxMCPPolls {
		if c.awaitMCP(ctx, x, id) {
			c.settle(ctx, x)
			return
		}
		t := x.Snapshot()
		if !readable(t) || !endedByTarget(t) || t.LastEventID == "" {
			return
		}
		pause := mcpPollPause
		if t.Retry != nil {
			pause = min(time.Duration(*t.Retry)*time.Millisecond, c.waits.Timeout)
		}
		rest(ctx, pause)
		x = c.get(ctx, mcpResume+id, wire.Field{Name: "Last-Event-ID", Value: t.LastEventID})
	}
}

// rest returns after d, or when ctx is done.
func rest(ctx context.Context, d time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	<-ctx.Done()
}

// replay resumes the stream of the first ping after its first event with an id,
// as a client that has lost the rest.
func (c *mcpClient) replay(ctx context.Context) {
	id := ""
	for _, t := range c.seen(mcpPing) {
		if events := identifiedEvents(t); readable(t) && len(t.Events) > 1 && len(events) > 0 {
			id = events[0].id
		}
	}
	if id == "" {
		return
	}
	x := c.get(ctx, mcpReplay, wire.Field{Name: "Last-Event-ID", Value: id})
	c.waitFor(ctx, c.obs.Limits.MaxDelay, x, func(t *wire.Transcript) bool {
		_, ok := mcpResponse(t, mcpPing)
		return ok
	})
	c.waitFor(ctx, straggle, x, func(*wire.Transcript) bool { return false })
	x.Close(wire.CloseFIN)
}

// seen returns what the Exchanges of that name have brought so far.
func (c *mcpClient) seen(name string) []*wire.Transcript {
	var all []*wire.Transcript
	for _, x := range c.open {
		if t := x.Snapshot(); t.Name == name {
			all = append(all, t)
		}
	}
	return all
}

// err sends what the Target has to refuse.
func (c *mcpClient) err(ctx context.Context) {
	ping := func(name string, fields ...wire.Field) *wire.Exchange {
		return c.hold(c.run.recorder.Open(ctx, name, c.mcpPost(mcpRequest(name, "ping", nil), fields...)))
	}
	stranger := mcpSession{"ssegauge-unknown-" + c.run.token, c.session.version}
	foreign := wire.Field{Name: "Origin", Value: "https://ssegauge.invalid"}
	asked := []*wire.Exchange{
		ping(mcpForeignOrigin, append(c.session.fields(), foreign)...),
		ping(mcpOtherVersion, mcpSession{c.session.id, "1999-01-01"}.fields()...),
		c.get(ctx, mcpUnknownID, wire.Field{Name: "Last-Event-ID", Value: stranger.id}),
	}
	if c.session.id != "" {
		asked = append(asked, ping(mcpNoSession, mcpSession{"", c.session.version}.fields()...), ping(mcpOtherSession, stranger.fields()...))
	}
	for _, x := range asked {
		c.wait(ctx, x, func(t *wire.Transcript) bool { return t.Head != nil })
	}
	c.waitFor(ctx, straggle, asked[2], func(*wire.Transcript) bool { return false })
	for _, x := range asked {
		x.Close(wire.CloseFIN)
	}
}

// end ends the session and sees whether it has ended.
func (c *mcpClient) end(ctx context.Context) {
	if c.session.id == "" {
		return
	}
	c.settle(ctx, c.hold(c.run.recorder.Open(ctx, mcpDelete, c.mcpRequest("DELETE", nil, c.session.fields()...))))
	c.settle(ctx, c.post(ctx, mcpEnded, mcpRequest(mcpEnded, "ping", nil)))
}

// post sends a message in the session.
func (c *mcpClient) post(ctx context.Context, name string, body []byte) *wire.Exchange {
	return c.hold(c.run.recorder.Open(ctx, name, c.mcpPost(body, c.session.fields()...)))
}

// get asks for a stream in the session.
func (c *mcpClient) get(ctx context.Context, name string, fields ...wire.Field) *wire.Exchange {
	fields = append(c.session.fields(), fields...)
	fields = append(fields, wire.Field{Name: "Accept", Value: "text/event-stream"})
	return c.hold(c.run.recorder.Open(ctx, name, c.mcpRequest("GET", nil, fields...)))
}

// settle waits for the end of x, not for long once there is a head, and then
// ends it.
func (c *mcpClient) settle(ctx context.Context, x *wire.Exchange) {
	c.wait(ctx, x, func(t *wire.Transcript) bool { return t.Head != nil })
	c.waitFor(ctx, c.obs.Limits.MaxDelay, x, func(*wire.Transcript) bool { return false })
	x.Close(wire.CloseFIN)
}

// offersTools reports whether the Target said in t that it has tools.
func offersTools(t *wire.Transcript) bool {
	m, _ := mcpResponse(t, mcpInitialize)
	var result struct {
		Capabilities struct {
			Tools *struct{} `json:"tools"`
		} `json:"capabilities"`
	}
	return json.Unmarshal(m.Result, &result) == nil && result.Capabilities.Tools != nil
}

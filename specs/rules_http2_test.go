package specs

import (
	"golang.org/x/net/http2"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// riding is the tape of a stream on a Trunk.
func riding(name string, fields []wire.Field, pieces ...wire.Piece) tape {
	head := wire.Piece{Text: wire.FieldsFrame(false, fields...)}
	return tape{Transcript: wire.FromPieces(name, wire.Request{Proto: wire.HTTP2}, append([]wire.Piece{head}, pieces...)...)}
}

func eventFields(more ...wire.Field) []wire.Field {
	return append([]wire.Field{{Name: ":status", Value: "200"}, {Name: "content-type", Value: "text/event-stream"}}, more...)
}

// silentOn is a stream that was never answered.
func silentOn(name string) tape {
	return tape{Transcript: wire.FromPieces(name, wire.Request{Proto: wire.HTTP2}, closedAt(4*sec))}
}

// settingsFrame is the first frame of a target.
func settingsFrame(settings ...http2.Setting) wire.HTTPFrame {
	return wire.HTTPFrame{Type: http2.FrameSettings, Settings: settings}
}

// trunkOf is a Trunk over TLS with these streams, which we closed in the end.
func trunkOf(name string, streams ...tape) *wire.TrunkTranscript {
	k := &wire.TrunkTranscript{Name: name, URL: "https://127.0.0.1/", Frames: []wire.HTTPFrame{settingsFrame()}}
	k.End = wire.End{Kind: wire.EndClosed, At: 5 * sec}
	for _, s := range streams {
		k.Streams = append(k.Streams, s.Transcript)
	}
	return k
}

// onTrunks is the scene of the probe "http2" with these Trunks.
func onTrunks(trunks ...*wire.TrunkTranscript) scene {
	s := sceneOf(probeHTTP2, live(overHTTP1, ""))
	s.Trunks = trunks
	return s
}

// redirectedPlain is onTrunks where a redirect leads to the stream over HTTP/1.1.
func redirectedPlain(trunks ...*wire.TrunkTranscript) scene {
	s := onTrunks(trunks...)
	s.Transcript(overHTTP1).Redirects = []wire.Redirect{{Method: "GET", URL: "http://h/a", Status: 302, Location: "/b", Target: "http://h/b"}}
	return s
}

// given adds frames that the target has sent.
func given(k *wire.TrunkTranscript, frames ...wire.HTTPFrame) *wire.TrunkTranscript {
	k.Frames = append(k.Frames, frames...)
	return k
}

func eight(first tape) []tape {
	streams := []tape{first}
	for _, name := range []string{"2", "3", "4", "5", "6", "7", "8"} {
		streams = append(streams, riding(trunkStream+name, eventFields(), closedAt(4*sec)))
	}
	return streams
}

func http2Rows() []row {
	one := riding(trunkStream+"1", eventFields(), closedAt(4*sec))
	page := riding(trunkStream+"1", []wire.Field{{Name: ":status", Value: "404"}})
	moved := riding(trunkStream+"1", []wire.Field{{Name: ":status", Value: "302"}, {Name: "location", Value: "/b"}})
	full := riding(trunkStream+"2", []wire.Field{{Name: ":status", Value: "503"}})
	refused := given(&wire.TrunkTranscript{Name: sharedTrunk, URL: "https://127.0.0.1/", End: wire.End{Kind: wire.EndNoHTTP2, Detail: "ALPN selected http/1.1"}})
	plain := &wire.TrunkTranscript{Name: sharedTrunk, URL: "http://127.0.0.1/", End: wire.End{Kind: wire.EndMalformed, Detail: "bad frame"}}
	goAway := wire.HTTPFrame{Type: http2.FrameGoAway, At: 2 * sec}
	rows := []row{
		{"http2-offered", "offered", onTrunks(trunkOf(sharedTrunk)), keeps("ALPN selected h2")},
		{"http2-offered", "not offered", onTrunks(refused), breaks(because("does not offer HTTP/2", "h2 selected", "ALPN selected http/1.1"))},
		{"http2-offered", "without TLS", onTrunks(plain), doesNotApply("over TLS only")},
		{"http2-offered", "not tried", onTrunks(), leavesOpen("no HTTP/2 connection was tried")},
		{"http2-stream-limit", "no limit", onTrunks(trunkOf(sharedTrunk)), keeps("no limit")},
		{"http2-stream-limit", "100", onTrunks(given(trunkOf(sharedTrunk), settingsFrame(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 100}))), keeps("100 streams")},
		{
			"http2-stream-limit", "99", onTrunks(given(trunkOf(sharedTrunk), settingsFrame(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 99}))),
			breaks(because("few streams", "at least 100", "STREAMS 99")),
		},
		{"http2-stays-up", "open to the end", onTrunks(trunkOf(sharedTrunk)), keeps("stayed open for 5s")},
		{"http2-stays-up", "GOAWAY", onTrunks(given(trunkOf(sharedTrunk), goAway)), breaks(because("given up", "no GOAWAY", "GOAWAY after 2s"))},
		{"http2-like-http1", "alike", onTrunks(trunkOf(sharedTrunk, one)), keeps("1 streams")},
		{
			"http2-like-http1", "a page", onTrunks(trunkOf(sharedTrunk, page)).at(page, ""),
			breaks(because("another one", "an event stream", "status 404")),
		},
		{"http2-like-http1", "redirected as over HTTP/1.1", redirectedPlain(trunkOf(sharedTrunk, moved)), keeps("1 streams")},
		{
			"http2-like-http1", "redirected over HTTP/2 only", onTrunks(trunkOf(sharedTrunk, moved)).at(moved, ""),
			breaks(because("another one", "an event stream", "status 302")),
		},
		{"http2-like-http1", "one served, no further", onTrunks(trunkOf(sharedTrunk, one, full)), keeps("1 streams")},
		{"http2-like-http1", "no further served", onTrunks(trunkOf(sharedTrunk, full)), leavesOpen("served no further stream: status 503")},
		{"http2-like-http1", "never answered", onTrunks(trunkOf(sharedTrunk, silentOn(trunkStream+"1"))), leavesOpen("no stream was answered")},
		{"http2-many-streams", "all", onTrunks(trunkOf(sharedTrunk, eight(one)...)), keeps("8 requests")},
		{"http2-many-streams", "one waits", onTrunks(trunkOf(sharedTrunk, eight(silentOn(trunkStream+"1"))...)), breaks(because("not answered beside", "a response head", "no response within 4s"))},
		{"http2-many-streams", "none", onTrunks(trunkOf(sharedTrunk, silentOn(trunkStream+"1"))), leavesOpen("no stream was answered")},
	}
	for _, r := range []string{"http2-no-connection-fields", "http2-event-arrives", "http2-end-code"} {
		rows = append(rows, row{r, "without HTTP/2", onTrunks(plain), doesNotApply("does not speak HTTP/2")})
	}
	return append(append(rows, http2FieldRows()...), http2EventRows()...)
}

func http2FieldRows() []row {
	const fields, freed = "http2-no-connection-fields", "http2-cancelled-streams-freed"
	keepAlive := riding(trunkStream+"1", eventFields(wire.Field{Name: "keep-alive", Value: "timeout=60"}), closedAt(4*sec))
	calm := wire.HTTPFrame{Type: http2.FrameGoAway, Code: http2.ErrCodeNo}
	cancelled := riding("cancelled 1 of 1", eventFields(), closedAt(sec))
	return []row{
		{fields, "none", onTrunks(trunkOf(sharedTrunk, riding(trunkStream+"1", eventFields()))), keeps("1 heads")},
		{fields, "never answered", onTrunks(trunkOf(sharedTrunk, silentOn(trunkStream+"1"))), leavesOpen("no stream was answered")},
		{
			fields, "keep-alive", onTrunks(trunkOf(sharedTrunk, keepAlive)).at(keepAlive, "keep-alive"),
			breaks(because("HTTP/2 forbids", "no keep-alive", "keep-alive: timeout=60")),
		},
		{freed, "served", onTrunks(trunkOf(cancelTrunk, cancelled, riding(afterCancelled, eventFields()))), keeps("served after 1")},
		{
			freed, "not served", onTrunks(trunkOf(cancelTrunk, cancelled, silentOn(afterCancelled))),
			breaks(because("after 1 cancelled streams", "an event stream", "no response within 4s")),
		},
		{freed, "given up in order", onTrunks(given(trunkOf(cancelTrunk, cancelled, silentOn(afterCancelled)), calm)), leavesOpen("gave the connection up")},
		{freed, "no stream at all", onTrunks(trunkOf(cancelTrunk, silentOn("cancelled 1 of 1"), silentOn(afterCancelled))), leavesOpen("there is no event stream")},
		{freed, "not allowed", onTrunks().but(func(o *Observation) { o.Trespass = notOurs("example.com") }), cannotBeTested("example.com")},
	}
}

func http2EventRows() []row {
	const arrives, code = "http2-event-arrives", "http2-end-code"
	with := riding(trunkStream+"1", eventFields(), wire.Piece{At: sec, Text: wire.DataFrame(false, "data: m1.\n\n")}, closedAt(4*sec))
	without := riding(trunkStream+"2", eventFields(), closedAt(4*sec))
	event := accepted(stepShared, "m1")
	reset := func(c http2.ErrCode) tape {
		return riding(trunkStream+"1", eventFields(), wire.Piece{Text: wire.DataFrame(false, "data: a\n\n")}, wire.Piece{At: sec, Text: wire.ResetFrame(c)})
	}
	aborted := reset(http2.ErrCodeInternal)
	return []row{
		{arrives, "on each", onTrunks(trunkOf(sharedTrunk, with)).with(event), keeps("1 streams")},
		{arrives, "on one of two", onTrunks(trunkOf(sharedTrunk, with, without)).with(event), breaks(because("did not get an event", "the event m1", "nothing until"))},
		{arrives, "nothing published", onTrunks(trunkOf(sharedTrunk, with)), leavesOpen("no event was published")},
		{arrives, "never answered", onTrunks(trunkOf(sharedTrunk, silentOn(trunkStream+"1"))).with(event), leavesOpen("no stream was answered")},
		{code, "NO_ERROR", onTrunks(trunkOf(sharedTrunk, reset(http2.ErrCodeNo))), keeps("1 streams")},
		{code, "INTERNAL_ERROR", onTrunks(trunkOf(sharedTrunk, aborted)).atEnd(aborted), breaks(because("reset with an error", "END_STREAM", "INTERNAL_ERROR"))},
		{code, "none ended", onTrunks(trunkOf(sharedTrunk, without)), doesNotApply("ended no stream")},
	}
}

// at marks the field of a head as the place of a Finding.
func (s scene) at(t tape, field string) scene {
	s.tapes = append(s.tapes, tape{t.Transcript, []int64{t.Head.OffsetOf(field)}})
	return s
}

// atEnd marks the end of a body as the place of a Finding.
func (s scene) atEnd(t tape) scene {
	s.tapes = append(s.tapes, tape{t.Transcript, []int64{rawOffset(t.Transcript, int64(len(t.Body)))}})
	return s
}

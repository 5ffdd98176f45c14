package specs

import (
	"strings"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

const chunkedHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

// bodyFramingRows are about the fields that say where the body ends.
func bodyFramingRows() []row {
	const length, coding, persistent = "response-no-content-length", "response-no-content-coding", "response-persistent-framing"
	coded := func(actual string) want {
		return breaks(because("the body is coded", "no Content-Encoding", "Content-Encoding: "+actual))
	}
	claims := func(actual string) want {
		return breaks(because("lasts until the connection closes", "Transfer-Encoding: chunked, or Connection: close", "Connection: "+actual))
	}
	return []row{
		{length, "none", field(""), keeps("no Content-Length")},
		{
			length, "announced", field("‸Content-Length: 20\r\n"),
			breaks(because("ends after a fixed number of bytes", "no Content-Length", "Content-Length: 20")),
		},
		{length, "no stream", notAStream(), leavesOpen("the response is no event stream")},

		{coding, "none", field(""), keeps("no content coding")},
		{coding, "identity", field("Content-Encoding: Identity\r\n"), keeps("no content coding")},
		{coding, "an empty field", field("Content-Encoding:\r\n"), keeps("no content coding")},
		{coding, "gzip", field("‸Content-Encoding: gzip\r\n"), coded("gzip")},
		{coding, "a made-up value", field("‸content-encoding: none\r\n"), coded("none")},
		{coding, "no stream", notAStream(), leavesOpen("the response is no event stream")},

		{persistent, "chunked with keep-alive", reached(strings.Replace(chunkedHead, "\r\n\r\n", "\r\nConnection: keep-alive\r\n\r\n", 1)), keeps("chunked")},
		{persistent, "until close", field("Connection: close\r\n"), keeps("until-close")},
		{persistent, "until close in HTTP/1.0", reached("HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: a\n\n"), keeps("until-close")},
		{persistent, "a length with keep-alive", field("Content-Length: 9\r\nConnection: keep-alive\r\n"), keeps("length")},
		{persistent, "until close with keep-alive", field("‸Connection: Keep-Alive\r\n"), claims("keep-alive")},
		{persistent, "keep-alive among others", field("‸Connection: x\r\nConnection: keep-alive\r\n"), claims("x,keep-alive")},
		{persistent, "no stream", notAStream(), leavesOpen("the response is no event stream")},
	}
}

// endRows are about the bytes of the framing and how a stream ends.
func endRows() []row {
	const valid, clean = "response-framing-valid", "response-clean-end"
	of := func(pieces ...wire.Piece) scene { return sceneOf(probeStream, taped(mainStream, pieces...)) }
	broken := func(problem string) want { return breaks(because(problem, "", "")) }
	cut := func(framing, actual string) want {
		return breaks(because("the stream was cut off", "the end of the "+framing+" framing", actual))
	}
	return []row{
		{valid, "chunks", of(text(chunkedHead+"2\r\n:\n\r\n1;x=y\r\n\n\r\n"), closedAt(time.Second)), keeps("2 chunks, all well-formed")},
		{valid, "no chunks", watched("data: a\n\n"), keeps("0 chunks")},
		{valid, "no streams", sceneOf(probeStream), keeps("0 chunks")},
		{valid, "bare LF behind a size", of(text(chunkedHead+"‸2\n:\n\r\n"), closedAt(time.Second)), broken("bare LF")},
		{
			valid, "a length beside chunked",
			of(text("HTTP/1.1 200 OK\r\n‸Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n")),
			broken("both Transfer-Encoding and Content-Length"),
		},
		{valid, "identity as a transfer coding", of(text("HTTP/1.1 200 OK\r\n‸Transfer-Encoding: identity\r\n\r\n")), broken(`transfer coding "identity"`)},
		{valid, "chunked in HTTP/1.0", of(text("HTTP/1.0 200 OK\r\n‸Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")), broken("HTTP/1.0")},
		{valid, "no size", of(text(chunkedHead + "‸data: a\n\n\r\n")), broken("chunk")},
		{valid, "data longer than its size", of(text(chunkedHead + "2\r\nabcdef\r\n")), broken("chunk")},

		{clean, "the final chunk", of(text(chunkedHead + "2\r\n:\n\r\n0\r\n\r\n")), keeps("1 streams ended in order")},
		{clean, "a close where only that ends it", ended(": a\n\n"), keeps("1 streams ended in order")},
		{clean, "our close", of(text(chunkedHead+"2\r\n:\n"), closedAt(time.Second)), doesNotApply("the server ended no stream")},
		{clean, "our deadline", of(text(chunkedHead), wire.Piece{End: wire.EndTimeout}), doesNotApply("the server ended no stream")},
		{clean, "no stream", of(text("HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n")), doesNotApply("the server ended no stream")},
		{clean, "a close between chunks", of(text(chunkedHead + "2\r\n:\n\r\n‸")), cut("chunked", "truncated")},
		{clean, "a close amid a chunk", of(text(chunkedHead + "20\r\ndata: a\n‸")), cut("chunked", "truncated")},
		{clean, "fewer bytes than announced", of(text("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 9\r\n\r\n:\n‸")), cut("length", "truncated")},
		{clean, "a reset", of(text(streamHead+": a\n‸"), wire.Piece{End: wire.EndReset}), cut("until-close", "reset")},
		{clean, "no close_notify", of(text(streamHead+": a\n‸"), wire.Piece{End: wire.EndTLSTruncated}), cut("until-close", "tls-truncated")},
		{
			clean, "one of two", sceneOf(probeStream, taped(mainStream, text(streamHead)), taped(controlStream, text(chunkedHead+"‸"))),
			cut("chunked", "truncated"),
		},
	}
}

func TestRound(t *testing.T) {
	tests := []struct {
		name string
		d    time.Duration
		want string
	}{
		{"below a second", 1234567 * time.Nanosecond, "1.2ms"},
		{"above", 1234567 * time.Microsecond, "1.235s"},
		{"nothing", 0, "0s"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := round(tt.d).String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

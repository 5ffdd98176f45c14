package specs

import (
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

const (
	sec = time.Second
	ms  = time.Millisecond
)

// opennessRows are about streams that the target ends, and frames in parts.
func opennessRows() []row {
	const open, piece = "liveness-stays-open", "liveness-frame-in-one-piece"
	stopped := func(how, lasted string) want {
		return breaks(because("the server ended the stream: "+how, "an open stream", "it lasted "+lasted))
	}
	parts := func(span string) evidence {
		return because("a frame arrived in parts", "one flush for each frame", span+" from first to last byte")
	}
	pieces := func(all ...wire.Piece) scene {
		all = append([]wire.Piece{text(streamHead)}, all...)
		return sceneOf(probeStream, taped(mainStream, append(all, closedAt(time.Hour))...))
	}
	return append([]row{
		{open, "our close", watched("data: a\n\n"), keeps("1 streams stayed open")},
		{open, "our deadline", sceneOf(probeStream, taped(mainStream, text(streamHead), wire.Piece{End: wire.EndTimeout})), keeps("stayed open")},
		{open, "the end of an error message", sceneOf(probeStream, taped(mainStream, text("HTTP/1.1 500 No\r\n\r\n"))), keeps("streams stayed open")},
		{open, "an end in order", ended("data: a\n\n‸"), stopped("complete", "0s")},
		{open, "an end in order, after a while", sceneOf(probeStream, taped(mainStream, later(sec, streamHead), later(8*sec, ": a\n\n‸"))), stopped("complete", "7s")},
		{open, "an end amid a chunk", sceneOf(probeStream, taped(mainStream, text(chunkedHead+"9\r\ndata‸"))), stopped("truncated", "0s")},
		{open, "a reset of the second", sceneOf(probeStream, live(mainStream, ""), taped(controlStream, text(streamHead+"‸"), wire.Piece{At: sec, End: wire.EndReset})), stopped("reset", "1s")},

		{piece, "whole", watched("data: a\n\ndata: b\n\n"), keeps("no frame took longer than 0s")},
		{piece, "many at many times", pieces(later(sec, "data: a\n\n"), later(3*sec, "data: b\n\n"), later(9*sec, "data: c\n\n")), keeps("0s")},
		{piece, "in parts, quickly", pieces(later(sec, "data: a\n"), later(sec+250*ms, "\n")), keeps("250ms")},
		{piece, "a last frame that did not end", pieces(later(sec, "data: a\n"), later(9*sec, "data: b\n")), keeps("0s")},
		{piece, "line by line", pieces(later(sec, "data: a\n\n‸id: 1\n"), later(2*sec, "data: b\n"), later(3*sec, "\n‸data: c\n"), later(3300*ms, "\n")), breaks(parts("2s"), parts("300ms"))},
	}, unseenRows(piece)...)
}

// quietRows are about a stream on which nothing is published.
func quietRows() []row {
	const silence, comment = "liveness-silence", "liveness-heartbeat-is-comment"
	quiet := func(pieces ...wire.Piece) scene { return sceneOf(probeQuiet, taped(quietStream, pieces...)) }
	silent := func(gap string) want {
		return breaks(because("the stream was silent for too long", "a comment at least every 20s", "nothing for "+gap))
	}
	fires := func(typ string) evidence {
		return because("fires an event with empty data", `a comment, such as ": ping"`, "event "+typ)
	}
	rows := []row{
		{silence, "a comment in time", quiet(text(streamHead), later(15*sec, ":\n\n"), closedAt(16*sec)), keeps("the longest silence was 15s")},
		{silence, "exactly the limit", quiet(text(streamHead), later(20*sec, ":"), closedAt(22*sec)), keeps("20s")},
		{silence, "any byte counts", quiet(text(streamHead), later(12*sec, ":"), later(24*sec, " "), closedAt(30*sec)), keeps("12s")},
		{silence, "the time before the head does not count", quiet(later(40*sec, streamHead), later(42*sec, ":\n\n"), closedAt(45*sec)), keeps("3s")},
		{silence, "watched for less than the limit", quiet(text(streamHead+": hello\n\n"), closedAt(4*sec)), leavesOpen("it was watched for 4s only")},
		{silence, "never a byte", quiet(text(streamHead+"‸"), closedAt(22*sec)), silent("22s")},
		{silence, "the second comment is late", quiet(text(streamHead+":\n\n"), later(10*sec, ":\n\n"), later(31*sec, "‸:\n\n"), closedAt(32*sec)), silent("21s")},
		{silence, "silent to the end", quiet(text(streamHead), later(sec, ":\n\n‸"), closedAt(23*sec)), silent("22s")},
		{silence, "the target ended it before", quiet(text(streamHead), later(5*sec, ":\n\n")), leavesOpen("the server ended the stream after 5s")},
		{silence, "a shorter limit", quiet(text(streamHead+"‸"), closedAt(2*sec)).but(func(o *Observation) { o.Limits.MaxSilence = sec }), breaks(because("silent", "every 1s", "nothing for 2s"))},

		{comment, "a comment", quiet(text(streamHead), later(15*sec, ": ping\n\n"), closedAt(16*sec)), keeps("1 frames on the quiet stream")},
		{comment, "a blank line", quiet(text(streamHead), later(15*sec, "\n"), closedAt(16*sec)), keeps("1 frames")},
		{comment, "an event with data", quiet(text(streamHead), later(15*sec, "event: ping\ndata: 1\n\n"), closedAt(16*sec)), keeps("1 frames")},
		{comment, "a type without data", quiet(text(streamHead), later(15*sec, "event: ping\n\n"), closedAt(16*sec)), keeps("1 frames")},
		{comment, "the opening does not count", quiet(text(streamHead+"data\n\n"), later(sec, "data\n\n"), closedAt(16*sec)), leavesOpen("no heartbeat was seen in 16s")},
		{comment, "half a frame", quiet(text(streamHead), later(15*sec, "data\n"), closedAt(16*sec)), leavesOpen("no heartbeat")},
		{comment, "empty data", quiet(text(streamHead), later(15*sec, "‸data\n\n"), closedAt(16*sec)), breaks(fires("message"))},
		{comment, "empty data with a type", quiet(text(streamHead), later(5*sec, ":\n\n‸event: ping\ndata:\n\n"), later(9*sec, "‸data: \n\n"), closedAt(16*sec)), breaks(fires("ping"), fires("message"))},
	}
	for _, id := range []string{silence, comment} {
		rows = append(
			rows,
			row{id, "no stream", sceneOf(probeQuiet), leavesOpen("no request was made")},
			row{id, "status 500", quiet(text("HTTP/1.1 500 No\r\n\r\n")), leavesOpen("status 500 No")},
		)
	}
	return rows
}

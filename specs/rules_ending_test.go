package specs

import (
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// endedAt is the tape of a stream that the target ends then.
func endedAt(name string, at time.Duration, body string) tape {
	return taped(name, text(streamHead+body), wire.Piece{At: at, End: wire.EndComplete})
}

func endingRows() []row {
	const finished, loop, document, after = "ending-finished-is-204", "ending-no-reconnect-loop", "ending-no-error-as-stream", "ending-retry-after"
	visits := func(tapes ...tape) scene { return sceneOf(probeEnding, tapes...) }
	done := endedAt(endingStream, sec, "id: 1\ndata: done\n\n")
	empty := func(name string) tape { return endedAt(name, 100*ms, "retry: 5\n\n") }
	open := live(endingStream, "data: a\n\n")
	post := tapedFor(endingStream, wire.Request{Method: "POST"}, text(streamHead+"data: a\n\n"))
	same := func(actual string) want { return breaks(because("the same end again", "204", actual)) }
	return []row{
		{finished, "204", visits(done, taped(againStream, text(noContent))), keeps("status 204")},
		{finished, "gone", visits(done, taped(againStream, text(notFoundYet))), keeps("status 404")},
		{finished, "something new", visits(done, endedAt(againStream, sec, "id: 2\ndata: done\n\n")), keeps("goes on")},
		{finished, "it stays open", visits(done, live(againStream, "")), keeps("goes on")},
		{finished, "the same", visits(done, endedAt(againStream, sec, "id: 1\ndata: done\n\n").marked(0)), same("the same event")},
		{finished, "the same and more", visits(endedAt(endingStream, sec, "data: a\n\ndata: b\n\n"), endedAt(againStream, sec, "data: a\n\ndata: b\n\n").marked(0)), same("the same events")},
		{finished, "nothing", visits(done, endedAt(againStream, sec, "").marked(0)), same("without an event")},
		{finished, "no event", visits(empty(endingStream), empty(againStream)), doesNotApply("no event")},
		{finished, "no end", visits(open), doesNotApply("has not ended")},
		{finished, "POST", visits(post, taped(againStream, text(noContent))), doesNotApply("asked for by POST")},
		{finished, "a pace", visits(endedAt(endingStream, sec, "retry: 60000\ndata: a\n\n"), empty(againStream)), doesNotApply("after 60000 ms")},
		{finished, "no room", visits(done, taped(againStream, text(refusedBusy))), leavesOpen("was not answered")},
		{finished, "no stream", visits(), leavesOpen("no event stream")},

		{loop, "three times", visits(empty(endingStream), empty(againStream), empty(thirdStream).marked(int64(len(streamHead+"retry: 5\n\n")))), breaks(because("at once and without", "stays open", "after 100ms"))},
		{loop, "the third stays open", visits(empty(endingStream), empty(againStream), live(thirdStream, "")), keeps("not each")},
		{loop, "with events", visits(done, endedAt(againStream, sec, "data: a\n\n")), keeps("not each")},
		{loop, "slowly", visits(endedAt(endingStream, 2*sec, ""), endedAt(againStream, 2*sec, ""), endedAt(thirdStream, 2*sec, "")), keeps("not each")},
		{loop, "twice", visits(empty(endingStream), empty(againStream)), leavesOpen("only once")},
		{loop, "no end", visits(open), doesNotApply("has not ended")},

		{document, "a stream", visits(open), keeps("0 streams")},
		{document, "JSON", visits(taped(endingStream, text(streamHead+"\n‸{\"error\":\"no\"}\n"))), breaks(because("another kind", "a status", "error"))},
		{document, "HTML", visits(done, taped(againStream, text(streamHead+"‸<html>"))), breaks(because("another kind", "a status", "html"))},
		{document, "JSON in an event", visits(endedAt(endingStream, sec, "data: {}\n\n")), keeps("1 streams")},
		{document, "JSON that goes on", visits(live(endingStream, "{}")), keeps("0 streams")},
		{document, "no stream", visits(), leavesOpen("no event stream")},

		{after, "said", reached("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\n\r\n"), keeps("Retry-After: 5")},
		{after, "not said", reached("‸HTTP/1.1 429 Too Many Requests\r\n\r\n"), breaks(because("when to come back", "Retry-After", "status 429"))},
		{after, "a stream", reached(streamHead), doesNotApply("status 200")},
	}
}

// marked wants a Finding at that place.
func (t tape) marked(place int64) tape {
	t.marks = append(t.marks, place)
	return t
}

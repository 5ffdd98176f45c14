// Package control is the control API of the reference server: endpoints under
// /control/ that do to a server, on request and exactly, what time and mishap do to
// others, and that tell what it saw. It is what the figures of a load tester and
// the findings of a conformance suite are proved with. This text is meant to be
// enough to implement the API in another server.
//
//	GET    /control                lists the endpoints
//	GET    /control/time           when the request was received, the answer sent
//	GET    /control/requests       the last requests of clients
//	POST   /control/answer         prepares the answer to the next requests
//	POST   /control/play           prepares a script for the next streams
//	POST   /control/publish-delay  delays publishes before they are stored
//	GET    /control/streams        lists the open streams
//	POST   /control/streams/drop   ends streams in a way of choice
//	POST   /control/delivery       pauses and resumes the delivery of events
//	POST   /control/faults         drops, doubles and reorders events
//	POST   /control/restart        does to clients what a restart does
//	POST   /control/revoke         takes back a bearer token
//
// # Requests and answers
//
// A path is a thing that can be changed: GET shows it, POST changes it and shows
// what it is then, DELETE shows what it was and then clears it. OPTIONS names the
// methods. Bodies are JSON objects in UTF-8 of at most 256 KiB, whatever their
// Content-Type says; no body is an empty object. Answers are JSON objects, except
// that restart and revoke answer 204 without a body.
//
// What is not understood is refused with 400 and changes nothing:
// {"error":"…","field":"…","hint":"…"}, where "field" is the key, parameter or
// header at fault: an unknown key, one given twice, null, a value of another type
// or out of bounds. 413 is a body too long, 404 an unknown path, and 405 another
// method.
//
// A duration is a string such as "1.5ms" or "1m30s": decimal numbers with the units
// ns, us (or µs), ms, s, m and h. Instants are as in RFC 3339, except where
// nanoseconds since 1970 are said. Every count is exact, and begins with the start
// of the server, or the last DELETE.
//
// Without tokens the endpoints serve programs on the same machine, whose address is
// a loopback one, and refuse others with 403. With tokens every request must have
// one of them, Authorization: Bearer …, or is refused with 401. A page in a browser
// is always refused with 403: a request with an Origin, or with a Sec-Fetch-Site
// other than "none". So is, without tokens, a request that names a host other than
// localhost or an address: such a name may be a page's that was made to lead here.
//
// # GET, POST, DELETE /control/time
//
// For the method of four stamps: {"received":n,"sent":n} are the instants at which
// the head of the request had been read and the answer was about to be written, in
// nanoseconds since 1970. With the client's own stamps before and after they give
// the distance of two clocks and its bound.
// https://www.rfc-editor.org/rfc/rfc5905#section-8
//
// POST makes the clock go wrong: {"offset":"5ms","drift":50}. It is ahead by the
// offset (at most a year; negative is behind), and gains "drift" microseconds per
// second from then on (at most 100,000 either way). A "skew" in the answer says so.
// Only the two stamps are skewed.
//
// # GET, DELETE /control/requests
//
// ?last=N (100 if absent, at most 1024) gives the last requests that were not for
// control, the oldest first: {"total":n,"kept":n,"requests":[{"number":1,"time":…,
// "remote":"host:port","protocol":"HTTP/1.1","tls":false,"method":"GET","host":…,
// "path":…,"query":…,"lastEventId":…,"headers":{"Accept":["…"]},"cut":false}]}.
// Total counts all of them, and number is a request's place among those. The query
// is as it was sent. The values of Authorization, Proxy-Authorization, Cookie and of
// the parameters access_token, authorization and token are "[redacted]". Values are
// cut after 2 KiB, and headers after 64 or 8 KiB ("cut":true).
//
// # GET, POST, DELETE /control/answer
//
// The next "count" requests (1 if absent) to "path" (/events if absent) get an
// answer in place of what they asked for, by any method but OPTIONS, and before
// their credentials are looked at:
//
//	{"count":3,"status":503,"headers":{"Retry-After":"1"},"body":"…","after":"2s"}
//	{"location":"https://other.example/events"}
//
// "status" is from 200 to 599, and 307 if there is a "location" alone. "headers" has
// a string or a list of strings for each name; those that frame a message are the
// server's. The body is text, or bytes in "base64". The head is sent "after" at most
// an hour. The headers of CORS are added as they are to other answers, unless given.
//
// What is prepared is a queue, first come, first served, of at most 64 turns. The
// state is {"taken":n,"done":n,"gone":n,"open":n,"pending":[…]}: requests that got
// an answer prepared, those of them answered, whose client left before, and that
// still wait. DELETE forgets the pending ones and the counts.
//
// # GET, POST, DELETE /control/play
//
// The next "count" streams of "path", that is GET requests, get a script in place of
// events, byte by byte, and before their credentials are looked at:
//
//	{"fixture":"line-ends/cr-cr-lf","chunk":1,"delay":"10ms"}
//	{"count":2,"body":"data: a\n\n","chunk":[3,2],"end":"rst"}
//
// The bytes are those of a "fixture" by its name, or "body" as text, or "base64".
// "chunk" cuts them into pieces of so many bytes, or of those of a list and one of
// the rest; absent, there is one piece. Each piece is one write to the connection,
// one chunk in HTTP/1.1 and one DATA frame in HTTP/2, "delay" after the one before.
// "framing":"close" leaves the chunks of HTTP/1.1 out, so that the end of the
// connection ends the body. Head and last chunk are writes of their own. There are
// no heartbeats. The "end" is
//
//   - "complete" (if absent): the response ends in order
//   - "fin": the connection is closed in the middle of the response
//   - "rst": the connection is reset
//   - "half-close": FIN is sent, and the server goes on to receive until the client
//     closes too, at most a minute
//   - "keep": the stream stays open and silent until the client leaves
//
// In HTTP/2 and HTTP/3 a stream ends and not its connection: "complete" is
// END_STREAM there, and the others but "keep" are RST_STREAM. In HTTP/3 that may
// overtake what was written before, the head included.
// https://www.rfc-editor.org/rfc/rfc9000#section-3.2
//
// The queue and its state are as those of answers, which come first; done are the
// scripts whose last byte was written. DELETE, a restart and the end of the server
// also end what is being played, with FIN. What is played is no stream to the other
// endpoints and statistics.
//
// # GET, POST, DELETE /control/publish-delay
//
// Each publish waits, by itself, between being read and being stored. What is drawn
// is rounded to the nearest 100 µs and lies between 0 and a minute:
//
//	{"distribution":"constant","delay":"5ms"}
//	{"distribution":"uniform","min":"1ms","max":"9ms"}
//	{"distribution":"normal","mean":"5ms","deviation":"1ms"}
//	{"distribution":"bimodal","low":"1ms","high":"80ms","share":0.1}  (of high)
//	{"distribution":"pareto","min":"1ms","alpha":1.2,"max":"10s"}     (max instead of more)
//	{"distribution":"list","delays":["1ms","0s","3ms"]}               (over and over)
//
// "seed" (0 if absent) makes the delays those of the run before, in the order in
// which publishes arrive. "topic" limits them to one topic. "stall":"2s" has all
// publishes wait for so long from now on, those that come first longest, beside what
// is drawn; alone it leaves the rest as it is. Publishes may overtake each other.
//
// The state is {"distribution":…,"topic":…,"seed":n,"stalledUntil":…,"waiting":n,
// "gone":n,"count":n,"p50":…,"p99":…,"p99.9":…,"max":…,"late":…,"last":["5ms",…]}.
// The quantiles are exact, over all "count" publishes that have waited: the least
// delay that at least that share of them do not exceed. "last" are the last 1000
// delays, the oldest first. "late" is the most by which a publish waited longer than
// it was to, for want of a processor. "gone" are publishers that left before: their
// events were not stored. DELETE lets those go that wait; they are in no figure.
// POST begins new figures, except for a stall alone.
//
// # GET /control/streams, POST /control/streams/drop
//
// GET gives {"total":n,"streams":[{"id":7,"remote":"host:port","protocol":"HTTP/1.1",
// "topics":["…"]}]} in the order of the ids, which are numbers given in the order in
// which streams are opened, and to one stream each. ?limit=N bounds the list (1000 if
// absent, at most 100,000) and not the total.
//
// POST to drop ends streams at once, which ends of the above, but for "keep", are
// meant by "how" ("fin" if absent):
//
//	{"all":true}
//	{"count":3,"topic":"orders","how":"rst"}
//	{"share":0.1,"seed":1,"how":"half-close"}
//	{"ids":[7,9],"how":"complete"}
//
// "topic" leaves the streams that name that topic among theirs; of those, all are
// ended, or a number, or a share (to the nearest whole number), chosen by "seed" (0
// if absent), or those named. The answer is {"how":…,"matched":n,"dropped":n,
// "streams":[…]}: how many there were to choose from, and how many and which were
// ended, all of them listed. One that is to be complete first sends what waits for
// its client. Half-closed connections wait for the client as long as a write may take.
// Where streams share a connection, in HTTP/2 and HTTP/3, one of them ends, and knows two
// ways: complete and not. Over TLS, "fin" and "half-close" say close_notify before FIN,
// "rst" does not. A stream that waits for its client to take what is written, and which
// no event loop carries, ends with that write, unless it is reset.
//
// # GET, POST, DELETE /control/delivery
//
// POST {"paused":true} holds all events back: they are published, answered and kept
// in the history, streams stay open and new ones are opened, and heartbeats go on.
// "topic" limits it to streams that name this topic among theirs, which then get
// nothing of their other topics either. {"paused":false} resumes, also with a topic:
// everything is delivered in order, except that a stream ends for which events were
// evicted meanwhile. A server that shuts down resumes by itself. The state is
// {"paused":false,"topics":["…"]}, of at most 64 topics; DELETE resumes all.
//
// # GET, POST, DELETE /control/faults
//
// Decides for each delivery, that is each event for each stream, whether it is
// faulty, and counts that exactly:
//
//	{"drop":0.01,"double":0.01,"reorder":0.02,"seed":1,"topic":"orders","keep":100}
//
// The shares (0 if absent) are exclusive of each other, their sum is at most 1. A
// delivery that is
//
//   - dropped is not written
//   - doubled is written twice, in immediate succession
//   - reordered is held back until another event was written to the stream, and
//     written just after that. Only one is held at a time: an event that would be
//     held too passes instead, and lets the first one go
//
// "topic" limits faults to its events, and "streams":[7,9] to streams by their ids.
// What a stream was opened too late for is a replay, and is never faulty: that is
// every event published before the stream was opened. So an event that was dropped
// from one stream comes with the next one, if the client resumes from before it; it
// counts as dropped once, for the stream it was dropped from.
//
// Whether a delivery is faulty depends on the seed, the id of the stream and the
// place of the event in the history, and on nothing else: with u the upper 53 bits of
// mix(mix(seed ^ mix(stream)) ^ place) as a fraction of 1, mix being a step of
// SplitMix64, a delivery with u < drop is dropped, one with u < drop+double doubled,
// one with u < drop+double+reorder reordered.
// https://doi.org/10.1145/2714064.2660195
//
// The state is {"active":true,"drop":…,…,"decided":n,"passed":n,"dropped":n,
// "doubled":n,"reordered":n,"held":n,"streams":n,"perStream":[{"id":7,"remote":…,
// "ended":false,"decided":n,…,"droppedIds":["…"],"doubledIds":["…"],
// "reorderedIds":["…"]}]}. Decided is the sum of the five that follow, and a
// delivery is counted when it is handed to its stream: what a client that stays saw
// is what is counted. Streams deliver by themselves: who wants everything counted
// that was published waits until "decided" has come to that. Held are those that wait for another event. The lists have the
// last "keep" event IDs (16 if absent, at most 1000) in the order in which they
// became faulty; "perStream" lists ?limit=N streams (1000 if absent, at most 100,000)
// in the order of their ids, open ones and the last 20,000 that have ended. The
// totals are those of all.
//
// POST begins anew. DELETE and POST let those go that are held: they count as
// passed, and are written in their place. So does the end of a stream as a complete
// response; where it ends otherwise, an event held is never written and stays counted
// as held.
//
// # POST /control/restart
//
// Each stream ends as a complete response, and the events are forgotten, as if by a
// new process. {"ids":"continue"}, which is the default, goes on with the IDs, so
// that clients with an old one are told to reset. {"ids":"reset"} begins with the
// first ID again, which is a defect that many servers have: a client whose ID has
// been given to another event resumes after that one, and is not told.
//
// # POST /control/revoke
//
// Takes back a bearer token of readers and publishers, for good, and ends its
// streams: {"token":"…"}, ?token=… or the same in a form.
// https://www.rfc-editor.org/rfc/rfc7009#section-2.1
//
// # Design
//
// The package knows the server as the interface Server, and the server calls
// Control at few places: Intercept for each request, HoldPublish before a publish is
// stored. A server without control pays a comparison with nil there. Batches of
// events pass through Faults while Server.SetFaults says so; with none, a batch costs
// one atomic load, however many streams it goes to.
//
// # Decisions
//
//   - With tokens, programs on the same machine need one too: behind a proxy
//     everybody comes from this machine.
//   - A script takes the connection from net/http where it is one of HTTP/1.x, and
//     says Connection: close. net/http would join or split writes, and could neither
//     reset nor half-close.
//   - Faults are decided by a hash and not by a generator with a state: so they do
//     not depend on how events were grouped into batches, a stream without faults
//     costs no memory, and another program can compute them.
//   - Delays are whole multiples of 100 µs, so that exact quantiles of any number of
//     publishes need bounded memory. Timers are not more exact anyway.
//   - A redirect is followed by the client, and not checked by the server: a test
//     may want a loop.
package control

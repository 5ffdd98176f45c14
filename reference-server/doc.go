// Package refserver is the reference server: Server-Sent Events done as the
// Standard, HTTP and experience with proxies ask for, on top of net/http.
// https://html.spec.whatwg.org/multipage/server-sent-events.html
//
//	GET  /events?topic=T    a stream of the topics named (default "default")
//	POST /publish?topic=T   publishes one event, answers {"id":"…","topic":"…"}
//	GET  /healthz           counts, and whether the server is draining
//	GET  /connections       the streams that are open, where Config.Connections allows it
//	GET  /metrics           the same for Prometheus, where Config.Metrics allows it
//	GET  /control           lists what else can be done to the server on request, where
//	                        Config.Control allows it: see package control
//
// # Topics
//
// A topic is any text. Dots part it into tokens, and in ?topic= of a stream the
// token "*" stands for any one token, and ">" at the end for all that follow, one
// at least: "news.*" is "news.sport" and not "news.sport.chess", "news.>" is both.
// Topics that come later count too, and an event that several of a stream's topics
// stand for is sent once. Nothing is published to a wildcard.
//
// # Publishing
//
// With Content-Type application/json the body is {"data":"…"}, with "event",
// "id" (strings) and "retry" (milliseconds) beside it if wanted. Any other body
// is the data itself, and ?event=, ?id= and ?retry= name the rest. An empty
// parameter counts as absent, and so does an empty "id" or "event". What is not
// understood is refused with the name of the field, and then nothing is
// published: an unknown key, a key given twice, a value of another type, text
// that is not UTF-8 (clients would see U+FFFD), a line end in a field that has
// no lines. An answer means that the event is in the history: every stream of
// its topic delivers it, or ends.
//
// # Design
//
// The events of all topics lie in one bounded log, [history.Log], and a stream
// is a cursor that reads it. Resuming and being live are the same loop: read
// the next batch and write it, or wait to be woken when there is none. Hence
// there is no switch between them that could lose or double an event. An event is
// encoded once; all streams write the same bytes.
//
// net/http does what is HTTP: it parses, routes, encrypts and answers. A stream that
// has a TCP connection for itself then leaves it: its connection is hijacked and
// handed to package fanout, whose event loops write to thousands of sockets each,
// so that an idle stream costs neither a goroutine nor a buffer, but some 300 bytes.
// What is encrypted, multiplexed (HTTP/2, HTTP/3), coded or wrapped stays with
// net/http, a goroutine each, which is a flow here. To the rest of the server both
// are a subscriber: it is listed, counted, paused and ended without regard to what
// carries it.
//
// Where Config.History is set, the log is a view of a store beyond the process,
// package jetstream: a publish goes to the store, is answered once it is stored, and
// comes into the log of every server that follows the store, in the same order and
// with the same ID.
//
// A publisher never waits for a stream, and a slow reader delays only itself.
// What its connection does not take waits, by reference, within Config.QueueBytes and
// QueueAge. Past them, when the connection accepts nothing for Config.WriteTimeout, or
// when an event that it still needs is evicted, the stream ends. The client comes
// back with its Last-Event-ID, and either resumes exactly or is told that it cannot.
// Nothing is skipped silently.
//
// The first frame of a stream sets the reconnection time. For a client that
// sends no Last-Event-ID it has an id line as well, with the present end of the
// log. A frame without data dispatches nothing, yet sets the client's last event
// ID: "Set the last event ID string of the event source to the value of the last
// event ID buffer" is the step before the one that looks at the data. So even a
// client that is cut off before its first event resumes without a loss.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage
//
// A client whose ID is no longer known, or never was, gets an event of the type
// "reset" with the data {"reason":"evicted"|"unknown","lastEventId":"…"}. The
// event's own ID is the present end of the log, from which the stream goes on
// live. IDs are forgotten for all topics together: the reader of a quiet topic
// may be told to reset because other topics were busy while it was away.
//
// A program may add endpoints of its own, with [Server.Mount], and offer streams at
// them that differ from those of /events in what they begin with, or in more: a [Feed].
// [Server.Publish] and [Server.Follow] are publishing and reading in the process. All of
// it is on the same history, with the same limits.
//
// # Decisions
//
//   - IDs are one decimal sequence over all topics, so that one ID resumes a
//     stream of several. A publisher may name an ID; the history package has the
//     rules that keep the two kinds apart. A named ID must also survive the way
//     back in a request header: no control characters, no space at its ends.
//   - While nothing is published, the end of the log is the ID before the first
//     one, "0". It is an ID like any other; resuming from it gives everything.
//   - The default history dies with the process. Where clients outlive it, let
//     Config.FirstID lie beyond all IDs used before (the time in milliseconds,
//     say): old IDs are then seen to be evicted, and not taken for new ones. Or set
//     Config.History.
//   - http.Server.WriteTimeout is not set. It bounds a response as a whole, and
//     so would end every stream at the same age. Instead each write has a
//     deadline, in pieces of 16 KiB, so that slow is not taken for stopped. What
//     counts is what the socket accepts; the kernel may buffer megabytes before
//     it refuses.
//   - HTTP/1.1 streams are chunked, HTTP/1.0 streams end with the connection, and
//     HTTP/2 has frames of its own. A stream that leaves net/http says
//     "Connection: close", since its connection is not used again.
//   - The runtime's timers serve the flows, which have a goroutine each anyway; the
//     timer wheels of the loops serve the streams that have none.
//   - A GET with a body is refused. While a body is unread, net/http does not
//     notice that the client has gone.
//   - While draining, the listener is closed, and publishes and new streams get 503.
//     With Config.Drain each open stream goes on and ends as a complete response at a
//     time of its own, so that the clients do not come back together; without it, once
//     it has delivered what was published. After half of the grace period that
//     follows, streams end at the next event border, after all of it they are cut.
//   - GET /connections tells the addresses of clients. It is off unless asked for, and
//     for programs on this machine.
//   - With Config.Compress, a stream is coded for those who accept it, outside of
//     Config.Wrap, in a goroutine of its own. Each flush of the stream flushes the
//     coding first, and a complete response ends it. With gzip a stream takes twice the
//     memory of another one on net/http, with zstd twelve times: see package coding. It
//     is off by default: text that an attacker chooses, beside a secret in one stream,
//     tells of the secret by its length.
//   - HTTP/3 has a socket of its own and so a method of its own, ServeHTTP3. Its
//     connections are asked for a sign of life every 10 s, and given up after 30 s
//     without one: quiet streams live on, and clients that vanish free theirs. Early
//     data is not taken. A request that is begun and not sent on is bounded by the 250
//     of its connection; Config.ReadHeaderTimeout bounds the handshake, and the end of
//     a request whose head has come. While draining, the connections are closed a
//     second after their last stream, if their clients do not.
//   - What a client asks too much of is refused with 429 (publishes beyond the rate,
//     streams beyond those of an address), 413 (a body) or 400 (a field), and what
//     the server has too little of with 503. 429 and 503 say when to come back, each
//     time at random between once and twice the time, so that nobody comes back
//     together. The 431 of a large head is net/http's, in plain text.
//   - The access log, Config.AccessLog, has a line for every request and two for a
//     stream: {"msg":"request"}, or {"msg":"stream opened"} and {"msg":"stream ended"}
//     with the same number, and at the end events, bytes, seconds, an error, and the
//     cause it comes down to: "left", "drained", "slow", "behind", "revoked",
//     "dropped" or "failed". It tells of what the server answers, beneath Config.Wrap. Of a URL it has the path
//     and the topics only.
//   - /metrics is off unless it is asked for, and then open to everybody, as /healthz
//     is, so that a scraper on another machine needs no secret. It has counts, and
//     no name of a topic, a client or a token. Where the counts are secret too, let a
//     proxy keep the path to itself.
//   - What happens for every event is counted by adding to a number. The numbers are
//     put together when metrics are read.
//   - CORS decides which pages may read a response. It keeps nobody from
//     publishing.
//   - With Config.Tokens, streams and publishes need a bearer token, and with
//     SubscribeTokens or PublishTokens one or the other does. A token of the wrong kind
//     is refused with 403 and the scope it lacks. One that is revoked ends its streams
//     as complete responses, between two events; the client then comes back and is
//     refused with 401, which is final. Preflights and /healthz stay open.
//   - A token in the query is taken for streams only, and only where
//     Config.TokenInQuery allows it: RFC 6750 advises against it, as URLs end up in
//     logs and histories. An EventSource has no other way; fetch has. This server
//     writes no query to its logs.
//   - A restart by /control/restart keeps the listener and the process. It ends all
//     streams and forgets the events, as a new process would, but not how far the
//     IDs have come: so no ID is used for two events, a client that has seen
//     everything resumes exactly, and any other is told to reset.
//   - The control endpoints are for tests and not for operation. Without them, a
//     request, a publish and a batch of events pay a comparison with nil for them.
package refserver

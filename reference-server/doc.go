// Package refserver is the reference server: Server-Sent Events done as the
// Standard, HTTP and experience with proxies ask for, on top of net/http.
// https://html.spec.whatwg.org/multipage/server-sent-events.html
//
//	GET  /events?topic=T    a stream of the topics named (default "default")
//	POST /publish?topic=T   publishes one event, answers {"id":"…","topic":"…"}
//	GET  /healthz           counts, and whether the server is draining
//
// # Publishing
//
// With Content-Type application/json the body is {"data":"…"}, with "event",
// "id" (strings) and "retry" (milliseconds) beside it if wanted. Any other body
// is the data itself, byte for byte, and ?event=, ?id= and ?retry= name the rest. An
// empty parameter counts as absent, and so does an empty "id" or "event". What
// is not understood is refused, with the name of the field, and then nothing is
// published: an unknown key, a key given twice, another type, text that is not
// UTF-8 (a client would see U+FFFD), a line end in a field that has no lines. An
// answer means that the event is in the history; every stream of the topic
// delivers it, or ends.
//
// # Design
//
// The events of all topics lie in one bounded log, [history.Log], and a stream
// is a cursor that reads it. Resuming and being live are the same loop: read the
// next batch and write it, or wait to be woken when there is none. Hence there
// is no switch between them that could lose or double an event, and a stream
// holds no queue. An event is encoded once; all streams write the same bytes.
//
// A publisher never waits for a stream. A reader that is too slow delays only
// itself: when its connection accepts nothing for Config.WriteTimeout the stream is aborted,
// and when an event it still needs is evicted the stream ends. It comes back with its Last-Event-ID,
// and either resumes exactly or is told that it cannot. Nothing is ever skipped
// silently.
//
// The first frame of a stream sets the reconnection time. For a client that
// sends no Last-Event-ID it holds an id line as well, with the present end of
// the log. A frame without data dispatches nothing, yet it sets the client's last event
// ID ("Set the last event ID string of the event source to the value of the
// last event ID buffer" comes before the test for data). So a client that is
// cut off before its first event resumes without a loss, too.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage
//
// A client whose ID is no longer known, or never was, is told by an event of the
// type "reset": its data is {"reason":"evicted"|"unknown","lastEventId":"…"}, its
// id the present end of the log, from which the stream goes on live.
//
// # Decisions
//
//   - IDs are one decimal sequence over all topics, so that one ID resumes a
//     stream of several. A publisher may name an ID; see the history package for
//     the rules that keep the two apart. A named ID must also survive the way
//     back in a request header: no control characters, no space at its ends.
//   - Nothing is published yet: the end of the log is the ID before the first
//     one, "0". It is an ID like any other, and resuming from it gives everything.
//   - The history dies with the process. Where clients may outlive it, let
//     Config.FirstID lie beyond every ID used before (the time in milliseconds,
//     for example): old IDs are then recognised as evicted, and not taken for new ones.
//   - http.Server.WriteTimeout is not set. It would end every stream at the same
//     age, since it bounds a response as a whole. Instead each write gets a
//     deadline, in pieces of 16 KiB, so that slow is not mistaken for stopped. What counts is
//     what the socket takes: the kernel buffers some megabytes before it refuses.
//   - HTTP/1.1 streams are chunked, HTTP/1.0 streams end with the connection, HTTP/2 streams are
//     DATA frames; all of that is net/http's. No header speaks of the connection.
//   - A GET with a body is refused. With an unread body net/http would not notice that the client has gone.
//   - Draining: publishes and new streams get 503, the streams deliver
//     what was published and end as a complete response. After half of the
//     grace they end at the next event border, and after all of it they are cut.
//   - CORS decides which pages may read a response. It does not keep anyone from
//     publishing.
package refserver

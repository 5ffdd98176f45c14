// Package stamp writes into published events when they were due and which number they
// have, and finds that again in what Subscribers receive. It also finds numbers and
// times that others have put there.
//
// # What is published
//
// One line of JSON, made longer by "pad":
//
//	{"run":"k3x9","topic":"orders","seq":17,"due":1790000000000000000,"sent":1790000000000120000,"pad":"…"}
//
// "seq" counts the events of a topic, due and sent are nanoseconds since 1970.
//
// # What is found
//
// A [Spec] says where the number, the topic and the times of an event are:
//
//	publisher        in a line such as the above, of this run
//	id               of the event: the decimal number at its end, 17 of "17", "a:17" and "1790-17"
//	json:/path/0/to  a JSON pointer into the data (RFC 6901)
//	none             nowhere
//
// A number is a JSON number, or a string that holds one. A time is either in the unit
// of the Spec, or a string as in RFC 3339.
//
// # Design
//
// An [Extractor] reads the data once and only as far as it must: it compares names of
// members with the pointers, skips what none of them leads to, and stops when all are
// found. It allocates nothing. Lines that were published by this package and that the
// server has passed on unchanged are recognised by how they begin, and are not read as
// JSON at all.
//
// # Decisions
//
//   - What is skipped is not checked: the Extractor finds what it is asked for in a
//     document that is right, and whatever it finds in one that is not.
//   - Of members with the same name the first one counts, since reading stops there.
//   - A number must be whole and not negative. One that is written as 17.0 or 1.7e1 is
//     whole.
//   - An event of another run is told apart, and not counted: a server with a history
//     replays the events of the last run too.
//   - The number at the end of an id is not what servers promise to count by one. Where
//     it has holes by design, as in Redis' "1790000000000-0", there is no sequence to
//     be found: use "none".
package stamp

// Package ledger keeps the books of deliveries: what each Subscriber should have got,
// what it got, and what came twice, late or not at all. It knows neither sockets nor a
// clock: a worker tells it what happens, and when.
//
// # Design
//
// A lane is a sequence of events that are numbered one after the other, such as a
// topic. A Ledger is what one Subscriber got of its lanes: a run of numbers from the
// first expected to the highest received, and the holes in it. That is enough to know
// a Duplicate, so no set is kept: a Ledger without trouble is 48 bytes, and a hole costs
// 32 more. A Book is what all Subscribers of one worker share: the lanes, the Tally,
// examples, and for each event when it was first and last received.
//
// The Tally holds at every instant: what is expected of a Subscriber grows to the highest
// number that it received, holes are Lost until they are filled, and Settle adds what
// should have come after that.
//
// # Decisions
//
//   - The first number expected is that of the first event whose publishing had not begun
//     when the head of the response arrived, since the server had the stream by then.
//     Without a publisher of ours it is the first received. An event before it that does
//     come shows that the stream was there earlier, and everything from that one on is
//     expected.
//   - A Connection that resumed is owed everything after the one before. One that did
//     not is owed what comes after its own head; what passed meanwhile is Missed and not
//     Lost. When the server delivers some of it nevertheless, the stream was there, and
//     all from that event on is expected.
//   - Marks exclude each other, the first that fits counts: Duplicate, Reordered,
//     Replayed, New. Order is compared within one lane and one Connection: across lanes
//     nobody promised any.
//   - A number that is further than MaxJump from the run is no loss of millions, but a
//     sequence that began anew. So is a number that was given before to an earlier event,
//     known by a due time more than 100 ms after the last, at the start of a Connection.
//     The run begins again there, counted as Restarted; holes so far stay Lost.
//   - Events without numbers are given ordinals, in the order in which a Book first sees
//     their keys, and a Ledger keeps those. So a Subscriber is compared with the union of
//     what all saw without keeping a set. Its first event is where it begins. Ordinals
//     tell no order, so nothing is Reordered. What no more than half of the Subscribers
//     received was not meant for all, such as a greeting with a session, and nobody lost
//     it. So Lost is counted when a Subscriber leaves or is settled, and not before.
//   - Workers do not share ordinals, since that would have them lock: each tells the others
//     now and then by News and Learn what it saw.
//   - A payload without ID that a Subscriber receives again is Repeated: nobody can tell a
//     Duplicate from another event with the same text. What is lost of such events is not
//     known. A report must say that payloads repeat, and that IDs would help.
//   - What nobody can be expected to receive is Excused, and neither expected nor Lost. If it
//     comes after all, it is an event like any other.
//   - A Ledger keeps MaxHoles holes. Beyond, the oldest are given up: they are Lost for
//     good, and what comes for them, or for anything before them, is Late.
package ledger

// Package history holds the events that were published: one log over all
// topics, from which replay and live delivery are the same reading.
//
// # Design
//
// A [Log] gives every event a place in one sequence and keeps the newest of
// them, within a number of events, of bytes, and an age. A subscriber is a
// [Cursor]: the place up to which it has read. It reads the next batch, and
// when there is none it waits to be woken. So a client that resumes differs from
// one that is up to date in nothing but the place it begins at: there is no
// switch from replay to live at which an event could be lost or doubled, no
// queue for each subscriber that could overflow, and no copy of an event.
//
// The frame of an event is encoded once, before the log is locked, with room in
// front for the id line that its place decides. The lock is held for a few
// assignments; then every cursor on the topic is woken by a token put into a
// channel that holds one. A token that does not fit is dropped, because the one
// that lies there says the same. Append thus never waits for a subscriber.
//
// Each topic has its own list of entries, in the order of their places. A
// batch from several topics is merged by place, which is why one ID is enough to
// resume in all of them.
//
// A pattern of topics is read like a topic: it has a list of its own, filled from
// the log when its first cursor is opened, and kept while it has cursors. A topic
// remembers which patterns stand for it until the set of patterns changes, so that
// an event costs nothing where there are none. An event that a cursor finds in
// several lists has the same place in all, and is merged into one.
//
// A log may be a view of a sequence that lives elsewhere, [NewView]: whoever follows
// that sequence inserts what it has, at the places it has there, and everything that
// reads is the same. A place that is not the next one means that events are missing,
// and then readers are told so as they are of an eviction.
//
// # Decisions
//
//   - An automatic ID is the place in decimal. A named ID that is a decimal
//     number is a place too: it must lie beyond the last one, and the sequence
//     goes on from it. An automatic ID can therefore never meet a named one, and
//     IDs never go back. Any other ID is opaque; it stands beside a place of its
//     own and must be unlike every ID that the log still knows.
//   - Places end at 2^53-1, the last integer that JavaScript counts to exactly.
//   - The place before the first event has an ID as well, the first ID less
//     one. A client that has seen nothing yet can resume from it.
//   - The ID of the newest evicted event resumes exactly, since everything after
//     it is still there. The IDs of older ones are forgotten: a decimal one is
//     recognised by its size ([Evicted]), an opaque one is not ([Unknown]).
//   - A cursor that still needed an event when it was evicted gets [ErrBehind]. The test is exact
//     for each topic: a topic is remembered while it has entries or cursors, so
//     traffic on other topics never overtakes the reader of a quiet one.
//   - The newest event is kept even when it alone is larger than the limit in
//     bytes. Otherwise nobody would ever receive it.
//   - Age is kept by one timer, set for the oldest entry, so that an idle log
//     lets go of its memory too.
package history

// Package jetstream keeps the events of the reference server in a NATS JetStream
// stream, where they outlive the process and where several processes share them.
// https://docs.nats.io/nats-concepts/jetstream
//
// # Design
//
// The stream has one subject, and its sequence is the sequence of the history: an
// event's place, and its ID unless the publisher named another. [History.Publish]
// sends a message and answers when JetStream has acknowledged it. Every node
// follows the stream in order and inserts what it reads into a view, a
// [history.Log]. Streams to clients read that view as they read a history in
// memory: resuming and being live are the same cursor, so that there is no seam
// between them here either. An event goes to its node's clients by way of the
// stream as well, never beside it, hence all nodes have the same events in the same
// order under the same IDs.
//
// A message is followed by its place. The consumer counts its deliveries, and a
// number that is not the next one means that a message was lost on the way: the
// consumer is dropped and another one begins after the last place in the view. So it
// is after a reconnection, after heartbeats that did not come, and after a publish
// that was acknowledged and is not in the view two seconds later. What comes twice is
// known by its place. Where the stream itself does not have the next place any more,
// the events up to it are missed for good, and the view tells so every reader who
// stood before them.
//
// A publish waits until the view of its node has the event, so that a client who
// comes after the answer finds it. On another node the view may be a moment behind:
// a client who comes over with an ID that the view does not know waits for
// [History.Sync], which has the view come to the end that the stream has then.
//
// [StartServer] runs a NATS server in this process, in memory or in a directory that
// belongs to one process at a time. It has no port unless it is told to listen, and
// then it listens on the loopback interface, with a password of its own making.
//
// # Guarantees
//
//   - What was acknowledged is in the stream: it survives the end of the process,
//     kill -9 included. With SyncAlways it survives a power cut; otherwise one may
//     take the last two seconds. In a cluster it survives as the servers' own
//     sync_interval says, and the loss of servers as Replicas says.
//   - Every acknowledged event is delivered once to each client that resumes within
//     the limits. A client that cannot be resumed exactly is told so.
//   - What was answered with 503 may be stored or not: the store did not say. Whoever
//     names an ID can publish again under it. The answer 409 then says that the first
//     attempt was stored. Nothing is sent later that was refused before.
//   - IDs never go back. A new stream begins at the time in milliseconds, beyond the
//     IDs of one that was deleted. A node whose stream is deleted, made anew, or
//     has lost its end (a power cut on the machine of the store) refuses publishes
//     until it is restarted.
//   - While the store cannot be reached or cannot write, publishes are refused with
//     history.ErrUnavailable at once, and those under way as well. The view, and all
//     streams, live on.
//   - A cluster serves while most of the servers that keep the stream are there. When
//     one is lost that led it, publishes are refused until another one leads, some ten
//     seconds at most; when most are lost, until they are back. That a cluster has no
//     leader shows in a publish alone, which is refused within Config.Timeout. A node
//     that starts meanwhile waits for half a minute before it gives up.
//   - When the disk is full or not writable, an embedded server refuses, and takes
//     publishes again when a mebibyte can be written: JetStream is started over then,
//     in the process. A NATS server elsewhere leaves such publishes without an
//     answer, which is refused after Config.Timeout, and has to be restarted by
//     whoever runs it.
//
// # Limits
//
// The view is in memory, so the limits of the history bound the memory of each node
// as they do without a store. The stream gets the same number and age, and its bytes
// with 256 more for each event, since it counts records and the history counts
// frames. A stream that exists gets the limits of the node that was started last. A
// view loads what is stored before the node serves, tens of thousands of events a second.
// An event of more than 31 MiB, or of more than the max_payload of a cluster, is
// refused with history.ErrOversize.
//
// # Decisions
//
//   - A number cannot be named as an ID, history.ErrNumbered: the stream numbers.
//   - Whether a named ID is taken is seen in the view, which has all that is kept.
//     Nodes that take the same ID at the same moment are kept apart by Nats-Msg-Id,
//     with a window of two minutes, or the age of the history if that is shorter. A
//     window as long as the age would be exact as well and grow without bound.
//   - An ID that is taken is refused even if the event is the same. The publisher
//     learns that it is stored, and publishers of different events are not told that
//     both were.
//   - Topic, type and reconnection time are headers, percent-encoded, and the data is
//     the payload: nats sub shows what goes on. A message from another program is an
//     event of the topic "default" if it can be one, and is passed over if not.
//   - The consumer is ephemeral, without acknowledgements, in the store's memory. What
//     a node has read is in its view and nowhere else.
//   - The client buffers nothing while it has no connection. The library would
//     publish later what was refused.
//   - An event's age counts from its storage while a view is loaded, and from its
//     arrival when it is live, so that a clock that is wrong evicts nothing that
//     clients wait for.
//   - The stream denies deletion of messages and purges: a hole is a loss for those
//     who resume.
package jetstream

// Package secure is the client's side of TLS for many streams, on bytes that are pushed in.
//
// # Design
//
// A [Session] has no socket. What the server sends is pushed into [Session.Feed], in any pieces; the
// plaintext comes out of it, in a buffer that all sessions of a [Pool] share; and records for the server go out
// through a function. All of it runs on the goroutine of one event loop, to which the Pool belongs.
//
// Only the handshake has a goroutine, since crypto/tls can go on with none that has
// stopped for want of bytes. It reads from a queue that Feed fills, posts what it writes to the loop, and
// is gone when the handshake is over. A Pool lets a bounded number of them run; the other
// sessions wait in order, and how long is told apart (State.Waited), since that is the generator's time and
// not the server's.
//
// After the handshake [crypto/tls.Conn] runs on the loop. When it wants bytes that are not there, it is told
// so by an error that is temporary, upon which it keeps what it has and its Read can be called again. Tickets
// and KeyUpdate come in by the same way; the answer to the latter goes out by the session's Send.
//
// # Memory
//
// A session at rest is about 3.4 KB, of which the two ciphers are the half. With the buffers that crypto/tls would keep, it
// was 17 KB with 4 KB of certificates, and 28 KB after a record of 16 KiB. To read a record
// allocates 48 bytes, in crypto/tls. During its handshake a session is about
// 23 KB, its goroutine's stack included. A Pool has 80 KB.
//
// # Decisions
//
//   - crypto/tls, with its Conn. Its QUIC interface takes pushed bytes too, but its hello has an extension
//     for QUIC, which servers refuse; and it has a goroutine as well.
//   - The temporary error. That Temporary is deprecated as a word does not change that crypto/tls asks
//     for it: every other error of a Read is final there. The tests would show a change.
//   - The end of the socket without close_notify is io.ErrUnexpectedEOF, which is what RFC 8446, section 6.1
//     says about it; crypto/tls lets it pass between two records.
//   - The two buffers of a crypto/tls connection, which only grow, are lent by the Pool while a session is read
//     and taken from it afterwards. They are private fields, found by their names and type; where they are not found, sessions
//     work and cost more. The alternative, a record layer of this package's own, is more code
//     in a place where mistakes are costly, and would hold for some ciphers alone.
//   - Tickets are left to the configuration's ClientSessionCache, which all sessions should share, or have none of.
package secure

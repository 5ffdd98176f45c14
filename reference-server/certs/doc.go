// Package certs serves a certificate from files that may be replaced while the
// server runs.
//
// # Design
//
// A [Pair] hands out the certificate that it has read last. At a handshake, and at
// most once a second, it looks whether its files are still the same: by what they
// are, their size and the time of their last change. Connections that are open keep
// the certificate of their handshake.
//
// # Decisions
//
//   - The files are looked at, not watched. A watcher loses sight of a file that is
//     replaced by renaming, or through a link, which is how certificates are
//     replaced; and where nobody connects nothing has to be known.
//   - Two files cannot be replaced at once. While they do not fit, or one of them is
//     half written, the old pair stays, and they are read again until they fit.
//   - A client that resumes a TLS session sees no certificate, neither old nor new.
//     Its ticket is good for a week at most, and is one of this process.
package certs

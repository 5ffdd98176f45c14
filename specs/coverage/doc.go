// Package coverage says what the catalogue covers: every way in which event
// streams are known to go wrong in production, and every sentence of the Standard
// that a server can break, each with the Requirements that judge it or the
// reason why none does.
//
// A Concern is not a Requirement. One Concern may need several Requirements (a
// field that is forged by LF, by CR, in a type or in an id), and one Requirement
// may answer several Concerns. The tables are data; a test holds them to the
// catalogue, and the catalogue's document shows them.
package coverage

// Package child runs a Contender in a process of its own, so that its memory,
// descriptors and processor time are its alone.
//
// # Design
//
// A program starts itself again with the arguments that [Role] makes of a name; its
// main hands such arguments to [Run], which listens on a free port of loopback and says
// where on standard output. Then every line on standard input asks for an
// answer of one line, and the end of standard input asks for the end: a child does
// not outlive its parent, whatever ends that one.
package child

package specs

// Snippet is a few lines to copy: what a fix looks like in one place. A Snippet
// that helps with several Requirements is returned by a function of its own, so
// that it is written once.
type Snippet struct {
	// For names where it goes: a program, a library, a language or a protocol.
	For string
	// Lang is the language of Code as a Markdown fence names it, such as "go".
	Lang string
	// Code is at most 12 lines of at most 76 columns. It does not end with a line
	// end. Go is indented by tabs of 4 columns, everything else by spaces.
	Code string
}

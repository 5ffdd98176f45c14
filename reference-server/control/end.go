package control

import "slices"

// End is how a stream ends.
type End string

// The ends of a stream.
const (
	// Complete ends the response in order: with the last chunk, or the flag
	// END_STREAM.
	Complete End = "complete"
	// FIN closes the connection in the middle of the response. What the client
	// sends then is answered with RST.
	FIN End = "fin"
	// RST resets the connection, or the stream of HTTP/2 and HTTP/3. What the kernel
	// has not sent is lost.
	RST End = "rst"
	// HalfClose sends the FIN of FIN but goes on to receive, until the client closes
	// its side too, or for a while.
	HalfClose End = "half-close"
	// Keep does not end the stream: it stays open and silent until the client leaves.
	Keep End = "keep"
)

// check wants one of those allowed.
func (e End) check(field string, allowed ...End) *refusal {
	if slices.Contains(allowed, e) {
		return nil
	}
	const most = 64
	p := bad(field, "%.*q is no end of a stream here", most, string(e))
	for i, end := range allowed {
		if i > 0 {
			p.Hint += ", "
		}
		p.Hint += string(end)
	}
	return p
}

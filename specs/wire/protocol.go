package wire

import "golang.org/x/net/http2"

// protocol turns the bytes of one connection into a response. It knows neither
// sockets nor time, so that a Transcript can be rebuilt offline; how the bytes
// are cut into reads changes nothing. http1 is one, http2Stream another: all
// versions of HTTP fill the same Transcript.
type protocol interface {
	// feed takes the next bytes and tells the sink what they hold.
	feed(p []byte, to sink)
	// state says how the response has ended by the bytes alone: EndOpen,
	// EndComplete, or EndMalformed or EndLimit with the reason.
	state() (EndKind, error)
	// closed says what it means that the connection ends here, if state is
	// EndOpen: EndComplete, or EndTruncated with the reason.
	closed() (EndKind, error)
}

// sink receives a response in the order of its bytes. What it is handed
// belongs to it, but for the bytes of body.
type sink interface {
	// interim receives the head of a 1xx response.
	interim(h *Head)
	// head receives the head of the final response and how its body is framed.
	head(h *Head, f Framing)
	// body receives bytes of the body; they are borrowed.
	body(p []byte)
	// chunk receives a chunk of the chunked coding, before its bytes.
	chunk(c HTTPChunk)
	// trailer receives the fields after the final chunk.
	trailer(fields []Field)
	// reset receives the code with which the target resets the stream.
	reset(code http2.ErrCode)
	// goAway receives what the target says of all streams of the connection.
	goAway(g GoAway)
	// problem receives what is wrong with the framing.
	problem(p Problem)
}

// Problem is a place where the bytes of a response break the grammar of HTTP
// and can be understood all the same.
type Problem struct {
	// Offset is the place among the raw bytes of the response: those of all
	// Chunks, joined.
	Offset int64
	// Message says what is wrong there.
	Message string
}

// maxProblems is how many problems of one kind of place (the head, the body)
// are kept. The first few tell everything; a response can hold millions.
const maxProblems = 100

func addProblem(list []Problem, p Problem) []Problem {
	if len(list) == maxProblems {
		return list
	}
	return append(list, p)
}

package http2

// Handler is one stream of a Conn: what the server sends on it. Its methods are called by Conn.Feed and
// Conn.Lost, and by Conn.Reset never. They may call any method of the Conn but Feed.
type Handler interface {
	// Head is called once, with the head of the final response. What h lends is valid until it returns.
	Head(h Head)
	// Data is called with content. It is valid until Data returns. Where one call ends says nothing.
	Data(p []byte)
	// End is called once, last: with nil if the server has ended the stream, with a *StreamError if it
	// was reset, with a *GoAwayError if the server did not process it, with a *ConnError if
	// the server broke a rule, and with what Lost was given.
	End(err error)
}

// stream is a stream that is open, or half closed by this side.
type stream struct {
	h    Handler
	body []byte // what is left to send of the request's content
	// length is the content that the response has announced and not sent yet, or -1.
	length int64
	id     uint32
	// sendWindow is what may be sent; less than 0 after the server has made its windows smaller.
	sendWindow int32
	// recvWindow is what the server may send, and owed what it may send once it is told.
	recvWindow, owed int32
	headed           bool // the final head has come
	headless         bool // content-length says nothing of this response: HEAD, 204, 304
	paused           bool
	gone             bool
}

// Package rawhttp writes what net/http would, on a connection of HTTP/1.x that was
// taken from it.
package rawhttp

import (
	"bytes"
	"net/http"
	"strconv"
	"time"
)

// Head returns the head of a response of HTTP/1.minor with status 200 and these
// headers, to which it adds the date. The response ends the connection, and unless it
// is chunked its body is what follows up to there.
// https://www.rfc-editor.org/rfc/rfc9112#section-9.6
func Head(h http.Header, minor int, chunked bool) []byte {
	h = h.Clone()
	h.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	h.Set("Connection", "close")
	if chunked {
		h.Set("Transfer-Encoding", "chunked")
	}
	var b bytes.Buffer
	b.WriteString("HTTP/1." + strconv.Itoa(minor) + " 200 OK\r\n")
	_ = h.Write(&b) // a buffer takes everything
	b.WriteString("\r\n")
	return b.Bytes()
}

// AppendChunk appends piece, which must not be empty, as a chunk of a chunked body.
// https://www.rfc-editor.org/rfc/rfc9112#section-7.1
func AppendChunk(dst, piece []byte) []byte {
	dst = strconv.AppendInt(dst, int64(len(piece)), 16)
	return append(append(append(dst, "\r\n"...), piece...), "\r\n"...)
}

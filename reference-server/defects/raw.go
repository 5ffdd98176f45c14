package defects

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// bare is a response as net/http does not send it: its head and the framing of
// its body are written by hand, what stands in the body is the right server's.
type bare struct {
	// head returns the head, the blank line at its end included.
	head func(fields string) string
	// piece returns what stands on the wire for a part of the body. nil is the
	// part itself.
	piece func(p []byte) []byte
	// end is what follows the body if the server ends it.
	end string
}

// chunkedHead writes the head of a chunked response.
func chunkedHead(fields string) string {
	return "HTTP/1.1 200 OK\r\n" + fields + "Transfer-Encoding: chunked\r\n\r\n"
}

// chunked writes a chunk.
func chunked(p []byte) []byte { return fmt.Appendf(nil, "%x\r\n%s\r\n", len(p), p) }

// onWire has streams sent as b says. Each takes its connection away from the
// http.Server and closes it in the end. Other versions than HTTP/1.1 have another
// framing, so there the streams are right.
func onWire(b bare) func() layer {
	return always(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !isStream(r) || r.Proto != "HTTP/1.1" {
				next.ServeHTTP(w, r)
				return
			}
			ctx, cancel := context.WithCancel(r.Context())
			defer cancel()
			out := &bareWriter{ResponseWriter: w, bare: b, left: cancel}
			defer out.close()
			next.ServeHTTP(out, r.WithContext(ctx))
			out.finish()
		})
	})
}

// bareWriter writes to the connection itself. A response of another status than
// 200 is left to net/http.
type bareWriter struct {
	http.ResponseWriter
	bare
	// left is called when the client has left: net/http does not look any more.
	left context.CancelFunc

	plain   bool
	conn    net.Conn      // nil until the head is written
	watched chan struct{} // closed by the goroutine that waits for the client to leave
	unsent  []byte
}

func (w *bareWriter) WriteHeader(status int) {
	if w.plain = status != http.StatusOK; w.plain {
		w.ResponseWriter.WriteHeader(status)
	}
}

func (w *bareWriter) Write(p []byte) (int, error) {
	if w.plain {
		return w.ResponseWriter.Write(p)
	}
	w.unsent = append(w.unsent, p...)
	return len(p), nil
}

// FlushError sends what there is, for http.ResponseController.
func (w *bareWriter) FlushError() error {
	if w.plain {
		return http.NewResponseController(w.ResponseWriter).Flush()
	}
	if err := w.open(); err != nil {
		return err
	}
	if len(w.unsent) == 0 {
		return nil
	}
	out := w.unsent
	if w.piece != nil {
		out = w.piece(out)
	}
	w.unsent = nil
	_, err := w.conn.Write(out)
	return err
}

// open takes the connection over and writes the head.
func (w *bareWriter) open() error {
	if w.conn != nil {
		return nil
	}
	var fields bytes.Buffer
	if err := w.Header().Write(&fields); err != nil {
		return err
	}
	conn, _, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return fmt.Errorf("take connection over: %w", err)
	}
	w.conn, w.watched = conn, make(chan struct{})
	go func() {
		defer close(w.watched)
		_, _ = io.Copy(io.Discard, conn) // until the client leaves, or close
		w.left()
	}()
	_, err = io.Copy(conn, strings.NewReader(w.head(fields.String())))
	return err
}

// SetWriteDeadline is for http.ResponseController.
func (w *bareWriter) SetWriteDeadline(t time.Time) error {
	if w.conn != nil {
		return w.conn.SetWriteDeadline(t)
	}
	return http.NewResponseController(w.ResponseWriter).SetWriteDeadline(t)
}

// finish ends the body in order.
func (w *bareWriter) finish() {
	if w.conn != nil {
		_, _ = io.WriteString(w.conn, w.end) // the client may have left
	}
}

func (w *bareWriter) close() {
	if w.conn != nil {
		_ = w.conn.Close()
		<-w.watched
	}
}

package publish

import (
	"errors"
	"io"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// lateBody is a body whose text is made when it is first read, which is when the
// request is written: a wait for a connection comes before.
type lateBody struct {
	render func(sentUnix int64) (string, error)
	rest   *strings.Reader
	sent   atomic.Pointer[time.Time] // read after the exchange, which may have been given up
}

func (b *lateBody) Read(p []byte) (int, error) {
	if b.rest == nil {
		now := time.Now()
		text, err := b.render(now.UnixNano())
		if err != nil {
			return 0, err
		}
		b.rest = strings.NewReader(text)
		b.sent.Store(&now)
	}
	return b.rest.Read(p)
}

// plainError returns the cause without the URL, which may hold a secret.
func plainError(err error) string {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	if isTimeout(err) {
		return "no answer in time"
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "the connection was closed before there was an answer"
	}
	return err.Error()
}

package clock

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// Peer is a server that tells its clock, as the reference server does: a GET of URL is
// answered by {"received":n,"sent":n}, in nanoseconds since 1970.
type Peer struct {
	// Client makes the requests. It should keep its connections: a handshake is not
	// counted, but the first exchange on a connection takes longer than others.
	Client *http.Client
	// URL is that of /control/time.
	URL string
	// Header is sent along, and may be nil.
	Header http.Header
}

// maxAnswer bounds an answer, in bytes.
const maxAnswer = 64 << 10

// Ask makes one exchange. Its errors name the URL, without a password.
func (p Peer) Ask(ctx context.Context) (Sample, error) {
	var asked, answered atomic.Int64
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn:              func(httptrace.GotConnInfo) { asked.Store(time.Now().UnixNano()) },
		GotFirstResponseByte: func() { answered.Store(time.Now().UnixNano()) },
	})
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL, http.NoBody)
	if err != nil {
		return Sample{}, fmt.Errorf("ask for the time: %w", err)
	}
	maps.Copy(req.Header, p.Header)
	stamps, err := p.do(req)
	if err != nil {
		return Sample{}, fmt.Errorf("ask %s for the time: %w", req.URL.Redacted(), err)
	}
	return Sample{
		AskedUnix: asked.Load(), ReceivedUnix: *stamps.Received,
		SentUnix: *stamps.Sent, AnsweredUnix: answered.Load(),
	}, nil
}

// answer is the body of an answer.
type answer struct{ Received, Sent *int64 }

// do makes a request, and reads its answer to the end, so that the connection can be
// used again.
func (p Peer) do(req *http.Request) (answer, error) {
	var a answer
	resp, err := p.Client.Do(req)
	if err != nil {
		return a, errors.Unwrap(err) // which has the URL again
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return a, fmt.Errorf("the answer is %s", resp.Status)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return a, fmt.Errorf("read the answer: %w", err)
	}
	if a.Received == nil || a.Sent == nil {
		return a, errors.New(`read the answer: want {"received":n,"sent":n}`)
	}
	return a, nil
}

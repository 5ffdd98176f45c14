package specs

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// maxHookHead bounds the response head of a publish hook, in bytes.
const maxHookHead = 64 << 10

// hookClient returns the client for h. Neither an endless head nor a small
// answer that unpacks to a large one can take its memory.
func hookClient(h HTTPHook) *http.Client {
	return &http.Client{
		Timeout: h.Timeout,
		Transport: &http.Transport{
			TLSClientConfig: h.TLS, Proxy: http.ProxyFromEnvironment,
			MaxIdleConnsPerHost: 8, IdleConnTimeout: 10 * time.Second,
			MaxResponseHeaderBytes: maxHookHead, DisableCompression: true,
		},
	}
}

// CloseIdleConnections closes the connections that no publication uses.
func (h *httpPublisher) CloseIdleConnections() { h.client.CloseIdleConnections() }

// hookFault says in words why a hook has given no answer.
func hookFault(err error) string {
	timedOut := errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || os.IsTimeout(err)
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	text := err.Error()
	switch {
	case timedOut:
		return "no answer in time"
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection was closed before there was an answer"
	case strings.Contains(text, "server response headers exceeded"):
		return "the head of the answer is longer than 64 KiB"
	case strings.Contains(text, "malformed HTTP"):
		return "what answers does not speak HTTP: " + clip(strings.TrimPrefix(text, "net/http: HTTP/1.x transport connection broken: "))
	}
	for _, prefix := range []string{"net/http: ", "http: "} {
		text = strings.TrimPrefix(text, prefix)
	}
	return clip(text)
}

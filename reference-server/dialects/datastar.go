package dialects

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// The types of the events that Datastar knows.
const (
	patchElements = "datastar-patch-elements"
	patchSignals  = "datastar-patch-signals"
)

// patchTime is the time between two patches.
const patchTime = 20 * time.Millisecond

// datastar patches the page of the client: signals first, then elements in some
// of the ways there are. The end of the response says that it has finished.
// https://data-star.dev/reference/sse_events
func datastar() Dialect {
	return Dialect{
		Name: "datastar", Path: "/datastar/feed", Query: "datastar=%7B%22name%22%3A%22reader%22%7D", Method: http.MethodGet,
		Header:  []string{"Datastar-Request: true"},
		handler: func(refserver.Config) http.Handler { return http.HandlerFunc(patch) },
	}
}

// patch answers with patches for the signals of the request, compressed for a
// client that accepts gzip.
func patch(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "use GET", http.StatusMethodNotAllowed)
		return
	}
	var signals struct {
		Name string `json:"name"`
	}
	if query := r.URL.Query(); query.Has("datastar") {
		if err := json.Unmarshal([]byte(query.Get("datastar")), &signals); err != nil {
			http.Error(w, fmt.Sprintf("parse signals: %v", err), http.StatusBadRequest)
			return
		}
	}
	if r.Method == http.MethodHead {
		describeStream(w.Header())
		return
	}
	w.Header().Set("Vary", "Accept-Encoding")
	if acceptsGzip(r) {
		w.Header().Set("Content-Encoding", "gzip")
		coded := &gzipWriter{w, gzip.NewWriter(w)}
		defer func() { _ = coded.z.Close() }() // when it cannot be sent, there is no one to tell
		w = coded
	}
	if out, ok := begin(w, r); ok {
		out.sendPatches(signals.Name)
	}
}

func (s *stream) sendPatches(name string) {
	for _, event := range [][]string{
		{patchSignals, "onlyIfMissing true", fmt.Sprintf("signals {\"name\":%q,\"read\":0}", name)},
		{patchElements, `elements <ol id="feed"></ol>`},
		{patchElements, "selector #feed", "mode append", "elements <li>", "elements   one", "elements </li>"},
		{patchElements, "selector #feed", "mode append", "useViewTransition true", "elements <li>two</li>"},
		{patchSignals, "signals {", `signals   "read": 2`, "signals }"},
		{patchElements, "selector #spinner", "mode remove"},
	} {
		if !s.sendTyped(event[0], strings.Join(event[1:], "\n")) || !s.wait(patchTime) {
			return
		}
	}
}

// acceptsGzip reports whether r names gzip, with a weight that is not 0.
func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, weighed := strings.Cut(part, ";")
		if strings.TrimSpace(name) == "gzip" && (!weighed || strings.Trim(weight, " q=0.") != "") {
			return true
		}
	}
	return false
}

// gzipWriter compresses what is written. A flush ends a block, so that the client
// can read all that was written.
type gzipWriter struct {
	http.ResponseWriter
	z *gzip.Writer
}

func (w *gzipWriter) Write(p []byte) (int, error) { return w.z.Write(p) }

// FlushError sends what there is, for http.ResponseController.
func (w *gzipWriter) FlushError() error {
	if err := w.z.Flush(); err != nil {
		return err
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

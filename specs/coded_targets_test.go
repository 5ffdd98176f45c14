package specs

import (
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"github.com/ssegauge/ssegauge/report"
)

// encoder is a compressor that can send what it has so far.
type encoder interface {
	io.Writer
	Flush() error
}

func newEncoder(coding string, w io.Writer) encoder {
	switch coding {
	case "gzip":
		return gzip.NewWriter(w)
	case "br":
		return brotli.NewWriter(w)
	case "deflate":
		return zlib.NewWriter(w)
	case "zstd":
		z, _ := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1)) // in this goroutine
		return z
	}
	return nil
}

// codes has the streams of next compressed by whatever is offered, and flushed
// after each event unless they are held.
func codes(next http.Handler, held bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		coding := r.Header.Get("Accept-Encoding")
		if z := newEncoder(coding, w); z != nil && r.URL.Path == "/events" && r.Method == http.MethodGet {
			w.Header().Set("Content-Encoding", coding)
			w.Header().Set("Vary", "Accept-Encoding")
			w = codedWriter{w, z, held}
		}
		next.ServeHTTP(w, r)
	})
}

type codedWriter struct {
	http.ResponseWriter
	z    encoder
	held bool
}

func (w codedWriter) Write(p []byte) (int, error) { return w.z.Write(p) }

func (w codedWriter) FlushError() error {
	if !w.held {
		if err := w.z.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// compressionVerdicts returns the verdict of each Requirement of the chapter.
func compressionVerdicts(t *testing.T, serve http.Handler) map[string][]string {
	t.Helper()
	server := httptest.NewServer(serve)
	defer server.Close()
	cfg, err := configFor(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Labels = "chapter:compression"
	run, err := Check(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	verdicts := map[string][]string{}
	for _, r := range run.Results {
		if r.Verdict != report.Pass {
			t.Logf("%s: %s %s %+v", r.Requirement, r.Verdict, r.Reason, r.Findings)
		}
		verdicts[r.Verdict.String()] = append(verdicts[r.Verdict.String()], r.Requirement)
	}
	return verdicts
}

// storableHub lets caches store, so that Vary matters.
func storableHub() *hub {
	h := newHub()
	h.head = func(head http.Header) {
		goodHead(head)
		head.Set("Cache-Control", "no-cache, no-transform")
	}
	return h
}

// A server that compresses rightly keeps all there is, in each of the codings.
func TestRightCompressionPasses(t *testing.T) {
	got := compressionVerdicts(t, codes(storableHub(), false))
	if len(got["pass"]) != len(compressionRequirements()) {
		t.Errorf("got %v, want all to pass", got)
	}
}

// Every compressor holds back what it is not told to flush.
func TestHeldCompressionIsSeen(t *testing.T) {
	got := compressionVerdicts(t, codes(storableHub(), true))
	if want := []string{"compression-event-flushed"}; !slices.Equal(got["fail"], want) || len(got["warn"]) > 0 {
		t.Errorf("got %v, want %v to fail", got, want)
	}
}

// Who sends no head before an event is not taken for one who compresses.
func TestALateHeadIsNoCompression(t *testing.T) {
	h := newHub()
	h.lateHead = true
	if got := compressionVerdicts(t, h); len(got["skip"]) != len(compressionRequirements()) {
		t.Errorf("got %v, want nothing to apply", got)
	}
}

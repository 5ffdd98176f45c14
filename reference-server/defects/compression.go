package defects

import (
	"bytes"
	"compress/gzip"
	"math"
	"net/http"
	"strings"
)

// compressionDefects compress streams by gzip where that is offered, and err in
// it.
func compressionDefects() []Defect {
	return []Defect{
		{
			Name: "gzip-for-brotli", Sentence: "A stream is compressed by gzip where only br is offered.",
			Breaks: []string{"compression-offered-only"},
			layer:  compressing(compressor{offered: "br"}),
		},
		{
			Name: "gzip-named-only", Sentence: "Where gzip is offered, Content-Encoding names it, and the body is text.",
			Breaks: []string{"compression-decodable"},
			layer:  compressing(compressor{offered: "gzip", text: math.MaxInt}),
		},
		{
			Name: "gzip-after-text", Sentence: "A compressed stream begins with text that is not compressed.",
			Breaks: []string{"compression-decodable"},
			layer:  compressing(compressor{offered: "gzip", text: 1}),
		},
		{
			Name: "gzip-unflushed", Sentence: "The compressor is not flushed after an event.",
			Breaks: []string{"compression-event-flushed"},
			layer:  compressing(compressor{offered: "gzip", flush: flushNever}),
		},
		{
			Name: "gzip-one-behind", Sentence: "The compressor is flushed before an event and not after it.",
			Breaks: []string{"compression-not-behind"},
			layer:  compressing(compressor{offered: "gzip", flush: flushBefore}),
		},
		{
			Name: "gzip-lossy", Sentence: "Of a compressed stream, one event in four is lost.",
			Breaks: []string{"compression-same-events"},
			layer:  compressing(compressor{offered: "gzip", lossy: true}),
		},
		{
			Name: "gzip-no-vary", Sentence: "A compressed stream may be stored and has no Vary.",
			Breaks: []string{"compression-vary"},
			layer: compressing(compressor{offered: "gzip", head: func(h http.Header) {
				h.Set("Cache-Control", "no-cache, no-transform")
				h.Del("Vary")
			}}),
		},
	}
}

// flushing says when the compressor is flushed.
type flushing int

const (
	flushAfter flushing = iota
	flushBefore
	flushNever
)

// compressor says how streams are compressed. Its zero value lacks nothing but
// the coding that has to be offered.
type compressor struct {
	offered string
	head    func(http.Header) // changes the head further, if it is set
	flush   flushing
	text    int // how many writes at the beginning are not compressed
	lossy   bool
}

// compressing compresses every stream that offers the coding, which is each where
// none is named.
func compressing(c compressor) func() layer {
	return always(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if isStream(r) && strings.Contains(r.Header.Get("Accept-Encoding"), c.offered) {
				w = c.writer(w)
			}
			next.ServeHTTP(w, r)
		})
	})
}

func (c compressor) writer(w http.ResponseWriter) *compressWriter {
	w = &headWriter{ResponseWriter: w, change: func(h http.Header) {
		h.Set("Content-Encoding", "gzip")
		h.Add("Vary", "Accept-Encoding")
		if c.head != nil {
			c.head(h)
		}
	}}
	return &compressWriter{ResponseWriter: w, compressor: c, z: gzip.NewWriter(w)}
}

// compressWriter compresses what is written with status 200.
type compressWriter struct {
	http.ResponseWriter
	compressor
	z      *gzip.Writer
	writes int
	events int
}

func (w *compressWriter) WriteHeader(status int) {
	if status != http.StatusOK {
		w.text = math.MaxInt
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *compressWriter) Write(p []byte) (int, error) {
	w.writes++
	if bytes.Contains(p, []byte("data:")) {
		w.events++
		if w.lossy && w.events%4 == 2 {
			return len(p), nil
		}
	}
	switch {
	case w.writes <= w.text:
		return w.ResponseWriter.Write(p)
	case w.flush == flushBefore:
		if err := w.z.Flush(); err != nil {
			return 0, err
		}
	}
	return w.z.Write(p)
}

// FlushError sends what there is, for http.ResponseController.
func (w *compressWriter) FlushError() error {
	if w.flush == flushAfter && w.writes > w.text {
		if err := w.z.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap leads http.ResponseController to what w does not do itself.
func (w *compressWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

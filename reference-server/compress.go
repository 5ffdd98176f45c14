package refserver

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/coding"
)

// validateCompress wants codings that can be done, each once.
func validateCompress(codings []string) error {
	for i, name := range codings {
		if !slices.Contains(coding.Names(), name) {
			return fmt.Errorf("%s: %q is none of %s", "Compress", name, strings.Join(coding.Names(), ", "))
		}
		if slices.Contains(codings[:i], name) {
			return fmt.Errorf("%s: %s is there twice", "Compress", name)
		}
	}
	return nil
}

// compressing returns next with its event streams coded as their requests offer.
// Whatever next does to the text of a stream, it sees it before it is coded.
func (s *Server) compressing(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Encoding")
		name, _ := coding.Choose(r.Header.Values("Accept-Encoding"), s.config.Compress)
		if name == "" {
			next.ServeHTTP(w, r)
			return
		}
		out := &codedWriter{
			ResponseWriter: w, control: http.NewResponseController(w),
			coding: name, headOnly: r.Method == http.MethodHead,
		}
		next.ServeHTTP(out, r)
		if err := out.end(s.config.WriteTimeout); err != nil {
			s.config.Logger.Debug("stream not ended", "remote", r.RemoteAddr, "cause", err)
			panic(http.ErrAbortHandler) // the response must not look complete
		}
	})
}

// refuseCoding refuses a request that takes a stream in none of the codings that
// there are, nor without one.
// https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
func (s *Server) refuseCoding(r *http.Request) *problem {
	if len(s.config.Compress) == 0 {
		return nil // one that cannot be negotiated is sent as it is
	}
	if _, ok := coding.Choose(r.Header.Values("Accept-Encoding"), s.config.Compress); ok {
		return nil
	}
	return &problem{
		status:  http.StatusNotAcceptable,
		Message: "Accept-Encoding: excludes every coding that streams have",
		Field:   "Accept-Encoding",
		Hint:    "send Accept-Encoding: " + strings.Join(s.config.Compress, ", ") + ", or none",
	}
}

// codedWriter codes the body if it turns out to be an event stream. It cannot be
// hijacked, and http.ResponseController finds nothing underneath: what is written
// there would be out of place.
type codedWriter struct {
	http.ResponseWriter
	control  *http.ResponseController
	coding   string
	headOnly bool
	wrote    bool           // the head
	encoder  coding.Encoder // nil where the body is not coded
}

// WriteHeader implements http.ResponseWriter.
func (w *codedWriter) WriteHeader(status int) {
	if !w.wrote && status >= http.StatusOK {
		w.wrote = true
		w.begin(status)
	}
	w.ResponseWriter.WriteHeader(status)
}

// begin decides about the body.
func (w *codedWriter) begin(status int) {
	h := w.Header()
	media, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	if status != http.StatusOK || media != mediaType || h.Get("Content-Encoding") != "" {
		return
	}
	h.Set("Content-Encoding", w.coding)
	h.Del("Content-Length")
	if w.headOnly {
		return
	}
	encoder, err := coding.NewEncoder(w.coding, w.ResponseWriter)
	if err != nil {
		panic(fmt.Sprintf("configured coding: %v", err))
	}
	w.encoder = encoder
}

// Write implements http.ResponseWriter.
func (w *codedWriter) Write(p []byte) (int, error) {
	if !w.wrote {
		w.WriteHeader(http.StatusOK)
	}
	if w.encoder == nil {
		return w.ResponseWriter.Write(p)
	}
	return w.encoder.Write(p)
}

// FlushError flushes from the inside out: the encoder, then the response.
func (w *codedWriter) FlushError() error {
	if !w.wrote {
		w.WriteHeader(http.StatusOK)
	}
	if w.encoder != nil {
		if err := w.encoder.Flush(); err != nil {
			return err
		}
	}
	return w.control.Flush()
}

// SetReadDeadline is for http.ResponseController.
func (w *codedWriter) SetReadDeadline(at time.Time) error { return w.control.SetReadDeadline(at) }

// SetWriteDeadline is for http.ResponseController.
func (w *codedWriter) SetWriteDeadline(at time.Time) error { return w.control.SetWriteDeadline(at) }

// end ends the coding of a complete body.
func (w *codedWriter) end(timeout time.Duration) error {
	if !w.wrote {
		w.WriteHeader(http.StatusOK)
	}
	if w.encoder == nil {
		return nil
	}
	err := errors.Join(
		w.control.SetWriteDeadline(time.Now().Add(timeout)),
		w.encoder.Close(),
		w.control.Flush(),
		w.control.SetWriteDeadline(time.Time{}),
	)
	if err != nil {
		return fmt.Errorf("end %s: %w", w.coding, err)
	}
	return nil
}

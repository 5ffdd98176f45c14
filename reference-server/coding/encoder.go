package coding

import (
	"fmt"
	"io"
)

// Encoder writes one body in a coding. It belongs to one goroutine. After an error
// it is of no further use.
type Encoder interface {
	io.Writer
	// Flush writes what a reader needs to decode everything written so far.
	Flush() error
	// Close flushes and ends the coding, so that the reader knows that the body is
	// complete. It does not close the writer underneath.
	Close() error
}

// Names returns the codings that can be done, by their names in Accept-Encoding.
func Names() []string { return []string{"gzip", "zstd"} }

// NewEncoder returns the encoder of a coding, one of Names, that writes to w.
func NewEncoder(name string, w io.Writer) (Encoder, error) {
	switch name {
	case "gzip":
		return &gzipEncoder{w: w}, nil
	case "zstd":
		return newZstd(w)
	}
	return nil, fmt.Errorf("encode %s: no such coding", name)
}

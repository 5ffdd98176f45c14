package coding

import (
	"fmt"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// unbrotli decodes RFC 7932.
func unbrotli(f *feeder, text *collector) error { return drain(brotli.NewReader(f), f, text) }

// unzstd decodes RFC 8878, with the window that RFC 9659 allows.
func unzstd(f *feeder, text *collector) error {
	r, err := zstd.NewReader(f,
		zstd.WithDecoderConcurrency(1), // in this goroutine, and so no further than asked
		zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(2*MaxBytes), zstd.WithDecoderMaxWindow(MaxBytes))
	if err != nil {
		return fmt.Errorf("make decoder: %w", err)
	}
	defer r.Close()
	return drain(r, f, text)
}

// drain reads r, which reads f.
func drain(r io.Reader, f *feeder, text *collector) error {
	buffer := make([]byte, 32<<10)
	for idle := 0; ; idle++ {
		n, err := r.Read(buffer)
		if limit := text.add(f.at(), buffer[:n]); limit != nil {
			return limit
		}
		if err != nil {
			return err
		}
		if n > 0 {
			idle = 0
		}
		if idle > 100 {
			return io.ErrNoProgress
		}
	}
}

package coding

import (
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

// windowBytes is how far back a zstd frame refers.
const windowBytes = 8 << 10

// newZstd returns an encoder that writes one frame, in the goroutine of its caller.
// https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1
func newZstd(w io.Writer) (Encoder, error) {
	e, err := zstd.NewWriter(w,
		zstd.WithEncoderLevel(zstd.SpeedFastest),
		zstd.WithEncoderConcurrency(1),
		zstd.WithWindowSize(windowBytes),
		zstd.WithLowerEncoderMem(true),
		zstd.WithEncoderCRC(false),
	)
	if err != nil {
		return nil, fmt.Errorf("encode zstd: %w", err)
	}
	return e, nil
}

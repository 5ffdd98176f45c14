package measure

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/HdrHistogram/hdrhistogram-go"
)

const (
	// maxText is more than both parts take with a different count in every bucket.
	maxText = 1 << 20
	// maxTotal keeps ranks exact as float64 and sums of many Distributions in range.
	maxTotal = 1 << 53
)

// MarshalText writes the Distribution without loss: its histogram in the HdrHistogram V2
// format, compressed, in base64. With negative durations a comma and a histogram of their
// magnitudes follow, with clamped ones a second comma and their number. An empty Distribution
// is an empty text.
func (d *Distribution) MarshalText() ([]byte, error) {
	positive, err := encode(d.positive)
	if err != nil {
		return nil, err
	}
	negative, err := encode(d.negative)
	if err != nil {
		return nil, err
	}
	text := positive
	if negative != "" || d.clamped != 0 {
		text += "," + negative
	}
	if d.clamped != 0 {
		text += "," + strconv.FormatInt(d.clamped, 10)
	}
	return []byte(text), nil
}

func encode(h *hdrhistogram.Histogram) (string, error) {
	if total(h) == 0 {
		return "", nil
	}
	text, err := h.Encode(hdrhistogram.V2CompressedEncodingCookieBase)
	if err != nil {
		return "", fmt.Errorf("encode histogram: %w", err)
	}
	return string(text), nil
}

// UnmarshalText reads what MarshalText wrote, in place of what the Distribution held. It
// refuses texts of more than 1 MiB, histograms of another range or precision, and counts past
// 2^53.
func (d *Distribution) UnmarshalText(text []byte) error {
	if len(text) > maxText {
		return fmt.Errorf("decode distribution: %d bytes, want at most %d", len(text), maxText)
	}
	parts := strings.Split(string(text), ",")
	if len(parts) > 3 {
		return fmt.Errorf("decode distribution: %d parts, want at most 3", len(parts))
	}
	parts = append(parts, "", "")
	var read Distribution
	var err error
	if read.positive, err = decode(parts[0]); err != nil {
		return fmt.Errorf("decode distribution: %w", err)
	}
	if read.negative, err = decode(parts[1]); err != nil {
		return fmt.Errorf("decode negative part of distribution: %w", err)
	}
	if parts[2] != "" {
		read.clamped, err = strconv.ParseInt(parts[2], 10, 64)
		if err != nil || read.clamped < 1 || read.clamped > read.Count() {
			return fmt.Errorf("decode distribution: %q clamped of %d", parts[2], read.Count())
		}
	}
	*d = read
	return nil
}

func decode(text string) (*hdrhistogram.Histogram, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // an empty part is a histogram that nobody needed
	}
	read, err := hdrhistogram.Decode([]byte(text))
	if err != nil {
		return nil, err
	}
	if read.LowestTrackableValue() != 1 || read.HighestTrackableValue() != maxMicros ||
		read.SignificantFigures() != significantDigits {
		return nil, errors.New("histogram of another range or precision")
	}
	if n := read.TotalCount(); n < 1 || n > maxTotal {
		return nil, fmt.Errorf("%d values, want 1 to %d", n, int64(maxTotal))
	}
	own := newHistogram() // without the tag and the ratio that a text can bring
	own.Merge(read)
	return own, nil
}

package eventstream_test

import (
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// split cuts stream into chunks of the given lengths; what is left is the last.
func split(stream, lengths []byte) [][]byte {
	var chunks [][]byte
	for _, n := range lengths {
		n := min(int(n), len(stream))
		chunks, stream = append(chunks, stream[:n]), stream[n:]
	}
	return append(chunks, stream)
}

// FuzzSplit holds Decoder and Framer to the law that how a stream is cut into
// chunks changes nothing: events, places, state, error and frames.
func FuzzSplit(f *testing.F) {
	for _, stream := range []string{
		"data: a\r\n\r\ndata: b\r\rid: 1\n\rdata: c\n\n",
		"\uFEFFid: é€𝄞\nevent: \xF0\x9F\x92\xA9\ndata: \xE2\x82\n\n",
		": 0123456789\n0123456789\ndata: 0123456789\r\n\n",
		"data: 01\ndata: 23\ndata: 45\n\ndata\n\n",
		"data: a\nid: 0123456789\n\ndata: b\n\n",
		"id: 1\x00\nid: 2\n\nretry: 10\nretry: 20",
		"a\r\nb\r\nc\r\n\r\n\r\r\n\n",
	} {
		for _, lengths := range []string{"", "\x01", "\x03\x02\x00\x01", "\x08\x01\x00\x00\x01\x01\x01\x01", "\x14\x05"} {
			f.Add([]byte(stream), []byte(lengths), uint8(0), uint8(0), uint8(0))
			f.Add([]byte(stream), []byte(lengths), uint8(12), uint8(0), uint8(0))
			f.Add([]byte(stream), []byte(lengths), uint8(0), uint8(5), uint8(3))
			f.Add([]byte(stream), []byte(lengths), uint8(20), uint8(200), uint8(0))
		}
	}
	f.Fuzz(func(t *testing.T, stream, lengths []byte, maxLine, maxEvent, maxID uint8) {
		o := eventstream.Options{LastEventID: "seed", MaxLineBytes: int(maxLine), MaxEventBytes: int(maxEvent), MaxIDBytes: int(maxID)}
		chunks := split(stream, lengths)
		if diff := compare(decode(t, o, stream), decode(t, o, chunks...)); diff != "" {
			t.Errorf("events of %q in %q (-whole +split):\n%s", stream, chunks, diff)
		}
		whole := cutFrames(t, o, stream)
		requireFrameLaws(t, stream, whole)
		if diff := compare(whole, cutFrames(t, o, chunks...)); diff != "" {
			t.Errorf("frames of %q in %q (-whole +split):\n%s", stream, chunks, diff)
		}
	})
}

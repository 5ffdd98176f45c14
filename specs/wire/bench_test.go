package wire

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkBuilder feeds a chunked stream of typical events in reads of
// several sizes. Its speed must not depend on how much came before.
func BenchmarkBuilder(b *testing.B) {
	event := "id: 1234\nevent: price\ndata: {\"symbol\":\"ABC\",\"bid\":101.25,\"ask\":101.27,\"time\":\"2026-01-02T03:04:05Z\"}\n\n"
	coded := fmt.Sprintf("%x\r\n%s\r\n", len(event), event)
	for _, events := range []int{1_000, 10_000} {
		for _, size := range []int{len(coded), 4096} {
			b.Run(fmt.Sprintf("%d events in reads of %d", events, size), func(b *testing.B) {
				text := []byte(chunkedHead + strings.Repeat(coded, events) + "0\r\n\r\n")
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					builder := newBuilder(&Transcript{})
					for rest := text; len(rest) > 0; {
						n := min(size, len(rest))
						builder.feed(Chunk{Bytes: rest[:n]})
						rest = rest[n:]
					}
					if kind, err := builder.state(); kind != EndComplete || len(builder.t.Events) != events {
						b.Fatal(kind, err, len(builder.t.Events))
					}
				}
			})
		}
	}
}

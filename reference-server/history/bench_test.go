package history

import (
	"fmt"
	"strings"
	"testing"
)

func BenchmarkAppend(b *testing.B) {
	for _, cursors := range []int{0, 100, 10_000} {
		b.Run(fmt.Sprintf("cursors=%d", cursors), func(b *testing.B) {
			limits := roomy()
			limits.Count = 10_000
			log := New(limits, 1)
			defer log.Close()
			for range cursors {
				cursor, _ := log.Open([]string{"t"}, "", nil)
				defer cursor.Close()
			}
			event := Event{Topic: "t", Type: "tick", Data: strings.Repeat("x", 80)}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := log.Append(event); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkReplay(b *testing.B) {
	const events = 10_000
	for _, topics := range []int{1, 4, 16} {
		b.Run(fmt.Sprintf("topics=%d", topics), func(b *testing.B) {
			log := New(roomy(), 1)
			defer log.Close()
			var names []string
			for i := range topics {
				names = append(names, fmt.Sprintf("t%d", i))
			}
			for i := range events {
				if _, err := log.Append(Event{Topic: names[i%topics], Data: strings.Repeat("x", 80)}); err != nil {
					b.Fatal(err)
				}
			}
			b.SetBytes(log.Stats().Bytes)
			b.ReportAllocs()
			var batch []*Entry
			for b.Loop() {
				replay(b, log, names, batch)
			}
		})
	}
}

func replay(b *testing.B, log *Log, topics []string, batch []*Entry) {
	b.Helper()
	cursor, _ := log.Open(topics, "0", nil)
	defer cursor.Close()
	for {
		var err error
		if batch, err = cursor.Next(batch[:0]); err != nil {
			b.Fatal(err)
		}
		if len(batch) == 0 {
			return
		}
	}
}

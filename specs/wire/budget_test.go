package wire

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// liveBytes returns the bytes that are in use.
func liveBytes() int64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// A Transcript must not take more memory than the Budget counts for it, or a
// hostile response fills the memory of this machine.
func TestBudgetCoversTranscripts(t *testing.T) {
	const chunked = "Transfer-Encoding: chunked\r\n"
	x1000, high := strings.Repeat("x", 1000), strings.Repeat("\xff", 1000)
	tests := []struct{ name, field, repeat string }{
		{"blank lines", "", "\n"},
		{"blank lines of CRs", "", "\r"},
		{"blank lines of CRLFs", "", "\r\n"},
		{"comments", "", ":\n"},
		{"tiny fields", "", "a\n"},
		{"tiny events", "", "data\n\n"},
		{"tiny events with values", "", "data:a\n\n"},
		{"events of CRLFs", "", "data: a\r\n\r\n"},
		{"events of two lines", "", "data:a\ndata:b\n\n"},
		{"events with ids and types", "", "id:a\nevent:b\ndata:c\n\n"},
		{"long events", "", "data:" + x1000 + "\n\n"},
		{"long lines", "", "data:" + x1000 + x1000 + x1000 + "\n"},
		{"long events of two lines", "", "data:" + x1000 + "\ndata:" + x1000 + "\n\n"},
		{"long comments", "", ":" + x1000 + "\n"},
		{"long types", "", "event:" + x1000 + "\ndata\n\n"},
		{"long ids", "", "id:" + x1000 + "\ndata\n\n"},
		{"long broken UTF-8", "", "data:" + high + "\n\n"},
		{"broken UTF-8", "", "data:\xff\n\n"},
		{"tiny chunks", chunked, "2\r\n:\n\r\n"},
		{"tiny chunks of LFs", chunked, "2\n:\n\n"},
		{"tiny chunks of line ends", chunked, "1\n\n\n"},
		{"chunks with extensions", chunked, "2;aaaaaaaa\n:\n\n"},
	}
	for _, tt := range tests {
		for _, size := range []int{16 << 10, 300} {
			t.Run(fmt.Sprintf("%s, %d bytes a read", tt.name, size), func(t *testing.T) {
				const most = 16 << 20
				body := strings.Repeat(tt.repeat, 2+size/len(tt.repeat))
				before, cost := liveBytes(), int64(0)
				tr := &Transcript{}
				b := newBuilder(tr)
				b.feed(Chunk{Bytes: []byte("HTTP/1.1 200 OK\r\n" + tt.field + "\r\n")})
				var buffer readBuffer
				for at := 0; cost < most; {
					chunk := buffer.take(copy(buffer.space(), body[at:at+size]))
					at = (at + len(chunk)) % len(tt.repeat)
					cost += costOf(chunk)
					b.feed(Chunk{Bytes: chunk})
				}
				if kind, err := b.state(); kind != EndOpen {
					t.Fatalf("the response ended: %v", err)
				}
				if live := liveBytes() - before; live > cost {
					t.Errorf("a Transcript of %d bytes takes %d, counted are %d", len(tr.Raw()), live, cost)
				} else {
					t.Logf("%d bytes take %d, counted are %d", len(tr.Raw()), live, cost)
				}
				runtime.KeepAlive(b)
			})
		}
	}
}

func TestBudgetIsShared(t *testing.T) {
	line := []byte(":\n")
	b := NewBudget(3 * int(costOf(line)))
	for range 3 {
		if err := b.spend(line); err != nil {
			t.Fatal(err)
		}
	}
	err := b.spend(line)
	if limit, ok := errors.AsType[*LimitError](err); !ok || limit.Limit != "Budget" {
		t.Errorf("got %v, want the budget to be spent", err)
	}
	if err := (*Budget)(nil).spend(line); err != nil {
		t.Errorf("no budget: got %v", err)
	}
}

// What is too much for the rest may be followed by what is not.
func TestBudgetRefusesWithoutTaking(t *testing.T) {
	b := NewBudget(int(costOf(make([]byte, 100))))
	if err := b.spend(make([]byte, 101)); err == nil {
		t.Error("got more than there is")
	}
	if err := b.spend(make([]byte, 100)); err != nil {
		t.Errorf("the whole budget: got %v", err)
	}
}

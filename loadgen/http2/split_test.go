package http2_test

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen/http2"
)

// events is what handlers hear, and what the Conn sends and returns; pieces of content that follow each other are one.
type events []string

func (e *events) add(id uint32, kind, text string) {
	prefix := fmt.Sprintf("%d %s ", id, kind)
	if n := len(*e); kind == "data" && n > 0 && len((*e)[n-1]) >= len(prefix) && (*e)[n-1][:len(prefix)] == prefix {
		(*e)[n-1] += text
		return
	}
	*e = append(*e, prefix+text)
}

// teller is a Handler that tells.
type teller struct {
	to *events
	id uint32
}

func (h *teller) Head(head http2.Head) {
	text := []string{strconv.Itoa(head.Status)}
	for name, value := range head.Fields() {
		text = append(text, fmt.Sprintf("%q=%q", name, value))
	}
	h.to.add(h.id, "head", strings.Join(text, " "))
}
func (h *teller) Data(p []byte) { h.to.add(h.id, "data", string(p)) }
func (h *teller) End(err error) { h.to.add(h.id, "end", fmt.Sprint(err)) }

// play feeds in, cut at the offsets, and returns what happens.
func play(in []byte, cuts []int) events {
	var all events
	var out bytes.Buffer
	o := strict()
	o.Pong = func(data uint64) { all.add(0, "pong", strconv.FormatUint(data, 10)) }
	c := http2.New(o, func(p []byte) { out.Write(p) })
	for id := uint32(1); id <= 5; id += 2 {
		if _, err := c.Open(&teller{to: &all, id: id}, ask("POST", "/", make([]byte, 30_000))); err != nil {
			panic(err)
		}
	}
	var err error
	from := 0
	for _, to := range append(slices.Clone(cuts), len(in)) {
		err = c.Feed(in[from:to])
		from = to
	}
	c.Lost(nil)
	all.add(0, "sent", out.String())
	all.add(0, "error", fmt.Sprint(err))
	return all
}

// everySplit checks that it does not matter where the bytes are cut.
func everySplit(t *testing.T, in []byte, at int) {
	t.Helper()
	want := play(in, nil)
	single := make([]int, len(in))
	for i := range single {
		single[i] = i
	}
	for _, cuts := range [][]int{single, {at}, {at / 2, at}} {
		if diff := cmp.Diff(want, play(in, cuts)); diff != "" {
			t.Fatalf("cut at %d: %s", cuts[:min(2, len(cuts))], diff)
		}
	}
}

// conversation is frames of all kinds.
func conversation() []byte {
	return bytes.Join([][]byte{
		fr(settings, 0, 0, set(3, 10), set(4, 40_000)), fr(settings, ack, 0), ok(3, "content-type", "text/event-stream"),
		fr(headers, padded, 1, []byte{1}, block(":status", "200"), []byte{0}), fr(continuation, endHeaders, 1, block("a", "b")),
		fr(data, padded, 1, []byte{4}, []byte("data: x\n\n"), make([]byte, 4)), fr(windowUpdate, 0, 0, u32(70_000)),
		fr(data, 0, 3, []byte("data: y\n\n")), fr(ping, 0, 0, []byte("12345678")), fr(ping, ack, 0, []byte("12345678")),
		fr(99, 0, 0, []byte("unknown")), fr(data, 0, 3, make([]byte, 9_000)), fr(rstStream, 0, 5, u32(8)), fr(data, 0, 5, []byte("late")),
		fr(headers, endHeaders|endStream, 3, block("trailer", "z")), fr(goAway, 0, 0, u32(1, 0), []byte("bye")), fr(data, endStream, 1, []byte("end")),
	}, nil)
}

func TestAnySplitIsTheSame(t *testing.T) {
	in := conversation()
	for at := range in {
		if at < 500 || at%97 == 0 {
			if diff := cmp.Diff(play(in, nil), play(in, []int{at})); diff != "" {
				t.Fatalf("cut at %d: %s", at, diff)
			}
		}
	}
	everySplit(t, in, len(in)/3)
	for _, tt := range breaks {
		in := bytes.Join(append([][]byte{fr(settings, 0, 0)}, tt.frames...), nil)
		everySplit(t, in, len(in)/2)
	}
}

func FuzzAnySplitIsTheSame(f *testing.F) {
	f.Add(conversation(), 9)
	for _, tt := range breaks {
		f.Add(bytes.Join(append([][]byte{fr(settings, 0, 0)}, tt.frames...), nil), 12)
	}
	for _, tt := range resets {
		f.Add(bytes.Join(append([][]byte{fr(settings, 0, 0)}, tt.frames...), nil), 12)
	}
	f.Fuzz(func(t *testing.T, in []byte, at int) {
		if at < 0 || at > len(in) || len(in) > 5_000 {
			return
		}
		everySplit(t, in, at)
	})
}

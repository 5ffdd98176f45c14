package history

import (
	"errors"
	"io"
	"testing"
)

func TestSucceed(t *testing.T) {
	old := New(Limits{Count: 10, Bytes: 1 << 20, Age: 1 << 40}, 1)
	reader, _ := old.Open([]string{"t"}, "", nil)
	defer reader.Close()
	for _, id := range []string{"", "word", ""} {
		if _, err := old.Append(Event{Topic: "t", ID: id, Data: "old"}); err != nil {
			t.Fatal(err)
		}
	}
	l := old.Succeed()
	if _, err := reader.Next(nil); !errors.Is(err, io.EOF) {
		t.Errorf("a reader of the old log got %v, want io.EOF", err)
	}
	if _, err := old.Append(Event{Topic: "t", Data: "late"}); !errors.Is(err, ErrClosed) {
		t.Errorf("the old log took an event: %v", err)
	}
	if got, err := l.Append(Event{Topic: "t", Data: "new"}); got != "4" || err != nil {
		t.Errorf("got the ID %q, %v, want 4", got, err)
	}
	tests := []struct {
		id     string
		want   Missed
		frames int
	}{{"3", Nothing, 1}, {"1", Evicted, 0}, {"word", Unknown, 0}, {"4", Nothing, 0}}
	for _, tt := range tests {
		c, start := l.Open([]string{"t"}, tt.id, nil)
		frames, err := c.Next(nil)
		c.Close()
		if start.Missed != tt.want || len(frames) != tt.frames || err != nil {
			t.Errorf("after %s: missed %q, %d frames, %v, want %q, %d", tt.id, start.Missed, len(frames), err, tt.want, tt.frames)
		}
	}
}

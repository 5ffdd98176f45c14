package history

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCursorFallsBehind(t *testing.T) {
	limits := roomy()
	limits.Count = 5
	tests := []struct {
		name  string
		topic string // on which 10 events follow the 2 that the cursor has not read
		want  error
	}{
		{"its own topic", "a", ErrBehind},
		{"another topic", "b", ErrBehind},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			log := New(limits, 1)
			defer log.Close()
			cursor, _ := log.Open([]string{"a"}, "", nil)
			defer cursor.Close()
			mustAppend(t, log, "a", "")
			mustAppend(t, log, "a", "")
			for range 10 {
				mustAppend(t, log, test.topic, "")
			}
			if batch, err := cursor.Next(nil); !errors.Is(err, test.want) || len(batch) > 0 {
				t.Errorf("got %d frames and error %v, want %v", len(batch), err, test.want)
			}
		})
	}
}

func TestQuietTopicIsNotOvertaken(t *testing.T) {
	limits := roomy()
	limits.Count = 5
	log := New(limits, 1)
	defer log.Close()
	cursor, _ := log.Open([]string{"quiet", "empty"}, "", nil)
	defer cursor.Close()
	mustAppend(t, log, "quiet", "")
	want := readIDs(t, cursor)
	for range 100 {
		mustAppend(t, log, "busy", "")
	}
	if got := readIDs(t, cursor); got != nil {
		t.Errorf("read %v of another topic", got)
	}
	want = append(want, mustAppend(t, log, "quiet", ""))
	got := append([]string{"1"}, readIDs(t, cursor)...)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
}

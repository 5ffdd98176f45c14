package history

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// model is what a Log with a limit in number means, written without thought of
// speed: every event ever published.
type model struct {
	keep   int
	events []struct{ topic, id string }
	last   int64
}

func (m *model) append(topic, id string) bool {
	if n, err := strconv.ParseInt(id, 10, 64); err == nil && id == strconv.FormatInt(n, 10) {
		if n <= m.last {
			return false
		}
		m.last = n
	} else {
		if id != "" && slices.Contains(m.known(), id) {
			return false
		}
		m.last++
		if id == "" {
			id = strconv.FormatInt(m.last, 10)
		}
	}
	m.events = append(m.events, struct{ topic, id string }{topic, id})
	return true
}

// known returns the IDs that can be resumed from.
func (m *model) known() []string {
	ids := []string{"0"}
	for _, e := range m.events {
		ids = append(ids, e.id)
	}
	return ids[max(0, len(m.events)-m.keep):]
}

// after returns the IDs that follow id in the topics.
func (m *model) after(id string, topics []string) []string {
	var ids []string
	found := id == "0" && len(m.events) <= m.keep
	for i, e := range m.events {
		if found && slices.Contains(topics, e.topic) {
			ids = append(ids, e.id)
		}
		found = found || (e.id == id && i >= len(m.events)-m.keep-1)
	}
	return ids
}

// FuzzLogAgainstModel plays two bytes a step: what to do, and with what.
func FuzzLogAgainstModel(f *testing.F) {
	f.Add([]byte{0, 0, 0, 1, 1, 3, 3, 0, 0, 2, 3, 1})
	f.Add([]byte{1, 200, 1, 201, 2, 1, 2, 1, 3, 7, 0, 0, 0, 0, 0, 0, 3, 3})
	f.Add([]byte("the quick brown fox jumps over the lazy dog"))
	f.Fuzz(func(t *testing.T, steps []byte) {
		m := &model{keep: 4}
		limits := roomy()
		limits.Count = m.keep
		log := New(limits, 1)
		defer log.Close()
		for i := 0; i+1 < len(steps) && i < 400; i += 2 {
			step(t, log, m, steps[i]%4, steps[i+1])
		}
	})
}

func step(t *testing.T, log *Log, m *model, what, with byte) {
	t.Helper()
	topic := fmt.Sprintf("t%d", with%3)
	id := map[byte]string{0: "", 1: strconv.Itoa(int(with)), 2: fmt.Sprintf("x%d", with%8)}[what]
	if what < 3 {
		_, err := log.Append(Event{Topic: topic, ID: id})
		if accepted := m.append(topic, id); accepted != (err == nil) {
			t.Fatalf("append %q: error %v, want accepted %t", id, err, accepted)
		}
		if err != nil && !errors.Is(err, ErrTaken) && !errors.Is(err, ErrPassed) {
			t.Fatalf("append %q: %v", id, err)
		}
		return
	}
	topics := [][]string{{"t0"}, {"t1", "t0"}, {"t0", "t1", "t2"}}[with%3]
	for _, known := range m.known() {
		cursor, start := log.Open(topics, known, nil)
		if start.Missed != Nothing {
			t.Fatalf("resume after %q: %s", known, start.Missed)
		}
		if diff := cmp.Diff(m.after(known, topics), readIDs(t, cursor)); diff != "" {
			t.Fatalf("after %q in %v (-want +got):\n%s", known, topics, diff)
		}
		cursor.Close()
	}
}

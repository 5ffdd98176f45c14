package history

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
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
	for i := range m.known() {
		start := max(0, len(m.events)-m.keep) + i
		if m.known()[i] == id {
			return m.since(start, topics)
		}
	}
	return nil
}

// since returns the IDs in the topics of all but the first n events.
func (m *model) since(n int, topics []string) []string {
	var ids []string
	for _, e := range m.events[n:] {
		if slices.ContainsFunc(topics, func(topic string) bool { return modelMatches(topic, e.topic) }) {
			ids = append(ids, e.id)
		}
	}
	return ids
}

// modelMatches has a regular expression say what a pattern is.
func modelMatches(pattern, topic string) bool {
	expression := strings.NewReplacer(".", `\.`, "*", `[^.]*`, ">", `.*`).Replace(pattern)
	return regexp.MustCompile("^" + expression + "$").MatchString(topic)
}

// follower is a cursor that stays open, and how many events it has seen go by.
type follower struct {
	cursor *Cursor
	topics []string
	seen   int
}

// read compares what the cursor reads with the model: everything, or ErrBehind if
// it lacks something.
func (f *follower) read(t *testing.T, m *model) {
	t.Helper()
	kept := max(0, len(m.events)-m.keep)
	behind := f.seen < kept && len(m.since(f.seen, f.topics)) > len(m.since(kept, f.topics))
	batch, err := f.cursor.Next(nil)
	if errors.Is(err, ErrBehind) != behind {
		t.Fatalf("after %d of %d events of %v: error %v, want behind %t", f.seen, len(m.events), f.topics, err, behind)
	}
	if behind {
		return
	}
	var ids []string
	for _, e := range batch {
		ids = append(ids, e.ID())
	}
	if diff := cmp.Diff(m.since(f.seen, f.topics), ids); diff != "" {
		t.Fatalf("after %d events of %v (-want +got):\n%s", f.seen, f.topics, diff)
	}
	if _, err := f.cursor.Next(nil); err != nil { // which takes note of the end
		t.Fatal(err)
	}
	f.seen = len(m.events)
}

// modelTopics are sets of topics, some of which overlap.
func modelTopics() [][]string {
	return [][]string{
		{"a"},
		{"a.b", "a"},
		{"a", "a.b", "b.a.c"},
		{"a.*"},
		{">"},
		{"*"},
		{"a.*", "a.b", "a.>"},
		{"*.a.>", "b.>", "a"},
		{"b.*.c", "*", "*.b"},
	}
}

// play is a log under test, its model, and the cursor that stays open if any.
type play struct {
	log    *Log
	model  *model
	follow *follower
}

// FuzzLogAgainstModel plays two bytes a step: what to do, and with what.
func FuzzLogAgainstModel(f *testing.F) {
	f.Add([]byte{0, 0, 0, 1, 1, 3, 3, 0, 0, 2, 3, 1})
	f.Add([]byte{1, 200, 1, 201, 2, 1, 2, 1, 3, 7, 0, 0, 0, 0, 0, 0, 3, 3})
	f.Add([]byte("the quick brown fox jumps over the lazy dog"))
	f.Add([]byte("\x00\x01\x04\x03\x00\x01\x05\x00\x00\x04\x00\x01\x05\x00\x03\x06\x04\x06\x00\x04\x00\x01\x05\x00"))
	f.Add([]byte("\x04\x03\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x05\x00\x00\x00\x05\x00\x04\x04\x00\x01\x00\x02\x05\x00"))
	f.Fuzz(func(t *testing.T, steps []byte) {
		m := &model{keep: 4}
		limits := roomy()
		limits.Count = m.keep
		p := &play{log: New(limits, 1), model: m}
		defer p.log.Close()
		for i := 0; i+1 < len(steps) && i < 400; i += 2 {
			p.step(t, steps[i]%6, steps[i+1])
		}
		p.unfollow()
		if got := p.log.Stats().Patterns; got != 0 {
			t.Errorf("%d patterns are left", got)
		}
	})
}

func (p *play) step(t *testing.T, what, with byte) {
	t.Helper()
	topics := modelTopics()[int(with)%len(modelTopics())]
	switch what {
	case 0:
		p.append(t, with, "")
	case 1:
		p.append(t, with, strconv.Itoa(int(with)))
	case 2:
		p.append(t, with, "x"+strconv.Itoa(int(with%8)))
	case 3:
		p.resume(t, topics)
	case 4:
		p.unfollow()
		cursor, _ := p.log.Open(topics, "", nil)
		p.follow = &follower{cursor: cursor, topics: topics, seen: len(p.model.events)}
	case 5:
		if p.follow != nil {
			p.follow.read(t, p.model)
		}
	}
}

func (p *play) unfollow() {
	if p.follow != nil {
		p.follow.cursor.Close()
		p.follow = nil
	}
}

func (p *play) append(t *testing.T, with byte, id string) {
	t.Helper()
	topic := []string{"a", "a.b", "b.a.c"}[with%3]
	_, err := p.log.Append(Event{Topic: topic, ID: id})
	if accepted := p.model.append(topic, id); accepted != (err == nil) {
		t.Fatalf("append %q: error %v, want accepted %t", id, err, accepted)
	}
	if err != nil && !errors.Is(err, ErrTaken) && !errors.Is(err, ErrPassed) {
		t.Fatalf("append %q: %v", id, err)
	}
}

func (p *play) resume(t *testing.T, topics []string) {
	t.Helper()
	for _, known := range p.model.known() {
		cursor, start := p.log.Open(topics, known, nil)
		if start.Missed != Nothing {
			t.Fatalf("resume after %q: %s", known, start.Missed)
		}
		if diff := cmp.Diff(p.model.after(known, topics), readIDs(t, cursor)); diff != "" {
			t.Fatalf("after %q in %v (-want +got):\n%s", known, topics, diff)
		}
		cursor.Close()
	}
}

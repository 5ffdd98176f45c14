package blog

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// brief is what a fold holds: the newest first, each as "id title/body views", with an
// asterisk if it was edited.
func brief(f *fold) []string {
	var all []string
	for _, p := range f.newest() {
		edited := ""
		if !p.Edited.IsZero() {
			edited = "*"
		}
		all = append(all, fmt.Sprintf("%s %s/%s%s %d", p.ID, p.Title, p.Body, edited, p.Views))
	}
	return all
}

func TestFold(t *testing.T) {
	const at = `"at":"2026-01-02T03:04:05Z"`
	one := eventstream.Event{Type: published, Data: `{"id":"1","title":"one","body":"x",` + at + `,"views":99}`}
	two := eventstream.Event{Type: published, Data: `{"id":"2","title":"two","body":"y",` + at + `}`}
	edited := func(id, title string) eventstream.Event {
		return eventstream.Event{Type: updated, Data: `{"id":"` + id + `","title":"` + title + `","body":"z","edited":"2026-01-02T03:04:05Z"}`}
	}
	of := func(typ, data string) eventstream.Event { return eventstream.Event{Type: typ, Data: data} }
	long := strings.Repeat("x", maxTitleBytes+1)
	for _, tt := range []struct {
		name   string
		events []eventstream.Event
		want   []string
	}{
		{"nothing", nil, nil},
		{"the newest first, without views", []eventstream.Event{one, two}, []string{"2 two/y 0", "1 one/x 0"}},
		{"an edit stays in its place", []eventstream.Event{one, two, edited("1", "uno")}, []string{"2 two/y 0", "1 uno/z* 0"}},
		{"the last edit wins", []eventstream.Event{one, edited("1", "b"), edited("1", "a")}, []string{"1 a/z* 0"}},
		{"a deletion", []eventstream.Event{one, two, of(deleted, `{"id":"1"}`)}, []string{"2 two/y 0"}},
		{"an edit after the deletion", []eventstream.Event{one, of(deleted, `{"id":"1"}`), edited("1", "uno")}, nil},
		{"views are totals", []eventstream.Event{one, two, of(counted, `{"views":{"1":7,"2":3,"3":1}}`), of(counted, `{"views":{"1":8}}`)}, []string{"2 two/y 3", "1 one/x 8"}},
		{"an edit keeps the views", []eventstream.Event{one, of(counted, `{"views":{"1":7}}`), edited("1", "uno")}, []string{"1 uno/z* 7"}},
		{"an ID that is taken", []eventstream.Event{one, of(published, `{"id":"1","title":"other","body":"x",`+at+`}`)}, []string{"1 one/x 0"}},
		{"what is not of the blog", []eventstream.Event{
			one, of("message", one.Data), of("", "hello"), of(published, "hello"), of(published, "null"), of(published, "[]"), of(published, `{"id":"3"}`),
			of(published, `{"id":"3","title":" ","body":"x",`+at+`}`), of(published, `{"id":"3","title":"x","body":"x"}`),
			of(published, `{"id":"3","title":"`+long+`","body":"x",`+at+`}`), of(published, `{"id":3,"title":"x","body":"x",`+at+`}`),
			edited("1", long), of(updated, `{"id":"1","title":"x","body":"x"}`), of(updated, "{"), of(deleted, `{"id":1}`), of(deleted, `{}`),
			of(counted, `{"views":{"1":-1}}`), of(counted, `{"views":{"1":"7"}}`), of(counted, `{"views":7}`), of(counted, ""),
		}, []string{"1 one/x 0"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var f fold
			for _, e := range tt.events {
				f.apply(e)
			}
			if diff := cmp.Diff(tt.want, brief(&f)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFoldKeepsTheNewest(t *testing.T) {
	var f fold
	for i := range maxPosts + 2 {
		f.apply(eventstream.Event{Type: published, Data: fmt.Sprintf(`{"id":"%d","title":"x","body":"x","at":"2026-01-02T03:04:05Z"}`, i)})
	}
	if all := f.newest(); len(all) != maxPosts || all[0].ID != strconv.Itoa(maxPosts+1) || all[maxPosts-1].ID != "2" {
		t.Errorf("%d posts, from %s to %s", len(all), all[0].ID, all[len(all)-1].ID)
	}
}

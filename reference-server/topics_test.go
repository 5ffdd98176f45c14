package refserver

import (
	"net/url"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTopicNames(t *testing.T) {
	tests := []struct {
		name  string
		query string
		want  []string
		wrong string // the message instead
	}{
		{"none", "", []string{"default"}, ""},
		{"empty", "topic=&topic=", []string{"default"}, ""},
		{"one", "topic=a", []string{"a"}, ""},
		{"in the order given", "topic=b&topic=a", []string{"b", "a"}, ""},
		{"repeated", "topic=a&topic=b&topic=a", []string{"a", "b"}, ""},
		{"as many as allowed", "topic=a&topic=b&topic=c&topic=a&topic=", []string{"a", "b", "c"}, ""},
		{"one too many", "topic=a&topic=b&topic=c&topic=d", nil, "topic: more than 3 topics"},
		{"space and comma", "topic=a,+b", []string{"a, b"}, ""},
		{"longest", "topic=" + strings.Repeat("x", 256), []string{strings.Repeat("x", 256)}, ""},
		{"too long", "topic=" + strings.Repeat("x", 257), nil, "topic: longer than 256 bytes"},
		{"NUL", "topic=ab%00", nil, "topic: control character at byte 2"},
		{"DEL", "topic=%7F", nil, "topic: control character at byte 0"},
		{"next line", "topic=a%C2%85", nil, "topic: control character at byte 1"},
		{"truncated UTF-8", "topic=ab%E2%82", nil, "topic: invalid UTF-8 at byte 2"},
	}
	s, err := New(Config{MaxTopics: 3})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			q, p := parseQuery(&url.URL{RawQuery: test.query})
			if p != nil {
				t.Fatal(p.Message)
			}
			got, p := s.topics(q)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("topics (-want +got):\n%s", diff)
			}
			if (p == nil) != (test.wrong == "") || (p != nil && p.Message != test.wrong) {
				t.Errorf("problem is %+v, want %q", p, test.wrong)
			}
		})
	}
}

// A stream keeps its topics for as long as it is open, and nothing else of the
// request that named them.
func TestTopicsDoNotKeepTheQuery(t *testing.T) {
	const queries, size = 64, 1 << 20
	s, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	heap := func() int64 {
		var stats runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&stats)
		return int64(stats.HeapAlloc)
	}
	before := heap()
	var kept [][]string
	for range queries {
		q, p := parseQuery(&url.URL{RawQuery: "topic=a&padding=" + strings.Repeat("x", size)})
		if p != nil {
			t.Fatal(p.Message)
		}
		topics, _ := s.topics(q)
		kept = append(kept, topics)
	}
	if grown := heap() - before; grown > queries*size/2 {
		t.Errorf("%d topics keep %d bytes", len(kept), grown)
	}
	runtime.KeepAlive(kept)
}

package processes

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLines(t *testing.T) {
	long := strings.Repeat("x", maxLineBytes)
	tests := []struct {
		name   string
		writes []string
		want   string
	}{
		{"a line", []string{"hello\n"}, "process=2 hello\n"},
		{"two in one write", []string{"a\nb\n"}, "process=2 a\nprocess=2 b\n"},
		{"one in two writes", []string{"hel", "lo\n"}, "process=2 hello\n"},
		{"one without an end", []string{"a\nb"}, "process=2 a\nprocess=2 b\n"},
		{"a blank one", []string{"\n"}, "process=2 \n"},
		{"JSON", []string{`{"level":"INFO"}` + "\n"}, `{"process":2,"level":"INFO"}` + "\n"},
		{"braces that are no JSON", []string{"{a}\n{}\n"}, "process=2 {a}\nprocess=2 {}\n"},
		{"one that is too long", []string{long, "y\n"}, "process=2 " + long + "\nprocess=2 y\n"},
		{"nothing", nil, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got bytes.Buffer
			l := &lines{process: 2, to: &sharedWriter{w: &got}}
			for _, text := range test.writes {
				if n, err := l.Write([]byte(text)); n != len(text) || err != nil {
					t.Fatalf("wrote %d, %v", n, err)
				}
			}
			l.flush()
			if diff := cmp.Diff(test.want, got.String()); diff != "" {
				t.Errorf("passed on (-want +got):\n%s", diff)
			}
		})
	}
}

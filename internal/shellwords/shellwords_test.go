package shellwords_test

import (
	"testing"

	"github.com/ssegauge/ssegauge/internal/shellwords"
)

func TestJoin(t *testing.T) {
	tests := []struct {
		name  string
		words []string
		want  string
	}{
		{"none", nil, ""},
		{"plain", []string{"check", "http://a:1/b", "--x=y,z"}, "check http://a:1/b --x=y,z"},
		{"spaces and braces", []string{"POST {{.Data}}"}, "'POST {{.Data}}'"},
		{"a quote", []string{"it's"}, `'it'\''s'`},
		{"empty", []string{"a", ""}, "a ''"},
		{"what a shell would expand", []string{"$HOME", "~", "*"}, "'$HOME' '~' '*'"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := shellwords.Join(tt.words...); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

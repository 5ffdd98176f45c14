package edits

import "testing"

func TestDistance(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "abc", 3},
		{"abc", "", 3},
		{"same", "same", 0},
		{"header", "heder", 1},
		{"heder", "header", 1},
		{"header", "hedaer", 2},
		{"timeout", "timout", 1},
		{"kitten", "sitting", 3},
		{"abc", "xyz", 3},
	}
	for _, test := range tests {
		if got := Distance(test.a, test.b); got != test.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}

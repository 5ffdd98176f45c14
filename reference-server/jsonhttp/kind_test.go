package jsonhttp

import "testing"

func TestKind(t *testing.T) {
	for value, want := range map[string]string{
		`{"a":1}`: "an object", "[1]": "an array", `"a"`: "a string", "true": "a boolean", "false": "a boolean", "null": "null", "-1": "a number", "1e9": "a number",
	} {
		if got := Kind([]byte(value)); got != want {
			t.Errorf("%s is %s, want %s", value, got, want)
		}
	}
}

package refserver

import "testing"

func TestLoneSurrogate(t *testing.T) {
	tests := []struct {
		name  string
		value string
		want  int
	}{
		{"empty", `""`, -1},
		{"plain", `"abc"`, -1},
		{"other escapes", `"\n\"\\\u0041"`, -1},
		{"a pair", `"\ud83c\udf0d"`, -1},
		{"a pair in upper case", `"\uD83C\uDF0D"`, -1},
		{"two pairs", `"\ud83c\udf0d\ud83c\udf0d"`, -1},
		{"after an escaped backslash", `"\\ud83c"`, -1},
		{"first half", `"a\ud83c"`, 2},
		{"second half", `"a\udf0d"`, 2},
		{"first half before text", `"\ud83cabcdef"`, 1},
		{"first half before another escape", `"\ud83c\n"`, 1},
		{"first half twice", `"\ud83c\ud83c\udf0d"`, 1},
		{"the wrong way round", `"\udf0d\ud83c"`, 1},
		{"after a pair", `"\ud83c\udf0d\udf0d"`, 13},
		{"after a backslash", `"\\\ud83c"`, 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := loneSurrogate([]byte(test.value)); got != test.want {
				t.Errorf("loneSurrogate(%s) = %d, want %d", test.value, got, test.want)
			}
		})
	}
}

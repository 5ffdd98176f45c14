package stats

import "testing"

func TestParseLoad(t *testing.T) {
	for _, test := range []struct {
		text string
		want float64
		ok   bool
	}{
		{"0.20 0.18 0.12 1/80 11206\n", 0.2, true},
		{"12", 12, true},
		{"", 0, false},
		{"high 0.18", 0, false},
		{"-1 0.18", -1, false},
		{"NaN", 0, false},
		{"Inf 0.18", 0, false},
	} {
		if got, ok := parseLoad(test.text); ok != test.ok || ok && got != test.want {
			t.Errorf("parseLoad(%q) = %g, %t", test.text, got, ok)
		}
	}
}

func TestMemoryInUse(t *testing.T) {
	if got := memoryInUse(); got < 1000 {
		t.Errorf("%g bytes are in use", got)
	}
}

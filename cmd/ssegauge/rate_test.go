package main

import "testing"

func TestRateValue(t *testing.T) {
	tests := []struct{ text, want string }{
		{"100", "100/s"},
		{"100/s", "100/s"},
		{"0.5/s", "0.5/s"},
		{"30/m", "0.5/s"},
		{"1800 /h", "0.5/s"},
		{"0", "0"},
		{"0/m", "0"},
	}
	for _, test := range tests {
		var v rateValue
		if err := v.Set(test.text); err != nil || v.String() != test.want {
			t.Errorf("%q is %s (error %v), want %s", test.text, v.String(), err, test.want)
		}
	}
	for _, text := range []string{"", "/s", "-1/s", "NaN", "Inf", "1/d", "fast", "1e300"} {
		v := rateValue(7)
		if err := v.Set(text); err == nil || v != 7 {
			t.Errorf("%q is taken for %s", text, v.String())
		}
	}
}

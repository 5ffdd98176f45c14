package main

import "testing"

func TestNearestID(t *testing.T) {
	ids := []string{"retry-present", "retry-digits", "data-crlf"}
	tests := []struct {
		give, near string
		ok         bool
	}{
		{"data-crlf", "", true},
		{"data-clrf", "data-crlf", false},
		{"retry-presnt", "retry-present", false},
		{"something-else", "", false},
		{"", "", false},
	}
	for _, tt := range tests {
		if near, ok := nearestID(ids, tt.give); near != tt.near || ok != tt.ok {
			t.Errorf("%q: got %q, %t", tt.give, near, ok)
		}
	}
}

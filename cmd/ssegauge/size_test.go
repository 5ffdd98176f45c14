package main

import "testing"

func TestSizeValue(t *testing.T) {
	tests := []struct {
		text  string
		want  int64
		shown string
	}{
		{"0", 0, "0B"},
		{"1", 1, "1B"},
		{"1000", 1000, "1000B"},
		{"1024", 1024, "1KiB"},
		{"1025B", 1025, "1025B"},
		{"64KiB", 64 << 10, "64KiB"},
		{"64 KiB", 64 << 10, "64KiB"},
		{"1536KiB", 1536 << 10, "1536KiB"},
		{"8MiB", 8 << 20, "8MiB"},
		{"1024MiB", 1 << 30, "1GiB"},
		{"4096GiB", 4 << 40, "4096GiB"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			var v sizeValue
			if err := v.Set(test.text); err != nil || int64(v) != test.want {
				t.Fatalf("got %d, %v, want %d", v, err, test.want)
			}
			if got := v.String(); got != test.shown {
				t.Errorf("shown as %q, want %q", got, test.shown)
			}
			again := sizeValue(-1)
			if err := again.Set(v.String()); err != nil || again != v {
				t.Errorf("what is shown reads as %d, %v, want %d", again, err, v)
			}
		})
	}
}

func TestSizeValueRefuses(t *testing.T) {
	for _, text := range []string{"", "B", "KiB", "-1", "-1KiB", "1.5MiB", "8MB", "8M", "8mib", "0x10", "1e3", "9999999999GiB", "9223372036854775808", "8MiB8"} {
		v := sizeValue(7)
		if err := v.Set(text); err == nil {
			t.Errorf("%q is taken for %d", text, v)
		}
		if v != 7 {
			t.Errorf("%q changes the value to %d", text, v)
		}
	}
}

func TestSizeValueNamesItsUnit(t *testing.T) {
	if got := new(sizeValue).Type(); got != "size" {
		t.Errorf("type %q, want size", got)
	}
}

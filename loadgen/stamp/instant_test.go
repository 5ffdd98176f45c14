package stamp

import (
	"testing"
	"time"
)

func TestParseInstant(t *testing.T) {
	right := []string{
		"2026-09-21T14:13:20Z", "2026-09-21T14:13:20.123456789Z", "2024-02-29T23:59:59.9-11:30", "1678-01-01T00:00:00Z", "2261-12-31T23:59:59+23:59",
	}
	for _, text := range right {
		want, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := parseInstant([]byte(text)); !ok || got != want.UnixNano() {
			t.Errorf("%s is %d, %t, want %d", text, got, ok, want.UnixNano())
		}
	}
	for text, want := range map[string]string{
		"2026-09-21t14:13:20z":            "2026-09-21T14:13:20Z",
		"2026-09-21 14:13:20Z":            "2026-09-21T14:13:20Z",
		"2026-06-30T23:59:60Z":            "2026-07-01T00:00:00Z",
		"2026-09-21T14:13:20.0000000019Z": "2026-09-21T14:13:20.000000001Z",
	} {
		same, err := time.Parse(time.RFC3339, want)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := parseInstant([]byte(text)); !ok || got != same.UnixNano() {
			t.Errorf("%s is %d, %t, want %d", text, got, ok, same.UnixNano())
		}
	}
	for _, text := range []string{
		"", "2026-09-21", "2026-09-21T14:13:20", "2026-09-21T14:13:20.Z", "2026-13-21T14:13:20Z", "2026-02-29T14:13:20Z", "2026-09-00T14:13:20Z",
		"2026-09-21T24:13:20Z", "2026-09-21T14:60:20Z", "2026-09-21T14:13:61Z", "2026-09-21T14:13:20+2:00", "2026-09-21T14:13:20+24:00",
		"2026-09-21T14:13:20ZZ", "1600-09-21T14:13:20Z", "2026/09/21T14:13:20Z", "2026-09-21x14:13:20Z",
	} {
		if got, ok := parseInstant([]byte(text)); ok {
			t.Errorf("%q was read as %d", text, got)
		}
	}
}

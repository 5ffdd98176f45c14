package main

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestLoadLinesComeEveryFiveSeconds(t *testing.T) {
	var out strings.Builder
	l := &loadLines{out: &out}
	for second := 1; second <= 11; second++ {
		at := time.Duration(second)*time.Second - 20*time.Millisecond // seconds are not exact
		l.stand(loadStand{
			at: at, of: time.Hour, stage: "a-long-name-of-a-stage", opened: 12_345, live: 9_999, eventsPerSecond: 123_456, lagMS: 12.34,
			measured: true, lost: 1_234_567, errors: 99_999,
		})
	}
	want := `5s 9999 of 12.3k live, 123k events/s, lag p99 12ms, 1.2M lost, 100k errors
10s 9999 of 12.3k live, 123k events/s, lag p99 12ms, 1.2M lost, 100k errors
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
	for line := range strings.Lines(out.String()) {
		if n := utf8.RuneCountInString(strings.TrimSpace(line)); n > 80 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

func TestShort(t *testing.T) {
	tests := []struct {
		n    float64
		want string
	}{
		{0, "0"},
		{9_999, "9999"},
		{10_000, "10.0k"},
		{123_456, "123k"},
		{999_499, "999k"},
		{1_500_000, "1.5M"},
		{123_000_000, "123M"},
		{2e9, "2.0G"},
	}
	for _, tt := range tests {
		if got := short(tt.n); got != tt.want {
			t.Errorf("%v: got %s, want %s", tt.n, got, tt.want)
		}
	}
}

func TestSecondsAndMilliseconds(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"2.5s": 2500 * time.Millisecond, "3s": 3 * time.Second, "12s": 12400 * time.Millisecond, "2m": 2 * time.Minute, "1m5s": 65 * time.Second,
		"1h0m": time.Hour,
	} {
		if got := seconds(d); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	for want, ms := range map[string]float64{"3.2ms": 3.21, "-1.0ms": -1, "312ms": 312.4, "9999ms": 9999, "12.3s": 12_345} {
		if got := milliseconds(ms); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestLoadHidesSecrets(t *testing.T) {
	o := loadFlags(t, "http://user:pa55word@localhost/", "-H", "Authorization: Bearer abc123def", "--cookie", "session=c00kie99",
		"-H", "X-Key: k3yk3yk3y", "--secret-header", "X-Key", "--publish-header", "Authorization: pub1ish3r",
		"--target", "2 http://other:s3cr3t77@localhost/")
	text := "pa55word Bearer abc123def session=c00kie99 k3yk3yk3y pub1ish3r s3cr3t77"
	for _, secret := range []string{"pa55word", "abc123def", "c00kie99", "k3yk3yk3y", "pub1ish3r", "s3cr3t77"} {
		if got := o.redactor().String(text); strings.Contains(got, secret) {
			t.Errorf("%s is shown: %s", secret, got)
		}
	}
}

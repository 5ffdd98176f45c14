package report

import (
	"math"
	"testing"
)

func TestMicros(t *testing.T) {
	tests := []struct {
		give int64
		want string
	}{
		{0, "0 µs"},
		{999, "999 µs"},
		{1_000, "1.00 ms"},
		{9_994, "9.99 ms"},
		{9_995, "10.0 ms"},
		{99_949, "99.9 ms"},
		{99_950, "100 ms"},
		{999_499, "999 ms"},
		{999_500, "1.00 s"},
		{59_949_999, "59.9 s"},
		{59_950_000, "1m00s"},
		{65_400_000, "1m05s"},
		{3_599_400_000, "59m59s"},
		{3_600_000_000, "1h00m"},
		{93_784_000_000, "26h03m"},
		{-340, "-340 µs"},
		{-1_500_000, "-1.50 s"},
		{math.MaxInt64, "2562047h47m"},
		{math.MinInt64, "-2562047h47m"},
	}
	for _, tt := range tests {
		if got := micros(tt.give); got != tt.want {
			t.Errorf("%d: got %s, want %s", tt.give, got, tt.want)
		}
	}
}

func TestFigures(t *testing.T) {
	tests := []struct{ name, got, want string }{
		{"small", grouped(999), "999"},
		{"thousands", grouped(1_000), "1,000"},
		{"millions", grouped(-12_345_678), "-12,345,678"},
		{"least", grouped(math.MinInt64), "-9,223,372,036,854,775,808"},
		{"bytes", bytesOf(999), "999 B"},
		{"kilobytes", bytesOf(1_000), "1.00 kB"},
		{"megabytes", bytesOf(41_200_000), "41.2 MB"},
		{"nearly one more", bytesOf(999_600), "1.00 MB"},
		{"most", bytesOf(math.MaxInt64), "9223372 TB"},
		{"share", percent(0.625), "62 %"},
		{"at once", at(0), "+0 ms"},
		{"soon", at(999), "+999 ms"},
		{"later", at(61_440), "+61.4 s"},
		{"much later", at(725_000), "+12m05s"},
		{"for ever", at(math.MaxInt64), "+2562047h47m"},
		{"nothing", counted{{0, "lost"}}.words(), ""},
		{"some", counted{{1_204, "lost"}, {0, "failed"}, {1, "closed"}}.words(), "1,204 lost, 1 closed"},
		{"plurals", counted{{1, "reconnect(s)"}, {2, "restart(s)"}}.words(), "1 reconnect, 2 restarts"},
		{"one", plural(1, "core"), "1 core"},
		{"many", plural(1_000, "core"), "1,000 cores"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, tt.got, tt.want)
		}
	}
}

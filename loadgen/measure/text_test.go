package measure_test

import (
	"encoding/binary"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/ssegauge/ssegauge/loadgen/measure"
)

func text(tb testing.TB, d *measure.Distribution) string {
	tb.Helper()
	text, err := d.MarshalText()
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}

func decoded(tb testing.TB, text string) *measure.Distribution {
	tb.Helper()
	d := of(time.Hour) // what was there before must go
	if err := d.UnmarshalText([]byte(text)); err != nil {
		tb.Fatal(err)
	}
	return d
}

func TestTextIsWithoutLoss(t *testing.T) {
	for _, tc := range []struct {
		name   string
		values []time.Duration
		parts  int
	}{
		{"empty", nil, 1},
		{"one", []time.Duration{time.Second}, 1},
		{"zero", []time.Duration{0}, 1},
		{"negative alone", []time.Duration{-time.Second}, 2},
		{"both", samples(rand.New(rand.NewPCG(9, 10)), 1000), 2},
		{"clamped", []time.Duration{30 * time.Hour, -25 * time.Hour}, 3},
		{"clamped, none negative", []time.Duration{30 * time.Hour}, 3},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := of(tc.values...)
			written := text(t, d)
			got := decoded(t, written)
			if read(got) != read(d) {
				t.Errorf("got %+v, want %+v", read(got), read(d))
			}
			if again := text(t, got); again != written {
				t.Errorf("got %s, want %s", again, written)
			}
			if n := len(strings.Split(written, ",")); n != tc.parts {
				t.Errorf("got %d parts, want %d", n, tc.parts)
			}
		})
	}
}

func TestTextIsReadByTheLibrary(t *testing.T) {
	h, err := hdrhistogram.Decode([]byte(text(t, of(1*time.Millisecond, 3*time.Millisecond))))
	if err != nil || h.TotalCount() != 2 || h.Max() != 3001 {
		t.Errorf("got %v with %v", h, err)
	}
}

func TestUnmarshalTextRefuses(t *testing.T) {
	good := text(t, of(time.Second))
	foreign := func(low, high int64, digits int) string {
		h := hdrhistogram.New(low, high, digits)
		if err := h.RecordValue(high); err != nil {
			t.Fatal(err)
		}
		return encoded(t, h)
	}
	many := hdrhistogram.New(1, int64(24*time.Hour/time.Microsecond), 3)
	if err := many.RecordValues(1, 1<<60); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, text, want string }{
		{"no base64", "!", "decode distribution: illegal base64"},
		{"short", "AAAA", "decode distribution: encoded histogram too short"},
		{"negative part", good + ",!", "decode negative part of distribution: illegal base64"},
		{"four parts", good + ",,,", "decode distribution: 4 parts, want at most 3"},
		{"clamped text", good + ",,x", `decode distribution: "x" clamped of 1`},
		{"clamped more than all", good + ",,2", `decode distribution: "2" clamped of 1`},
		{"clamped none", good + ",,0", `decode distribution: "0" clamped of 1`},
		{"another range", foreign(1, 1000, 3), "decode distribution: histogram of another range"},
		{"another precision", foreign(1, 86400e6, 2), "decode distribution: histogram of another"},
		{"another unit", foreign(1000, 86400e6, 3), "decode distribution: histogram of another"},
		{"too many", encoded(t, many), "decode distribution: 1152921504606846976 values, want 1 to"},
		{"too long", strings.Repeat("A", 1<<20+1), "decode distribution: 1048577 bytes, want"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := of(time.Minute)
			err := d.UnmarshalText([]byte(tc.text))
			if err == nil || !strings.HasPrefix(err.Error(), tc.want) {
				t.Errorf("got %v, want %s", err, tc.want)
			}
			if read(d) != read(of(time.Minute)) {
				t.Error("what it held is gone")
			}
		})
	}
}

func encoded(t *testing.T, h *hdrhistogram.Histogram) string {
	t.Helper()
	text, err := h.Encode(hdrhistogram.V2CompressedEncodingCookieBase)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// FuzzText takes the bytes as durations of eight each.
func FuzzText(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0, 0, 0, 0, 0, 0, 0, 1})
	f.Add([]byte{0xff, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0x10, 0, 0, 0, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		d := &measure.Distribution{}
		for ; len(data) >= 8; data = data[8:] {
			d.Record(time.Duration(binary.BigEndian.Uint64(data)))
		}
		if got := decoded(t, text(t, d)); read(got) != read(d) {
			t.Errorf("got %+v, want %+v", read(got), read(d))
		}
	})
}

func FuzzUnmarshalText(f *testing.F) {
	f.Add(text(f, of()))
	f.Add(text(f, of(-time.Second, time.Second, 30*time.Hour)))
	f.Fuzz(func(t *testing.T, data string) {
		d := &measure.Distribution{}
		if d.UnmarshalText([]byte(data)) != nil {
			return
		}
		if got := decoded(t, text(t, d)); read(got) != read(d) {
			t.Errorf("got %+v, want %+v", read(got), read(d))
		}
	})
}

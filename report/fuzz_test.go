package report_test

import (
	"bytes"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ssegauge/ssegauge/report"
)

// plant appends s to every string of r.
func plant(r *report.Run, s string) { plantIn(r, s, ".Schema") }

// plantIn appends s to every string of r but those at the given paths.
func plantIn(r *report.Run, s string, but ...string) {
	stringFields(reflect.ValueOf(r).Elem(), "", func(path string, v reflect.Value) {
		if !slices.Contains(but, path) {
			v.SetString(v.String() + s)
		}
	})
}

func seeds(f *testing.F) {
	f.Helper()
	for _, s := range []string{
		"", "plain", "\x00\x1b[31m\x7f", "\xff\xfe\xe2\x82", "]]>", "<a>&\"'", "\ufffe\uffff\ufeff", "价格📈\u200d", "a\r\nb\tc",
		"```", "| |", `\x0`, `\\\`, "\u202e\u2028", strings.Repeat("x", 500), strings.Repeat("价", 300), "\u0301\u0301",
	} {
		f.Add(s, 80, true)
		f.Add(s, 0, false)
	}
}

// FuzzFormats: any bytes give JSON that reads back, well-formed XML, Markdown of
// bounded size, and text of bounded width without control characters.
func FuzzFormats(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, s string, width int, verbose bool) {
		if len(s) > 5000 {
			t.Skip("only slower: the text goes into some 200 strings")
		}
		r := mixed()
		plant(r, s)
		r.Finish(r.Results, 0)
		back, err := report.ReadJSON(strings.NewReader(jsonOf(t, r)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r, back); diff != "" {
			t.Error(diff)
		}
		var b bytes.Buffer
		if err := report.WriteJUnit(&b, r); err != nil {
			t.Fatal(err)
		}
		checkXML(t, b.Bytes())
		if n := len(markdownOf(t, r)); n > 60_000 {
			t.Errorf("%d bytes of markdown", n)
		}
		checkText(t, r, report.TextOptions{Width: width % 200, Verbose: verbose})

		r.CouldNotJudge(s, s)
		checkText(t, r, report.TextOptions{Width: width % 200, Verbose: verbose})
	})
}

// FuzzLoadFormats: the same of a load, whatever its figures are.
func FuzzLoadFormats(f *testing.F) {
	for _, n := range []int64{0, 1, -1, 999, 1e6, 1e12, math.MaxInt64, math.MinInt64} {
		f.Add("a\x00b]]>`|", n, 80, true)
		f.Add(strings.Repeat("价", 300), n, 0, false)
	}
	f.Fuzz(func(t *testing.T, s string, n int64, width int, verbose bool) {
		if len(s) > 5000 {
			t.Skip("only slower")
		}
		for _, r := range []*report.Run{loadLosses(), loadMissed(), capacityFound(), capacityLimited()} {
			plantIn(r, s, ".Schema", ".Kind", ".Load.Deliveries.Sequence", ".Load.Deliveries.Examples.Kind")
			if l := r.Load; l != nil {
				x := &l.Timings[0]
				x.MinUS, x.P50US, x.P90US, x.P99US, x.P999US, x.MaxUS, x.PlusMinusUS = n, n, n, n, n, n, n
				l.Generator.RSSBytes, l.Closed, l.Generator.CPUShare = n, []report.ClosedStream{{Subscriber: n, AtMS: n, Why: s}}, float64(n)
				r.FinishLoad(l, 0)
			} else {
				r.Capacity.Steps[0].Figures.LagP99US, r.Capacity.Step = &n, n
				r.FinishCapacity(r.Capacity, 0)
			}
			back, err := report.ReadJSON(strings.NewReader(jsonOf(t, r)))
			if diff := cmp.Diff(r, back, cmpopts.EquateNaNs()); err != nil || diff != "" {
				t.Fatal(err, diff)
			}
			var b bytes.Buffer
			if err := report.WriteJUnit(&b, r); err != nil {
				t.Fatal(err)
			}
			checkXML(t, b.Bytes())
			if n := len(markdownOf(t, r)); n > 60_000 {
				t.Errorf("%d bytes of markdown", n)
			}
			checkText(t, r, report.TextOptions{Width: width % 200, Verbose: verbose})
		}
	})
}

func checkText(t *testing.T, r *report.Run, o report.TextOptions) {
	t.Helper()
	width := max(o.Width, 40)
	if o.Width <= 0 {
		width = 80
	}
	for line := range strings.Lines(textOf(t, r, o)) {
		line = strings.TrimSuffix(line, "\n")
		if n := report.ColumnsOf(line); n > width {
			t.Errorf("%d columns, want at most %d: %s", n, width, line)
		}
		if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }) {
			t.Errorf("control character in %q", line)
		}
	}
}

// FuzzRedact: a secret of any bytes survives in no format.
func FuzzRedact(f *testing.F) {
	for _, s := range []string{"swordfish", "a&b<c>\"d'", "\x00\x01\x02\x03", "\xff\xfe\xfd\xfc", `\n\r\\x`, "价格价格", "a b\nc d", "user:pass"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, secret string) {
		if secret = strings.TrimSpace(secret); len(secret) < 8 || len(secret) > 200 || strings.ContainsAny(secret, "[]") {
			t.Skip("no secret")
		}
		if strings.Contains(jsonOf(t, mixed()), secret) || publicMarker(secret) {
			t.Skip("public text")
		}
		r := mixed()
		plant(r, " "+secret+" ")
		r.Finish(r.Results, 0)
		r.Redact(report.NewRedactor(nil, []string{secret}))
		for _, f := range formats() {
			var b strings.Builder
			if err := f.write(&b, r); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(b.String(), secret) {
				t.Errorf("survives in %s: %q", f.name, secret)
			}
		}
	})
}

// publicMarker reports whether s cannot be hidden because the marker shows it.
func publicMarker(s string) bool {
	const marker = "[redacted]"
	return strings.Contains(marker, s)
}

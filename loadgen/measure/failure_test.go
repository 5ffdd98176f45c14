package measure_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen/measure"
)

func TestFailuresAreGrouped(t *testing.T) {
	s := measure.NewSheet(1, 2)
	fail := func(class measure.Class, text string, subscriber int, at time.Duration) measure.Failure {
		f := measure.Failure{Tag: 1, Class: class, Text: text, Subscriber: subscriber, At: at}
		s.Fail(f)
		return f
	}
	bad := fail(measure.Status, "status 500", 1, 4*ms)
	e := fail(measure.Refused, "dial 127.0.0.1:81: refused", 5, 5*ms)
	d := fail(measure.Refused, "dial 127.0.0.1:80: refused", 4, 5*ms)
	fail(measure.Refused, "dial 127.0.0.1:80: refused", 9, 9*ms)
	c := fail(measure.Refused, "dial 127.0.0.12:80: refused", 3, 3*ms)
	want := []measure.FailureGroup{
		{
			Class: measure.Refused, Text: "dial #.#.#.#:#: refused", Count: 4, First: 3 * ms, Last: 9 * ms,
			Examples: []measure.Failure{c, d, e},
		},
		{
			Class: measure.Status, Text: "status 500", Count: 1, First: 4 * ms, Last: 4 * ms,
			Examples: []measure.Failure{bad},
		},
	}
	if diff := cmp.Diff(want, s.Failures()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFailuresAreBounded(t *testing.T) {
	s := measure.NewSheet(1, 1)
	for i := range 5000 {
		text := strings.Repeat("x", i%1000) // no digits that would make them alike
		s.Fail(measure.Failure{Class: measure.Class(i % 2), Text: text, Subscriber: i})
	}
	total := measure.NewSheet(1, 1)
	s.MergeInto(total)
	s.MergeInto(total)
	for times, groups := range map[int64][]measure.FailureGroup{1: s.Failures(), 2: total.Failures()} {
		count, longest := int64(0), 0
		for _, g := range groups {
			count += g.Count
			longest = max(longest, len(g.Text))
		}
		if count != 5000*times || len(groups) > 64+2 || longest > 512 {
			t.Errorf("got %d failures in %d groups with texts up to %d", count, len(groups), longest)
		}
		if groups[0].Text != "other texts" || len(groups[0].Examples) != 3 {
			t.Errorf("got %+v first", groups[0])
		}
	}
	if n := total.Errors(measure.Everything(), measure.Refused); n != 5000 {
		t.Errorf("got %d of a class, want 5000", n)
	}
}

func TestFailureTextIsValid(t *testing.T) {
	s := measure.NewSheet(1, 1)
	s.Fail(measure.Failure{Text: "\xff" + strings.Repeat("ü", 300)})
	if got := s.Failures()[0].Text; got != strings.Repeat("ü", 255) {
		t.Errorf("got %q", got)
	}
}

func ExampleSheet_Failures() {
	s := measure.NewSheet(1, 1)
	s.Fail(measure.Failure{Class: measure.Timeout, Text: "no head in 10s", Subscriber: 3, At: 11 * time.Second})
	for _, g := range s.Failures() {
		fmt.Println(g.Class, g.Count, g.Text, g.Examples[0].Text)
	}
	// Output: timeout 1 no head in 10s no head in 10s
}

func TestFailuresSayWhatAllOfThemSay(t *testing.T) {
	tests := []struct {
		name  string
		texts []string
		want  string
	}{
		{"one", []string{"no head after 1s"}, "no head after 1s"},
		{"the same", []string{"404 Not Found", "404 Not Found"}, "404 Not Found"},
		{"different", []string{"dial :80", "dial :81", "dial :80"}, "dial :#"},
		{"a sign for digits in the text", []string{"line 1", "line #"}, "line #"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, total := measure.NewSheet(1, 1), measure.NewSheet(1, 1)
			for _, text := range test.texts {
				s.Fail(measure.Failure{Class: measure.Status, Text: text})
			}
			s.MergeInto(total)
			s.MergeInto(total)
			for _, got := range [][]measure.FailureGroup{s.Failures(), total.Failures()} {
				if len(got) != 1 || got[0].Text != test.want {
					t.Errorf("got %+v, want one group %q", got, test.want)
				}
			}
		})
	}
}

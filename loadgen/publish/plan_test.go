package publish

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestValidate(t *testing.T) {
	right := Hook{Request: "POST http://h/publish"}
	tests := []struct {
		name string
		plan Plan
		want []string
	}{
		{"right", Plan{Rate: 1, Hook: Reference("http://h")}, nil},
		{"rate", Plan{Rate: math.NaN(), Hook: right}, []string{"rate: want more than 0 and at most 1,000,000 events a second, not NaN"}},
		{
			"shares",
			Plan{Rate: 1, Hook: right, Topics: []Topic{{"a", -1}, {"a", 1}}, Sizes: []Size{{Min: 2, Max: 1}, {Weight: math.Inf(1)}}},
			[]string{
				"topics[0].weight: want a positive number, not -1", `topics[1].name: there is a topic "a" already`,
				"sizes[0]: want a range up to 16777216 bytes, the smaller number first, not 2 to 1", "sizes[1].weight: want a positive number, not +Inf",
			},
		},
		{"times", Plan{Rate: 1, Hook: right, Start: 2, Stop: 1, Timeout: -1, Drain: -1}, []string{
			"stop: want later than the start at 2ns, not 1ns", "timeout: want a positive duration, not -1ns", "drain: want a positive duration, not -1ns",
		}},
		{"under way", Plan{Rate: 1, Hook: right, MaxInFlight: 2, PerTopic: 3}, []string{"perTopic: want from 1 to 2, which may be under way at all, not 3"}},
		{"no hook", Plan{Rate: 1}, []string{`hook.request: want "METHOD URL", such as "POST http://localhost/publish", not ""`}},
		{"no URL", Plan{Rate: 1, Hook: Hook{Request: "POST localhost/publish"}}, []string{"hook.request: want http://host/… or https://host/… behind the method"}},
		{
			"templates",
			Plan{Rate: 1, Hook: Hook{Request: "POST http://h/{{.Top}}", Header: []string{"X", "A: {{"}, Body: "{{.data}}"}},
			[]string{
				`hook.request: 1:11: can't evaluate field Top; want .Data, .Topic, .Seq, .ID or .Event`,
				`hook.body: 1:2: can't evaluate field data; want .Data, .Topic, .Seq, .ID or .Event`,
				`hook.header[0]: want "Name: value", not "X"`,
				"hook.header[1]: 1: unclosed action; want .Data, .Topic, .Seq, .ID or .Event",
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, p := range test.plan.Validate() {
				got = append(got, p.Error())
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			if _, err := New(test.plan); (err == nil) != (len(test.want) == 0) {
				t.Errorf("New says %v", err)
			}
		})
	}
}

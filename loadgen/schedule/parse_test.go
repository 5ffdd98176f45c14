package schedule_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen/schedule"
)

func TestParse(t *testing.T) {
	stages := func(s string) (any, error) { return schedule.ParseStages(s) }
	rate := func(s string) (any, error) { return schedule.ParseRate(s) }
	churn := func(s string) (any, error) { return schedule.ParseChurn(s) }
	storm := func(s string) (any, error) { return schedule.ParseStorm(s) }
	spacing := func(s string) (any, error) { return schedule.ParseSpacing(s) }
	tests := []struct {
		name  string
		parse func(string) (any, error)
		text  string
		want  any
	}{
		{"three stages", stages, "30s:5000,1m:20000,10s:0", []schedule.Stage{{Duration: 30 * second, Streams: 5000}, {Duration: time.Minute, Streams: 20000}, {Duration: 10 * second}}},
		{"a name, a jump and blanks", stages, " up=0s:10 , 1.5s:10", []schedule.Stage{{Name: "up", Streams: 10}, {Duration: 1500 * time.Millisecond, Streams: 10}}},
		{"a rate", rate, "200/s", 200.0},
		{"a rate without a unit", rate, "0.5", 0.5},
		{"a rate per minute", rate, "30/m", 0.5},
		{"a rate per hour", rate, "7200 / h", 2.0},
		{"churn", churn, "1%/s", schedule.Churn{Rate: 0.01}},
		{"churn per minute, away", churn, "30%/m:5s", schedule.Churn{Rate: 0.005, Away: 5 * second}},
		{"a lot of churn", churn, "150%/s", schedule.Churn{Rate: 1.5}},
		{"a storm", storm, "30s:25%", schedule.Storm{Every: 30 * second, Share: 0.25}},
		{"half a storm", storm, "1m", schedule.Storm{Every: time.Minute, Share: 0.5}},
		{"constant", spacing, "constant", schedule.Constant},
		{"uniform", spacing, "uniform", schedule.Uniform},
		{"exponential", spacing, "exponential", schedule.Exponential},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.parse(tt.text)
			if err != nil {
				t.Fatalf("parse %q: %v", tt.text, err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("parse %q (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}

func TestParseErrorsShowPlaceAndForm(t *testing.T) {
	stages := func(s string) error { _, err := schedule.ParseStages(s); return err }
	rate := func(s string) error { _, err := schedule.ParseRate(s); return err }
	churn := func(s string) error { _, err := schedule.ParseChurn(s); return err }
	storm := func(s string) error { _, err := schedule.ParseStorm(s); return err }
	spacing := func(s string) error { _, err := schedule.ParseSpacing(s); return err }
	const (
		likeStages = "DURATION:STREAMS,..., as in 30s:5000,1m:20000,10s:0"
		likeChurn  = "a share per second, as in 1%/s, or with a time away, as in 1%/s:5s"
		likeStorm  = "DURATION:SHARE, as in 30s:50%"
		likeRate   = "a number per second, as in 200/s, or 30/m"
	)
	tests := []struct {
		parse func(string) error
		text  string
		want  schedule.ParseError
	}{
		{stages, "", schedule.ParseError{Offset: 0, Problem: "the duration is missing", Want: likeStages}},
		{stages, "30s:x", schedule.ParseError{Offset: 4, Problem: `"x" is not a number of streams`, Want: likeStages}},
		{stages, "30s:5,", schedule.ParseError{Offset: 6, Problem: "the duration is missing", Want: likeStages}},
		{stages, "30s:5, 10:7", schedule.ParseError{Offset: 7, Problem: `"10" has no unit, such as s or ms`, Want: likeStages}},
		{stages, "5000:30s", schedule.ParseError{Offset: 0, Problem: `"5000" has no unit, such as s or ms`, Want: likeStages}},
		{stages, "30s", schedule.ParseError{Offset: 3, Problem: "the number of streams is missing", Want: likeStages}},
		{stages, "30s:", schedule.ParseError{Offset: 4, Problem: "the number of streams is missing", Want: likeStages}},
		{stages, "30s:-1", schedule.ParseError{Offset: 4, Problem: `"-1" is not a number of streams`, Want: likeStages}},
		{stages, "-3s:1", schedule.ParseError{Offset: 0, Problem: `"-3s" is negative`, Want: likeStages}},
		{stages, "1s:1,a b=1s:1", schedule.ParseError{Offset: 5, Problem: `"a b" is not a name of up to 40 letters, digits, - and _`, Want: "NAME=" + likeStages}},
		{rate, "", schedule.ParseError{Offset: 0, Problem: "the number is missing", Want: likeRate}},
		{rate, "fast", schedule.ParseError{Offset: 0, Problem: `"fast" is not a number`, Want: likeRate}},
		{rate, "200/d", schedule.ParseError{Offset: 4, Problem: `"d" is not a unit of s, m or h`, Want: likeRate}},
		{rate, "200/", schedule.ParseError{Offset: 4, Problem: "the unit of s, m or h is missing", Want: likeRate}},
		{rate, "0/s", schedule.ParseError{Offset: 0, Problem: `"0/s" is not more than 0 and at most 1000000 per second`, Want: likeRate}},
		{rate, "NaN", schedule.ParseError{Offset: 0, Problem: `"NaN" is not more than 0 and at most 1000000 per second`, Want: likeRate}},
		{churn, "100/s", schedule.ParseError{Offset: 0, Problem: `"100" is not a share in percent`, Want: likeChurn}},
		{churn, "1%", schedule.ParseError{Offset: 2, Problem: "the unit of s, m or h is missing", Want: likeChurn}},
		{churn, "0%/s", schedule.ParseError{Offset: 0, Problem: `"0%" is not more than 0% and at most 1000%`, Want: likeChurn}},
		{churn, "1%/s:", schedule.ParseError{Offset: 5, Problem: "the duration is missing", Want: likeChurn}},
		{storm, "50%:30s", schedule.ParseError{Offset: 0, Problem: `"50%" is not a duration`, Want: likeStorm}},
		{storm, "30s:50", schedule.ParseError{Offset: 4, Problem: `"50" has no %`, Want: likeStorm}},
		{storm, "30s:150%", schedule.ParseError{Offset: 4, Problem: `"150%" is not more than 0% and at most 100%`, Want: likeStorm}},
		{storm, "0s", schedule.ParseError{Offset: 0, Problem: "there is no time between storms", Want: likeStorm}},
		{spacing, "poisson", schedule.ParseError{Offset: 0, Problem: `"poisson" is not a spacing`, Want: "constant, uniform or exponential"}},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			var got *schedule.ParseError
			if err := tt.parse(tt.text); !errors.As(err, &got) {
				t.Fatalf("got %v, want a ParseError", err)
			}
			if diff := cmp.Diff(tt.want, *got); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseErrorIsOneLine(t *testing.T) {
	_, err := schedule.ParseStages("30s:x")
	want := `at character 5: "x" is not a number of streams; want DURATION:STREAMS,..., as in 30s:5000,1m:20000,10s:0`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// What is written is read again as it was.
func FuzzParseReadsWhatStringWrites(f *testing.F) {
	f.Add("peak=1m:20000,10s:0")
	f.Add("33.3%/s:5s")
	f.Add("30s:12.5%")
	f.Fuzz(func(t *testing.T, s string) {
		if stages, err := schedule.ParseStages(s); err == nil {
			var texts []string
			for _, stage := range stages {
				texts = append(texts, stage.String())
			}
			text := strings.Join(texts, ",")
			again, err := schedule.ParseStages(text)
			if diff := cmp.Diff(stages, again); err != nil || diff != "" {
				t.Errorf("stages %q: %v\n%s", text, err, diff)
			}
		}
		if churn, err := schedule.ParseChurn(s); err == nil {
			again, err := schedule.ParseChurn(churn.String())
			if err != nil || again.String() != churn.String() {
				t.Errorf("churn %q: got %q, %v", churn, again, err)
			}
		}
		if storm, err := schedule.ParseStorm(s); err == nil {
			again, err := schedule.ParseStorm(storm.String())
			if err != nil || again.String() != storm.String() {
				t.Errorf("storm %q: got %q, %v", storm, again, err)
			}
		}
	})
}

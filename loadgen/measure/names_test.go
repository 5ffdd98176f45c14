package measure_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen/measure"
)

func join[E fmt.Stringer](values []E) string {
	var names []string
	for _, v := range values {
		names = append(names, v.String())
	}
	return strings.Join(names, " ")
}

func TestNames(t *testing.T) {
	for _, tc := range []struct{ name, got, want string }{
		{
			"timings", join(measure.Timings()),
			"connect tls headers open first_event lag sent_lag interval jitter spread reconnect lifetime " +
				"publish late kernel_lag loop_lag",
		},
		{
			"counts", join(measure.Counts()),
			"planned started opened completed closed_by_server failed left reconnects throttled events " +
				"bytes published publish_failed expected received lost duplicate reordered " +
				"replayed missed shortfall",
		},
		{
			"classes", join(measure.Classes()),
			"other refused reset timeout tls status throttled content-type framing address files limit " +
				"closed proxy dns",
		},
	} {
		if diff := cmp.Diff(tc.want, tc.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}

func TestNamesLeadBack(t *testing.T) {
	for _, v := range measure.Timings() {
		if got, ok := measure.TimingNamed(v.String()); !ok || got != v {
			t.Errorf("%v: got %v, %v", v, got, ok)
		}
	}
	for _, v := range measure.Counts() {
		if got, ok := measure.CountNamed(v.String()); !ok || got != v {
			t.Errorf("%v: got %v, %v", v, got, ok)
		}
	}
	for _, v := range measure.Classes() {
		if got, ok := measure.ClassNamed(v.String()); !ok || got != v {
			t.Errorf("%v: got %v, %v", v, got, ok)
		}
	}
	if got, ok := measure.TimingNamed("unknown"); ok {
		t.Errorf("got %v for a name that no timing has", got)
	}
	if got := measure.Timing(200).String() + measure.Count(200).String() + measure.Class(200).String(); got !=
		"unknownunknownunknown" {
		t.Errorf("got %s out of range", got)
	}
}

func TestHelpIsALine(t *testing.T) {
	line := regexp.MustCompile(`^[a-z][^\n]{5,70}[^.\n]$`)
	for _, v := range measure.Timings() {
		if !line.MatchString(v.Help()) || !strings.Contains(v.Help(), " to ") {
			t.Errorf("%v: %q does not say from when to when", v, v.Help())
		}
	}
	for _, v := range measure.Counts() {
		if !line.MatchString(v.Help()) {
			t.Errorf("%v: %q", v, v.Help())
		}
	}
}

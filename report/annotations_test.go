package report_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/report"
)

func annotationsOf(t *testing.T, r *report.Run) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.WriteAnnotations(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAnnotationsEscape(t *testing.T) {
	res := failed()
	res.Requirement = "a:b,c%d\n::e"
	res.Findings = []report.Finding{{Message: "100%, a: b\r\n::error::forged", Offset: -1, AtMS: -1}}
	res.Fix = ""
	got := annotationsOf(t, finished(res))
	want := "::error title=a%3Ab%2Cc%25d\\n%3A%3Ae%3A fail::100%25, a: b\\r\\n::error::forged\n"
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestAnnotationsSayWhatGates(t *testing.T) {
	kinds := map[string]int{}
	r := gated()
	for _, m := range regexp.MustCompile(`(?m)^::(\w+) title=`).FindAllStringSubmatch(annotationsOf(t, r), -1) {
		kinds[m[1]]++
	}
	if kinds["error"] != 5 || kinds["warning"] != 3 {
		t.Errorf("got %v", kinds)
	}
	r.Strict = false
	if got := annotationsOf(t, r); !strings.Contains(got, "::warning title=liveness-now-a-must") {
		t.Errorf("a broken SHOULD is no warning: %s", got)
	}
}

func TestAnnotationsAreBounded(t *testing.T) {
	for _, n := range []int{9, 10, 11, 200} {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			var results []report.Result
			for range n {
				results = append(results, failed(), warned())
			}
			got := annotationsOf(t, finished(results...))
			for _, kind := range []string{"error", "warning"} {
				lines := strings.Count(got, "::"+kind+" title=")
				if want := min(n, 10); lines != want {
					t.Errorf("%d of %s, want %d", lines, kind, want)
				}
				more := fmt.Sprintf("::%s title=ssegauge check::+%d more: see the job summary\n", kind, n-9)
				if strings.Contains(got, more) != (n > 10) {
					t.Errorf("%s: got %s", kind, got)
				}
			}
		})
	}
}

func TestAnnotationOfARunThatWasNotJudged(t *testing.T) {
	r := unjudged()
	r.Results = []report.Result{failed(), warned()}
	want := "::error title=ssegauge check::dial tcp 127.0.0.1:1: connect: connection refused%0Ais the server running? The address is http://127.0.0.1:1/events\n"
	if got := annotationsOf(t, r); got != want {
		t.Errorf("got %q", got)
	}
}

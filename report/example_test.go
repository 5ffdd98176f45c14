package report_test

import (
	"fmt"
	"os"
	"time"

	"github.com/ssegauge/ssegauge/report"
)

func Example() {
	red := report.NewRedactor(nil, []string{"hunter22"})
	run := report.NewRun(report.KindCheck, report.Target{
		URL:    "https://joe:hunter22@example.com/events?token=abc",
		Method: "GET",
		Tiers:  []string{"passive"},
	}, time.Now())
	run.Finish([]report.Result{
		{
			Requirement: "response-status-200", Chapter: "response", Tier: "passive", Reason: "200 OK",
			Sentence: "The status is 200.", Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
		},
		{
			Requirement: "resume-missed-events-once", Chapter: "resume", Tier: "trigger",
			Verdict: report.Skip, Skip: report.SkipUntestable, Reason: "no publish hook; give --publish",
		},
	}, 1200*time.Millisecond)
	run.Redact(red)
	if err := report.WriteText(os.Stdout, run, report.TextOptions{}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// GET https://joe:[redacted]@example.com/events?token=[redacted]
	// tiers passive
	//
	// ✓ response  1 passed
	// - resume    1 untestable
	//
	// - 1 untestable: no publish hook; give --publish
	//
	// pass  1 passed, 1 untestable in 1.2 s
}

func ExampleExcerpt() {
	fmt.Println(report.Excerpt([]byte("data: a\r\ndata: 价格 \xff\n\n"), 9, 0))
	// Output: data: a\r\ndata: 价格 \xff\n\n
}

func ExampleRun_CouldNotJudge() {
	run := report.NewRun(report.KindCheck, report.Target{URL: "http://127.0.0.1:1/"}, time.Now())
	run.Finish(nil, 12*time.Millisecond)
	run.CouldNotJudge("connect to 127.0.0.1:1: connection refused", "is the server running?")
	if err := report.WriteText(os.Stdout, run, report.TextOptions{}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// error: connect to 127.0.0.1:1: connection refused
	// hint:  is the server running?
}

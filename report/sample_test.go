package report_test

import (
	"time"

	"github.com/ssegauge/ssegauge/report"
)

func started() time.Time { return time.Date(2026, time.March, 14, 9, 26, 53, 589_000_000, time.UTC) }

func target() report.Target {
	return report.Target{
		URL:     "http://127.0.0.1:8080/events?topic=prices",
		Method:  "GET",
		Server:  "nginx/1.27.4",
		Tiers:   []string{"passive", "trigger"},
		Publish: "POST http://127.0.0.1:8080/publish?topic=prices&id={{urlquery .ID}}",
	}
}

const standard = "https://html.spec.whatwg.org/multipage/server-sent-events.html#"

func passed(chapter, rule, reason string) report.Result {
	return report.Result{
		Requirement: chapter + "-" + rule,
		Chapter:     chapter,
		Tier:        "passive",
		Level:       report.Must,
		Verdict:     report.Pass,
		Reason:      reason,
		Sentence:    "Event streams in this format must always be encoded as UTF-8.",
		Source:      standard + "parsing-an-event-stream",
	}
}

func skipped(chapter, rule string, cause report.SkipCause, reason string) report.Result {
	r := passed(chapter, rule, reason)
	r.Tier, r.Verdict, r.Skip = "trigger", report.Skip, cause
	return r
}

func warned() report.Result {
	return report.Result{
		Requirement: "liveness-heartbeat",
		Chapter:     "liveness",
		Tier:        "passive",
		Level:       report.Should,
		Verdict:     report.Warn,
		Reason:      "silent for 20 s",
		Sentence: "Legacy proxy servers are known to, in certain cases, drop HTTP connections after a short timeout. " +
			"To protect against such proxy servers, authors can include a comment line every 15 seconds or so.",
		Source: standard + "authoring-notes",
		Why:    "Proxies and load balancers close connections on which nothing moves, often after 30 or 60 s, and every client reconnects.",
		Causes: []string{"no timer that writes a comment", "a heartbeat that waits in a buffer"},
		Fix:    "Write a comment line, \": keep-alive\", whenever 15 s have passed without an event, and flush it.",
		Findings: []report.Finding{{
			Message:  "nothing arrived for 20.0 s",
			Expected: "a byte at least every 16 s",
			Actual:   "20.0 s of silence",
			Exchange: "watch",
			Offset:   2048,
			AtMS:     21_250,
			Excerpt:  report.Excerpt([]byte("id: 41\ndata: 价格 📈 12,5 €\n\n"), 20, 0),
		}},
	}
}

func failed() report.Result {
	body := "id: 7\r\ndata: {\"path\":\"C:\\\\logs\",\"size\":12}\r\n\r\nid: 8\r\ndata: b\r\n"
	r := report.Result{
		Requirement: "framing-blank-line-ends-frame",
		Chapter:     "framing",
		Tier:        "passive",
		Level:       report.Must,
		Verdict:     report.Fail,
		Sentence:    "Once the end of the file is reached, any pending data must be discarded. (If the file ends in the middle of an event, before the final empty line, the incomplete event is not dispatched.)",
		Source:      standard + "event-stream-interpretation",
		Why:         "Every client drops the last event without a word: a message is lost and nobody sees an error.",
		Causes:      []string{"the handler returns right after it wrote the data line", "a template without its last line end"},
		Fix:         "End every event with a blank line before the response is closed.",
	}
	for i := range 5 {
		r.Findings = append(r.Findings, report.Finding{
			Message:  "the stream ended inside a frame",
			Expected: "a blank line before the end of the file",
			Actual:   "end of file after the line \"data: b\\r\\n\" | `b` <b>",
			Exchange: "watch",
			Offset:   int64(53 + 100*i),
			AtMS:     int64(250 + 1000*i),
			Excerpt:  report.Excerpt([]byte(body), 53, 0),
		})
	}
	return r
}

func broken() report.Result {
	return report.Result{
		Requirement: "resume-missed-events-once",
		Chapter:     "resume",
		Tier:        "trigger",
		Level:       report.Must,
		Verdict:     report.Error,
		Reason:      "publish event 3: POST http://127.0.0.1:8080/publish: connection refused",
		Sentence:    "A stream resumed with Last-Event-ID carries exactly the events after that id, once and in order.",
		Source:      standard + "the-last-event-id-header",
		Fix:         "Start the publisher, or give another --publish.",
	}
}

func finished(results ...report.Result) *report.Run {
	r := report.NewRun(report.KindCheck, target(), started())
	r.Tool.Version = "v0.1.0"
	r.Finish(results, 6210*time.Millisecond)
	return r
}

func healthy() *report.Run {
	return finished(
		passed("response", "status-200", "200 OK"),
		passed("response", "media-type", "text/event-stream; charset=utf-8"),
		passed("encoding", "utf-8", "2,310 bytes, all UTF-8"),
		passed("framing", "blank-line-ends-frame", "3 frames, all ended by a blank line"),
		skipped("resume", "missed-events-once", report.SkipUntestable, "no publish hook; give --publish"),
		skipped("resume", "unknown-id", report.SkipUntestable, "no publish hook; give --publish"),
	)
}

func mixed() *report.Run {
	results := []report.Result{
		passed("response", "status-200", "200 OK"),
		passed("response", "media-type", "text/event-stream; charset=utf-8"),
		passed("response", "headers-on-a-quiet-stream", "head after 3 ms, 1,200 ms before the first byte of the body; nothing on the way holds it back"),
		skipped("response", "chunked-framing", report.SkipNotApplicable, "the body is delimited by its end"),
		passed("encoding", "utf-8", "2,310 bytes, all UTF-8"),
		failed(),
		passed("framing", "line-ends", "CRLF throughout"),
		skipped("fields", "retry-digits", report.SkipInconclusive, "no retry field seen"),
		warned(),
		broken(),
		skipped("resume", "unknown-id", report.SkipUntestable, "no publish hook; give --publish"),
		skipped("resume", "huge-id", report.SkipUntestable, "no publish hook; give --publish"),
	}
	for _, rule := range []string{"order", "replay-once", "topic", "odd-ids", "nine-to-ten"} {
		results = append(results, skipped("resume", rule, report.SkipUntestable, "no publish hook; give --publish"))
	}
	return finished(results...)
}

// counted returns r as a baseline or a pinned set makes it count.
func counted(r report.Result, rule string, o report.Outcome, excuse, until string) report.Result {
	r.Requirement = r.Chapter + "-" + rule
	r.Outcome, r.Excuse, r.Until = o, excuse, until
	return r
}

// gated returns a strict Run with every Outcome.
func gated() *report.Run {
	relevelled := warned()
	relevelled.Requirement, relevelled.Level, relevelled.Pinned = "liveness-now-a-must", report.Must, "should"
	r := report.NewRun(report.KindCheck, target(), started())
	r.Tool.Version, r.Strict, r.Requirements = "v0.1.0", true, "2026-11"
	r.Finish([]report.Result{
		passed("response", "status-200", "200 OK"),
		counted(passed("response", "no-transform", "no-transform is there"), "no-transform", report.UnexpectedPass, "the CDN is being replaced, OPS-123", "2027-01-31"),
		counted(passed("encoding", "utf-8", "2,310 bytes, all UTF-8"), "utf-8", report.New, "", ""),
		counted(failed(), "blank-line-ends-frame", report.Regression, "", ""),
		counted(failed(), "line-ends", report.ExpectedFailure, "the old gateway, OPS-7", "2027-01-31"),
		counted(failed(), "fields-known", report.Expired, "mended by Christmas", "2025-12-24"),
		counted(failed(), "no-bom", report.New, "", ""),
		counted(warned(), "heartbeat", report.Flaky, "shared runner", ""),
		counted(passed("liveness", "prompt", "40 events, each within 2 s"), "prompt", report.Flaky, "shared runner", ""),
		counted(warned(), "quiet", report.ExpectedFailure, "the proxy buffers", ""),
		relevelled,
		counted(broken(), "replay-once", report.Flaky, "shared runner", ""),
		counted(skipped("resume", "unknown-id", report.SkipUntestable, "no publish hook; give --publish"), "unknown-id", report.Unmatched, "ids restart, OPS-9", ""),
		skipped("resume", "huge-id", report.SkipUntestable, "no publish hook; give --publish"),
	}, 6210*time.Millisecond)
	return r
}

// compared is a Run whose second path buffers.
func compared() *report.Run {
	flushed := passed("liveness", "event-flushed", "5 events, each at once")
	held := failed()
	held.Requirement, held.Chapter = flushed.Requirement, flushed.Chapter
	head := skipped("response", "chunked-framing", report.SkipNotApplicable, "the body is delimited by its end")
	first := finished(passed("response", "status-200", "200 OK"), head, flushed, warned())
	head.Verdict, head.Skip = report.Pass, ""
	second := finished(passed("response", "status-200", "200 OK"), head, held,
		skipped("liveness", "heartbeat", report.SkipInconclusive, "too little was seen"))
	second.Target.URL = "https://proxy.example/events?topic=prices"
	first.Against = report.Compare(first, second)
	first.Against.Likely = []string{"something on the second path holds back what is written until a buffer is full: turn off response buffering there"}
	return first
}

// comparedToSilence is a Run whose second path sends no head.
func comparedToSilence() *report.Run {
	good, bad := []report.Result{passed("response", "head-on-quiet-stream", "head after 3 ms")}, []report.Result{failed()}
	bad[0].Requirement, bad[0].Chapter = good[0].Requirement, good[0].Chapter
	for _, rule := range []string{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine"} {
		good = append(good, passed("framing", rule, "seen"))
		bad = append(bad, skipped("framing", rule, report.SkipInconclusive, "there is no event stream to judge"))
	}
	r := finished(good...)
	r.Against = report.Compare(r, finished(bad...))
	return r
}

func comparedToNothing() *report.Run {
	r := finished(passed("response", "status-200", "200 OK"))
	second := unjudged()
	r.Against = report.Compare(r, second)
	return r
}

func comparedToTheSame() *report.Run {
	r := finished(passed("response", "status-200", "200 OK"), warned())
	r.Against = report.Compare(r, finished(passed("response", "status-200", "200 OK"), warned()))
	return r
}

func unjudged() *report.Run {
	r := report.NewRun(report.KindCheck, report.Target{URL: "http://127.0.0.1:1/events", Method: "GET"}, started())
	r.Finish(nil, 12*time.Millisecond)
	r.CouldNotJudge("dial tcp 127.0.0.1:1: connect: connection refused", "is the server running? The address is http://127.0.0.1:1/events")
	return r
}

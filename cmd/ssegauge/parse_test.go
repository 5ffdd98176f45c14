package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// parsing is a parse that runs beside the test.
type parsing struct {
	in  *io.PipeWriter
	out *bufio.Reader
}

// startParse starts a parse, which the end of its input ends.
func startParse(t *testing.T, flags ...string) *parsing {
	t.Helper()
	stdin, in := io.Pipe()
	out, stdout := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- run(t.Context(), append([]string{"parse"}, flags...), stdin, stdout, io.Discard)
		_ = stdout.Close()
	}()
	p := &parsing{in, bufio.NewReader(out)}
	t.Cleanup(func() {
		_ = in.Close()
		if rest, err := io.ReadAll(p.out); err != nil || len(rest) > 0 {
			t.Errorf("at the end parse writes %q, %v", rest, err)
		}
		if got := <-code; got != exitPassed {
			t.Errorf("exit code %d, want %d", got, exitPassed)
		}
	})
	return p
}

// feed writes a part of the stream and compares the lines that come of it
// before there is more to read.
func (p *parsing) feed(t *testing.T, part string, want ...string) {
	t.Helper()
	if _, err := io.WriteString(p.in, part); err != nil {
		t.Fatalf("write %q: %v", part, err)
	}
	for _, line := range want {
		got, err := p.out.ReadString('\n')
		if diff := cmp.Diff(line+"\n", got); diff != "" || err != nil {
			t.Fatalf("after %q (-want +got): %s, %v", part, diff, err)
		}
	}
}

func TestParseWritesAnEventWhenItIsDispatched(t *testing.T) {
	p := startParse(t)
	p.feed(t, "id: 1\ndata: a\n")
	p.feed(t, "\nid: 2\nda", `{"type":"message","data":"a","lastEventId":"1"}`)
	p.feed(t, "ta: b\n\ndata: c\n\n",
		`{"type":"message","data":"b","lastEventId":"2"}`,
		`{"type":"message","data":"c","lastEventId":"2"}`)
}

func TestParseDoesNotWaitForWhatMayFollowACR(t *testing.T) {
	p := startParse(t)
	p.feed(t, "data: a\r\r", `{"type":"message","data":"a","lastEventId":""}`)
	p.feed(t, "\ndata: b\r\n\r", `{"type":"message","data":"b","lastEventId":""}`)
	p.feed(t, "\n")
}

func TestParseWritesAFrameWhenItIsComplete(t *testing.T) {
	p := startParse(t, "--frames")
	p.feed(t, ": a\n\n", `{"offset":0,"end":5,"complete":true,"lines":[`+
		`{"offset":0,"kind":"comment","raw":": a\n","value":" a"},{"offset":4,"kind":"blank","raw":"\n"}]}`)
}

func TestParse(t *testing.T) {
	tests := []struct {
		name, flags, stream, want string
	}{
		{"CR at the end", "", "data: a\r\r", `{"type":"message","data":"a","lastEventId":""}`},
		{"CR alone at the end", "--state", "retry: 5\r", `{"lastEventId":"","retry":5}`},
		{"byte order mark", "", "\xef\xbb\xbfdata: a\n\n", `{"type":"message","data":"a","lastEventId":""}`},
		{"truncated UTF-8 is one replacement", "", "data: \xe2\x82\n\n", `{"type":"message","data":"` + "\ufffd" + `","lastEventId":""}`},
		{"overlong UTF-8 is two", "", "data: \xc0\xaf\n\n", `{"type":"message","data":"` + "\ufffd\ufffd" + `","lastEventId":""}`},
		{"a surrogate is three", "", "data: \xed\xa0\x80\n\n", `{"type":"message","data":"` + "\ufffd\ufffd\ufffd" + `","lastEventId":""}`},
		{"separators stay in their line", "", "data: a\u2028b\vc\n\n", `{"type":"message","data":"a\u2028b\u000bc","lastEventId":""}`},
		{"NUL in an id ignores it", "--state", "id: a\n\nid: b\x00\n\n", `{"lastEventId":"a","retry":null}`},
		{
			"bytes of a frame that are no UTF-8", "--frames", "data: \xff\n",
			`{"offset":0,"end":8,"complete":false,"lines":[{"offset":0,"kind":"field","rawBase64":"ZGF0YTog/wo=","name":"data","value":"` + "\ufffd" + `"}]}`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			args := append([]string{"parse"}, strings.Fields(test.flags)...)
			code := run(t.Context(), args, strings.NewReader(test.stream), &stdout, &stderr)
			if code != exitPassed || stderr.Len() > 0 {
				t.Errorf("exit code %d, stderr %q", code, &stderr)
			}
			if diff := cmp.Diff(test.want+"\n", stdout.String()); diff != "" {
				t.Errorf("(-want +got): %s", diff)
			}
		})
	}
}

func TestParseReportsBrokenInputAndOutput(t *testing.T) {
	broken := errors.New("cable cut")
	tests := []struct {
		name   string
		end    error
		stdout io.Writer
	}{
		{"input", broken, io.Discard},
		{"output", io.EOF, brokenWriter{broken}},
	}
	for _, test := range tests {
		for _, flags := range []string{"", "--frames", "--state"} {
			t.Run(test.name+flags, func(t *testing.T) {
				var stderr bytes.Buffer
				stdin := io.MultiReader(strings.NewReader("data: a\n\n"), iotest.ErrReader(test.end))
				args := append([]string{"parse"}, strings.Fields(flags)...)
				if code := run(t.Context(), args, stdin, test.stdout, &stderr); code != exitUnjudged {
					t.Errorf("exit code %d, want %d", code, exitUnjudged)
				}
				if got := stderr.String(); strings.Count(got, "cable cut") != 1 || strings.Count(got, "\n") != 1 {
					t.Errorf("stderr %q, want one line with the cause", got)
				}
			})
		}
	}
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

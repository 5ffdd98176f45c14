package wire

import (
	"bytes"
	"fmt"
	"io"
	"net/http/httputil"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const chunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

func TestParseChunkSize(t *testing.T) {
	tests := []struct {
		name, line string
		size       int64
		extension  string
		problem    string
		err        string
	}{
		{"digit", "5", 5, "", "", ""},
		{"letters", "aF", 0xaf, "", "", ""},
		{"zeros", "0000000000000000000005", 5, "", "", ""},
		{"largest", "7FFFFFFFFFFFFFFF", 1<<63 - 1, "", "", ""},
		{"extension", `5;a="b"`, 5, `;a="b"`, "", ""},
		{"space before extension", "5 ;a", 5, ";a", "white space", ""},
		{"padded", "5   ", 5, "", "white space", ""},
		{"control in extension", "5;a\x01", 5, ";a\x01", "0x01", ""},
		{"CR in extension", "5;a\rb", 5, ";a\rb", "0x0d", ""},
		{"empty", "", 0, "", "", `"" is not a chunk size`},
		{"only extension", ";a", 0, "", "", "is not a chunk size"},
		{"prefix", "0x5", 0, "", "", "is not a chunk size"},
		{"sign", "-5", 0, "", "", "is not a chunk size"},
		{"plus", "+5", 0, "", "", "is not a chunk size"},
		{"underscore", "1_0", 0, "", "", "is not a chunk size"},
		{"space inside", "1 0", 0, "", "", "is not a chunk size"},
		{"overflow by one", "8000000000000000", 0, "", "", "overflows"},
		{"overflow", "FFFFFFFFFFFFFFFFF", 0, "", "", "overflows"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			size, extension, problems, err := parseChunkSize(tt.line)
			if size != tt.size || extension != tt.extension {
				t.Errorf("got %d, %q", size, extension)
			}
			if got := strings.Join(problems, "; "); !strings.Contains(got, tt.problem) || (got != "") != (tt.problem != "") {
				t.Errorf("problems: got %q, want %q", got, tt.problem)
			}
			if got := fmt.Sprint(err); !strings.Contains(got, tt.err) || (err != nil) != (tt.err != "") {
				t.Errorf("error: got %q, want %q", got, tt.err)
			}
		})
	}
}

func TestChunkedBodies(t *testing.T) {
	tests := []struct {
		name     string
		coded    string // ‸ marks the problems
		body     string
		end      EndKind
		problems []string
	}{
		{"chunks", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "abcde", EndComplete, nil},
		{"trailer", "1\r\na\r\n0\r\nX-A: b\r\nX-C: d\r\n\r\n", "a", EndComplete, nil},
		{"line ends as data", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n", EndComplete, nil},
		{"bare LFs", "‸1\na‸\n‸0\n‸\n", "a", EndComplete, []string{"bare LF", "bare LF", "bare LF", "bare LF"}},
		{"bad trailer", "0\r\n‸x\r\n‸b c: d\r\n\r\n", "", EndComplete, []string{"has no colon", "not a token"}},
		{"padded size", "‸1 \r\na\r\n0\r\n\r\n", "a", EndComplete, []string{"white space"}},
		{"data too long", "1\r\nab", "a", EndMalformed, nil},
		{"data much too long", "1\r\nabcdef\r\n", "a", EndMalformed, nil},
		{"CR CR after data", "1\r\na\r\r\n", "a", EndMalformed, nil},
		{"blank size line", "1\r\na\r\n\r\n", "a", EndMalformed, nil},
		{"missing final CRLF", "0\r\n", "", EndTruncated, nil},
		{"nothing", "", "", EndTruncated, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text, offsets := marked(chunkedHead + tt.coded)
			tr := FromText(tt.name, text)
			if string(tr.Body) != tt.body || tr.End.Kind != tt.end {
				t.Errorf("got %q, %v", tr.Body, tr.End)
			}
			if diff := cmp.Diff(offsets, offsetsOf(tr.Framing.Problems)); diff != "" {
				t.Errorf("places of problems (-want +got):\n%s%v", diff, tr.Framing.Problems)
			}
			for i, want := range tt.problems {
				if got := tr.Framing.Problems[i].Message; !strings.Contains(got, want) {
					t.Errorf("problem %d: got %q, want … %s …", i, got, want)
				}
			}
		})
	}
}

func TestHTTPChunksAndTrailer(t *testing.T) {
	text, at := marked(chunkedHead + "‸9\r\ndata: a\n\n\r\n‸a;x=y\r\ndata: bc\n\n\r\n‸0\r\nX-Sum: 1\r\n\r\n")
	tr := FromText("chunks", text)
	want := []HTTPChunk{{at[0], 0, 9, ""}, {at[1], 9, 10, ";x=y"}, {at[2], 19, 0, ""}}
	if diff := cmp.Diff(want, tr.Framing.HTTPChunks); diff != "" {
		t.Errorf("chunks (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Field{{"X-Sum", "1"}}, tr.Framing.Trailer); diff != "" {
		t.Errorf("trailer (-want +got):\n%s", diff)
	}
	for i, e := range tr.Events {
		c := tr.Framing.HTTPChunks[i]
		if e.Offset != c.BodyOffset || e.EndOffset != c.BodyOffset+c.Size {
			t.Errorf("event %d is not chunk %d: %+v, %+v", i, i, e, c)
		}
	}
}

// encode writes body in chunks, whose sizes and extensions plan chooses.
func encode(body, plan []byte) []byte {
	var coded bytes.Buffer
	for i := 0; len(body) > 0; i++ {
		size := 1
		if i < len(plan) {
			size = 1 + int(plan[i])
		}
		size = min(size, len(body))
		extension := ""
		if size%3 == 0 {
			extension = ";name=value"
		}
		fmt.Fprintf(&coded, "%x%s\r\n%s\r\n", size, extension, body[:size])
		body = body[size:]
	}
	coded.WriteString("0\r\n\r\n")
	return coded.Bytes()
}

func FuzzChunkedAgainstNetHTTP(f *testing.F) {
	f.Add([]byte("data: a\n\ndata: b\r\n\r\n"), []byte{8, 0, 3})
	f.Add([]byte(""), []byte{})
	f.Add(bytes.Repeat([]byte("\r\n0\r\n"), 50), []byte{2, 255, 1})
	f.Fuzz(func(t *testing.T, body, plan []byte) {
		coded := encode(body, plan)
		want, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(coded)))
		if err != nil || !bytes.Equal(want, body) {
			t.Fatalf("net/http read %q, %v", want, err)
		}
		tr := FromText("fuzz", chunkedHead+string(coded))
		if !bytes.Equal(tr.Body, want) || tr.End.Kind != EndComplete || len(tr.Framing.Problems) > 0 {
			t.Errorf("got %q, %v, %v\nwant %q", tr.Body, tr.End, tr.Framing.Problems, want)
		}
	})
}

func TestChunkedLimitsAreExact(t *testing.T) {
	const limit = 100
	line := func(begin string, n int) string { return begin + strings.Repeat("x", n-len(begin)-2) + "\r\n" }
	tests := []struct {
		name, coded string
		end         EndKind
	}{
		{"size line fits", line("1;", limit) + "a\r\n0\r\n\r\n", EndComplete},
		{"size line too long", line("1;", limit+1) + "a\r\n0\r\n\r\n", EndLimit},
		{"every size line may be that long", line("1;", limit) + "a\r\n" + line("1;", limit) + "a\r\n0\r\n\r\n", EndComplete},
		{"trailer fits", "0\r\n" + line("A:", 60) + line("B:", 38) + "\r\n", EndComplete},
		{"trailer too long", "0\r\n" + line("A:", 60) + line("B:", 39) + "\r\n", EndLimit},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, plan := range [][]byte{{255, 255, 255}, nil} {
				tr := build(t, Limits{HeadBytes: limit}, cut(chunkedHead+tt.coded, plan))
				if tr.End.Kind != tt.end {
					t.Errorf("got %v", tr.End)
				}
			}
		})
	}
}

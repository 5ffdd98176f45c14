package refserver

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

const jsonType = "Content-Type: application/json"

func TestPublishIsDelivered(t *testing.T) {
	tests := []struct {
		name   string
		query  string
		header string
		body   string
		want   eventstream.Event
	}{
		{"raw", "", "", "hello", eventstream.Event{Type: "message", Data: "hello", LastEventID: "1"}},
		{"raw, empty", "", "", "", eventstream.Event{Type: "message", LastEventID: "1"}},
		{"raw, as a form", "", "Content-Type: application/x-www-form-urlencoded", "a=b&c", eventstream.Event{Type: "message", Data: "a=b&c", LastEventID: "1"}},
		{"raw, malformed type", "", "Content-Type: ;;", "x", eventstream.Event{Type: "message", Data: "x", LastEventID: "1"}},
		{"raw, type and id", "?event=tick&id=blue", "", "x", eventstream.Event{Type: "tick", Data: "x", LastEventID: "blue"}},
		{"raw, empty parameters", "?event=&id=&retry=&topic=", "", "x", eventstream.Event{Type: "message", Data: "x", LastEventID: "1"}},
		{"raw, JSON in text", "", "Content-Type: text/plain; charset=UTF-8", `{"data":"x"}`, eventstream.Event{Type: "message", Data: `{"data":"x"}`, LastEventID: "1"}},
		{"raw, odd characters", "", "", "\x00\u2028\u0085\v\f\U0001F30D\ufeff", eventstream.Event{Type: "message", Data: "\x00\u2028\u0085\v\f\U0001F30D\ufeff", LastEventID: "1"}},
		{"raw, lines", "", "", "a\nb\r\nc\rd\n\n", eventstream.Event{Type: "message", Data: "a\nb\nc\nd\n\n", LastEventID: "1"}},
		{"raw, forged", "", "", "a\n\ndata: b\nid: 9", eventstream.Event{Type: "message", Data: "a\n\ndata: b\nid: 9", LastEventID: "1"}},
		{"raw, space and colon", "", "", "  :x ", eventstream.Event{Type: "message", Data: "  :x ", LastEventID: "1"}},
		{"JSON", "", jsonType, `{"data":"hello"}`, eventstream.Event{Type: "message", Data: "hello", LastEventID: "1"}},
		{"JSON, all fields", "?topic=default", jsonType, ` {"event":"tick","data":"a\nb","id":"7","retry":10} `, eventstream.Event{Type: "tick", Data: "a\nb", LastEventID: "7"}},
		{"JSON, empty fields", "?id=&event=", jsonType, `{"event":"","data":"","id":""}`, eventstream.Event{Type: "message", LastEventID: "1"}},
		{"JSON, any case of the type", "", "Content-Type: Application/JSON; charset=utf-8", `{"data":"x"}`, eventstream.Event{Type: "message", Data: "x", LastEventID: "1"}},
		{"JSON, malformed parameter", "", "Content-Type: application/json; =", `{"data":"x"}`, eventstream.Event{Type: "message", Data: "x", LastEventID: "1"}},
		{"JSON, escapes", "", jsonType, `{"data":"\ud83c\udf0d\u0000\\ud83c\u00e9"}`, eventstream.Event{Type: "message", Data: "\U0001F30D\x00\\ud83cé", LastEventID: "1"}},
		{"NUL in the type", "?event=a%00b", "", "x", eventstream.Event{Type: "a\x00b", Data: "x", LastEventID: "1"}},
		{"ID with inner space", "?id=" + url.QueryEscape("a b: ü"), "", "x", eventstream.Event{Type: "message", Data: "x", LastEventID: "a b: ü"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := start(t, Config{})
			st := s.open(t, "")
			var headers []string
			if test.header != "" {
				headers = []string{test.header}
			}
			res := s.request(t, http.MethodPost, "/publish"+test.query, test.body, headers...)
			want := map[string]any{"id": test.want.LastEventID, "topic": "default"}
			if diff := cmp.Diff(want, answer(t, res)); diff != "" || res.StatusCode != http.StatusOK {
				t.Fatalf("status %d, answer (-want +got):\n%s", res.StatusCode, diff)
			}
			if diff := cmp.Diff(test.want, st.next(t)); diff != "" {
				t.Errorf("event (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPublishSetsRetry(t *testing.T) {
	tests := []struct {
		name   string
		query  string
		body   string
		header string
		want   int64
	}{
		{"raw", "?retry=1500", "x", "Content-Type: text/plain", 1500},
		{"raw, zero", "?retry=0", "x", "Content-Type: text/plain", 0},
		{"raw, leading zeros", "?retry=0010", "x", "Content-Type: text/plain", 10},
		{"JSON", "", `{"data":"x","retry":2147483647}`, jsonType, 2147483647},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := start(t, Config{})
			st := s.open(t, "")
			if res := s.request(t, http.MethodPost, "/publish"+test.query, test.body, test.header); res.StatusCode != http.StatusOK {
				t.Fatalf("status %d: %v", res.StatusCode, answer(t, res))
			}
			st.next(t)
			if ms, ok := st.decoder.Retry(); !ok || ms != test.want {
				t.Errorf("retry is %d (set: %t), want %d", ms, ok, test.want)
			}
		})
	}
}

// refusal is a publish that must be refused.
type refusal struct {
	name   string
	query  string
	header string
	body   string
	status int
	field  string
	want   string // the message
}

// refused sends each refusal, and sees to it that nothing was published and
// that the server goes on.
func refused(t *testing.T, c Config, refusals []refusal) {
	t.Helper()
	s := start(t, c)
	st := s.open(t, "")
	for i, test := range refusals {
		t.Run(test.name, func(t *testing.T) {
			before := s.Stats().History
			res := s.request(t, http.MethodPost, "/publish"+test.query, test.body, test.header)
			members := answer(t, res)
			if res.StatusCode != test.status || members["field"] != test.field || members["error"] != test.want {
				t.Errorf("status %d, %v\nwant %d, field %s: %s", res.StatusCode, members, test.status, test.field, test.want)
			}
			if after := s.Stats().History; after != before {
				t.Errorf("history changed from %+v to %+v", before, after)
			}
			id := s.publish(t, "", strconv.Itoa(i))
			want := eventstream.Event{Type: "message", Data: strconv.Itoa(i), LastEventID: id}
			if diff := cmp.Diff(want, st.next(t)); diff != "" {
				t.Errorf("next event (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRawPublishRefusals(t *testing.T) {
	const text = "Content-Type: text/plain"
	refused(t, Config{MaxPublishBytes: 1000, MaxIDBytes: 20, MaxTypeBytes: 10, MaxTopicBytes: 10}, []refusal{
		{"LF in the type", "?event=a%0Ab", text, "x", 400, "event", "event: LF at byte 1 is not allowed"},
		{"CR in the type", "?event=%0D", text, "x", 400, "event", "event: CR at byte 0 is not allowed"},
		{"long type", "?event=12345678901", text, "x", 400, "event", "event: longer than 10 bytes"},
		{"type not UTF-8", "?event=a%C0%AF", text, "x", 400, "event", "event: invalid UTF-8 at byte 1"},
		{"LF in the ID", "?id=ab%0Ac", text, "x", 400, "id", "id: LF at byte 2 is not allowed"},
		{"CR in the ID", "?id=%0D", text, "x", 400, "id", "id: CR at byte 0 is not allowed"},
		{"NUL in the ID", "?id=a%00", text, "x", 400, "id", "id: NUL at byte 1 is not allowed"},
		{"long ID", "?id=" + strings.Repeat("x", 21), text, "x", 400, "id", "id: longer than 20 bytes"},
		{"ID not UTF-8", "?id=%ED%A0%80", text, "x", 400, "id", "id: invalid UTF-8 at byte 0"},
		{"control character in the ID", "?id=a%1Bb", text, "x", 400, "id", "id: control character at byte 1 would not come back in a Last-Event-ID header"},
		{"space around the ID", "?id=%20a", text, "x", 400, "id", "id: the space around it would not come back in a Last-Event-ID header"},
		{"ID too large", "?id=9007199254740992", text, "x", 400, "id", "id: a numeric ID is at most 9007199254740991"},
		{"ID passed", "?id=0", text, "x", 409, "id", "id: the sequence has already passed this ID"},
		{"retry in words", "?retry=5s", text, "x", 400, "retry", "retry: must be a whole number of milliseconds from 0 to 2147483647, is 5s"},
		{"retry negative", "?retry=-1", text, "x", 400, "retry", "retry: must be a whole number of milliseconds from 0 to 2147483647, is -1"},
		{"retry too large", "?retry=2147483648", text, "x", 400, "retry", "retry: must be a whole number of milliseconds from 0 to 2147483647, is 2147483648"},
		{"unknown parameter", "?evnet=x", text, "x", 400, "evnet", "evnet: not a parameter here; these are: topic, event, id, retry"},
		{"parameter without name", "?=x", text, "x", 400, "query", "query: not a parameter here; these are: topic, event, id, retry"},
		{"parameter twice", "?id=a&id=b", text, "x", 400, "id", "id: given 2 times"},
		{"two topics", "?topic=a&topic=b", text, "x", 400, "topic", "topic: an event belongs to one topic, not to 2"},
		{"long topic", "?topic=12345678901", text, "x", 400, "topic", "topic: longer than 10 bytes"},
		{"query cannot be read", "?id=%", text, "x", 400, "query", `query: invalid URL escape "%"`},
		{"data not UTF-8", "", text, "abc\xffd", 400, "data", "data: invalid UTF-8 at byte 3"},
		{"data cut within a character", "", text, "ab\xe2\x82", 400, "data", "data: invalid UTF-8 at byte 2"},
		{"another charset", "", "Content-Type: text/plain; charset=iso-8859-1", "x", 415, "Content-Type", "Content-Type: only UTF-8 is understood, not iso-8859-1"},
		{"compressed", "", "Content-Encoding: gzip", "x", 415, "Content-Encoding", "Content-Encoding: only identity is understood, not gzip"},
		{"too long", "", text, strings.Repeat("x", 1001), 413, "body", "body: longer than 1000 bytes"},
		{"far too long", "", text, strings.Repeat("x", 1<<20), 413, "body", "body: longer than 1000 bytes"},
	})
}

func TestJSONPublishRefusals(t *testing.T) {
	long := strings.Repeat("k", 100)
	refused(t, Config{MaxPublishBytes: 1000, MaxIDBytes: 20}, []refusal{
		{"empty body", "", jsonType, "", 400, "body", "body: not JSON at byte 0: unexpected end of JSON input"},
		{"cut off", "", jsonType, `{"data":"x"`, 400, "body", "body: not JSON at byte 11: unexpected end of JSON input"},
		{"not JSON", "", jsonType, `{data:"x"}`, 400, "body", "body: not JSON at byte 2: invalid character 'd' looking for beginning of object key string"},
		{"more after it", "", jsonType, `{"data":"x"} {}`, 400, "body", "body: not JSON at byte 14: invalid character '{' after top-level value"},
		{"an array", "", jsonType, `[1]`, 400, "body", "body: must be an object, is an array"},
		{"null", "", jsonType, `null`, 400, "body", "body: must be an object, is null"},
		{"a string", "", jsonType, `"x"`, 400, "body", "body: must be an object, is a string"},
		{"no data", "", jsonType, `{"event":"x"}`, 400, "data", "data: missing"},
		{"nothing", "", jsonType, `{}`, 400, "data", "data: missing"},
		{"data is an object", "", jsonType, `{"data":{"a":1}}`, 400, "data", "data: must be a string, is an object"},
		{"data is null", "", jsonType, `{"data":null}`, 400, "data", "data: must be a string, is null"},
		{"data is a number", "", jsonType, `{"data":1}`, 400, "data", "data: must be a string, is a number"},
		{"event is a boolean", "", jsonType, `{"data":"x","event":true}`, 400, "event", "event: must be a string, is a boolean"},
		{"id is a number", "", jsonType, `{"data":"x","id":5}`, 400, "id", "id: must be a string, is a number"},
		{"retry is a string", "", jsonType, `{"data":"x","retry":"5"}`, 400, "retry", "retry: must be a number, is a string"},
		{"retry is a fraction", "", jsonType, `{"data":"x","retry":1.5}`, 400, "retry", "retry: must be a whole number of milliseconds from 0 to 2147483647, is 1.5"},
		{"retry is negative", "", jsonType, `{"data":"x","retry":-1}`, 400, "retry", "retry: must be a whole number of milliseconds from 0 to 2147483647, is -1"},
		{"unknown keys", "", jsonType, `{"data":"x","foo":1,"bar":2}`, 400, "foo", `unknown: "foo", "bar"`},
		{"another case", "", jsonType, `{"Data":"x"}`, 400, "Data", `unknown: "Data"`},
		{"many unknown keys", "", jsonType, "{" + strings.Repeat(`"`+long[:9]+`":0,`, 30) + `"data":""}`, 400, "kkkkkkkkk", "unknown: " + strings.Repeat(`"kkkkkkkkk", `, 8) + "and more"},
		{"long unknown key", "", jsonType, `{"` + long + `":1}`, 400, long[:64] + "…", `unknown: "` + long[:64] + `…"`},
		{"empty key", "", jsonType, `{"":1}`, 400, "body", `unknown: ""`},
		{"key twice", "", jsonType, `{"data":"x","data":"y"}`, 400, "data", "data: given twice"},
		{"id also in the query", "?id=5", jsonType, `{"data":"x"}`, 400, "id", "id: not a parameter here; these are: topic"},
		{"data not UTF-8", "", jsonType, "{\"data\":\"ab\xff\"}", 400, "data", "data: invalid UTF-8 at byte 11 of the body"},
		{"half a pair", "", jsonType, `{"data":"ab\ud83c"}`, 400, "data", "data: half of a surrogate pair at byte 11 of the body"},
		{"LF in the type", "", jsonType, `{"data":"x","event":"a\nb"}`, 400, "event", "event: LF at byte 1 is not allowed"},
		{"NUL in the ID", "", jsonType, `{"data":"x","id":"a\u0000b"}`, 400, "id", "id: NUL at byte 1 is not allowed"},
		{"too long", "", jsonType, `{"data":"` + strings.Repeat("x", 1000) + `"}`, 413, "body", "body: longer than 1000 bytes"},
	})
}

func TestPublishConflicts(t *testing.T) {
	s := start(t, Config{})
	steps := []struct {
		id     string
		status int
		want   string
	}{
		{"blue", 200, "blue"},
		{"blue", 409, "id: an event with this ID is in the history"},
		{"", 200, "2"},
		{"9", 200, "9"},
		{"9", 409, "id: the sequence has already passed this ID"},
		{"8", 409, "id: the sequence has already passed this ID"},
		{"", 200, "10"},
		{"9007199254740991", 200, "9007199254740991"},
		{"", 409, "id: the sequence has reached its end, 9007199254740991"},
	}
	st := s.open(t, "?topic=a&topic=b")
	var want []string
	for i, step := range steps {
		res := s.request(t, http.MethodPost, "/publish?topic="+string("ab"[i%2])+"&id="+step.id, "x")
		members := answer(t, res)
		got := members["id"]
		if step.status != 200 {
			got = members["error"]
		} else {
			want = append(want, step.want)
		}
		if res.StatusCode != step.status || got != step.want {
			t.Errorf("step %d: status %d, %v, want %d, %s", i, res.StatusCode, members, step.status, step.want)
		}
	}
	if diff := cmp.Diff(want, st.ids(t, len(want))); diff != "" {
		t.Errorf("IDs on the stream (-want +got):\n%s", diff)
	}
}

func TestLargePublishArrivesWhole(t *testing.T) {
	s := start(t, Config{})
	st := s.open(t, "")
	data := strings.Repeat("é0123456789\n", 8<<20/13)
	s.publish(t, "", data)
	if got := st.next(t).Data; got != data {
		t.Errorf("received %d bytes, want %d", len(got), len(data))
	}
}

func TestUnlengthedBodyIsLimited(t *testing.T) {
	s := start(t, Config{MaxPublishBytes: 1000})
	conn := dial(t, s)
	conn.send(t, "POST /publish HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n"+strings.Repeat("x", 1001)+"\r\n0\r\n\r\n")
	if res := conn.response(t); res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d, want 413", res.StatusCode)
	}
	if got := s.Stats().History.Published; got != 0 {
		t.Errorf("%d events published", got)
	}
}

func TestCutBodyIsNotPublished(t *testing.T) {
	s := start(t, Config{})
	conn := dial(t, s)
	conn.send(t, "POST /publish HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf")
	conn.halfClose(t)
	res := conn.response(t)
	if got := answer(t, res)["error"]; res.StatusCode != http.StatusBadRequest || got != "body: unexpected EOF" {
		t.Errorf("status %d, %v", res.StatusCode, got)
	}
	if got := s.Stats().History.Published; got != 0 {
		t.Errorf("%d events published", got)
	}
}

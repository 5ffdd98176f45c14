package eventstream_test

import (
	"math"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// prefix stands before what is appended, to see that it stays.
const prefix = ": prefix\n"

func requireAppended(t *testing.T, got []byte, want string) {
	t.Helper()
	if diff := compare(prefix+want, string(got)); diff != "" {
		t.Errorf("appended (-want +got):\n%s", diff)
	}
}

func TestAppendEvent(t *testing.T) {
	for _, tt := range []struct {
		name  string
		event eventstream.Event
		want  string
	}{
		{"zero", eventstream.Event{}, "data: \n\n"},
		{"data", eventstream.Event{Data: "a"}, "data: a\n\n"},
		{"default type", eventstream.Event{Type: "message", Data: "a"}, "data: a\n\n"},
		{"type", eventstream.Event{Type: "Message", Data: "a"}, "event: Message\ndata: a\n\n"},
		{"id", eventstream.Event{LastEventID: "1", Data: "a"}, "id: 1\ndata: a\n\n"},
		{"all", eventstream.Event{Type: "t", Data: "a\nb", LastEventID: "1"}, "id: 1\nevent: t\ndata: a\ndata: b\n\n"},
		{"blank line in the data", eventstream.Event{Data: "a\n\nb"}, "data: a\ndata: \ndata: b\n\n"},
		{"fields in the data", eventstream.Event{Data: "\nid: 2\n\ndata: x"}, "data: \ndata: id: 2\ndata: \ndata: data: x\n\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := eventstream.AppendEvent([]byte(prefix), tt.event)
			if err != nil {
				t.Fatal(err)
			}
			requireAppended(t, got, tt.want)
		})
	}
}

// appendField is AppendID or AppendType.
type appendField func(dst []byte, value string) ([]byte, error)

func TestAppendField(t *testing.T) {
	for _, tt := range []struct {
		name   string
		append appendField
		value  string
		want   string
	}{
		{"id", eventstream.AppendID, "1", "id: 1\n"},
		{"empty id", eventstream.AppendID, "", "id: \n"},
		{"id with spaces", eventstream.AppendID, " 1 ", "id:  1 \n"},
		{"id with a colon", eventstream.AppendID, ":1", "id: :1\n"},
		{"id not ASCII", eventstream.AppendID, "é€𝄞\u2028", "id: é€𝄞\u2028\n"},
		{"id ill-formed", eventstream.AppendID, "a\xE2\x82b\xFF\xFF", "id: a\uFFFDb\uFFFD\uFFFD\n"},
		{"type", eventstream.AppendType, "add", "event: add\n"},
		{"empty type", eventstream.AppendType, "", "event: \n"},
		{"default type", eventstream.AppendType, "message", "event: message\n"},
		{"type with NUL", eventstream.AppendType, "a\x00b", "event: a\x00b\n"},
		{"type with other separators", eventstream.AppendType, "a\v\f\x1E\u0085\u2028\u2029b", "event: a\v\f\x1E\u0085\u2028\u2029b\n"},
		{"type ill-formed", eventstream.AppendType, "\xC0\x80", "event: \uFFFD\uFFFD\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.append([]byte(prefix), tt.value)
			if err != nil {
				t.Fatal(err)
			}
			requireAppended(t, got, tt.want)
		})
	}
}

func TestFieldErrors(t *testing.T) {
	asEvent := func(e eventstream.Event) appendField {
		return func(dst []byte, _ string) ([]byte, error) { return eventstream.AppendEvent(dst, e) }
	}
	for _, tt := range []struct {
		name   string
		append appendField
		value  string
		want   eventstream.FieldError
		msg    string
	}{
		{"LF in id", eventstream.AppendID, "12\n3", eventstream.FieldError{Field: "id", Index: 2, Char: '\n'}, "write field id: LF at byte 2 is not allowed"},
		{"CR in id", eventstream.AppendID, "\r\n", eventstream.FieldError{Field: "id", Index: 0, Char: '\r'}, "write field id: CR at byte 0 is not allowed"},
		{"NUL in id", eventstream.AppendID, "a\x00", eventstream.FieldError{Field: "id", Index: 1, Char: 0}, "write field id: NUL at byte 1 is not allowed"},
		{"first of many", eventstream.AppendID, "€\x00\r\n", eventstream.FieldError{Field: "id", Index: 3, Char: 0}, "write field id: NUL at byte 3 is not allowed"},
		{"after ill-formed bytes", eventstream.AppendID, "\xFF\xFF\n", eventstream.FieldError{Field: "id", Index: 2, Char: '\n'}, "write field id: LF at byte 2 is not allowed"},
		{"after a long value", eventstream.AppendID, "0123456789\xE2\x82\r", eventstream.FieldError{Field: "id", Index: 12, Char: '\r'}, "write field id: CR at byte 12 is not allowed"},
		{"LF in type", eventstream.AppendType, "a\ndata: x\n\n", eventstream.FieldError{Field: "event", Index: 1, Char: '\n'}, "write field event: LF at byte 1 is not allowed"},
		{"CR in type", eventstream.AppendType, "\x00\r", eventstream.FieldError{Field: "event", Index: 1, Char: '\r'}, "write field event: CR at byte 1 is not allowed"},
		{"id of an event", asEvent(eventstream.Event{LastEventID: "1\n", Type: "\n"}), "", eventstream.FieldError{Field: "id", Index: 1, Char: '\n'}, "write field id: LF at byte 1 is not allowed"},
		{"type of an event", asEvent(eventstream.Event{LastEventID: "1", Type: "a\r"}), "", eventstream.FieldError{Field: "event", Index: 1, Char: '\r'}, "write field event: CR at byte 1 is not allowed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.append([]byte(prefix), tt.value)
			requireAppended(t, got, "")
			if diff := compare(error(&tt.want), err); diff != "" {
				t.Fatalf("error (-want +got):\n%s", diff)
			}
			if err.Error() != tt.msg {
				t.Errorf("message = %q, want %q", err, tt.msg)
			}
		})
	}
}

func TestAppendDataAndComment(t *testing.T) {
	for _, tt := range []struct {
		name, text    string
		data, comment string
	}{
		{"empty", "", "data: \n", ": \n"},
		{"one line", "a", "data: a\n", ": a\n"},
		{"LF", "a\nb", "data: a\ndata: b\n", ": a\n: b\n"},
		{"CR", "a\rb", "data: a\ndata: b\n", ": a\n: b\n"},
		{"CRLF", "a\r\nb", "data: a\ndata: b\n", ": a\n: b\n"},
		{"LF CR", "a\n\rb", "data: a\ndata: \ndata: b\n", ": a\n: \n: b\n"},
		{"CR CR LF", "a\r\r\nb", "data: a\ndata: \ndata: b\n", ": a\n: \n: b\n"},
		{"ends with LF", "a\n", "data: a\ndata: \n", ": a\n: \n"},
		{"ends with CR", "a\r", "data: a\ndata: \n", ": a\n: \n"},
		{"ends with CRLF", "a\r\n", "data: a\ndata: \n", ": a\n: \n"},
		{"only LF", "\n", "data: \ndata: \n", ": \n: \n"},
		{"leading space", " a\n  b", "data:  a\ndata:   b\n", ":  a\n:   b\n"},
		{"leading colon", ":a\n:b", "data: :a\ndata: :b\n", ": :a\n: :b\n"},
		{"no line ends", "a\v\f\x00\u0085\u2028\u2029b", "data: a\v\f\x00\u0085\u2028\u2029b\n", ": a\v\f\x00\u0085\u2028\u2029b\n"},
		{"ill-formed", "a\xE2\x82\nb\xFF\xFF", "data: a\uFFFD\ndata: b\uFFFD\uFFFD\n", ": a\uFFFD\n: b\uFFFD\uFFFD\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			requireAppended(t, eventstream.AppendData([]byte(prefix), tt.text), tt.data)
			requireAppended(t, eventstream.AppendComment([]byte(prefix), tt.text), tt.comment)
		})
	}
}

func TestAppendRetry(t *testing.T) {
	for _, tt := range []struct {
		name  string
		delay time.Duration
		want  string
	}{
		{"zero", 0, "retry: 0\n"},
		{"one millisecond", time.Millisecond, "retry: 1\n"},
		{"seconds", 3 * time.Second, "retry: 3000\n"},
		{"fraction", 1999 * time.Microsecond, "retry: 1\n"},
		{"less than a millisecond", time.Microsecond, "retry: 0\n"},
		{"negative", -time.Hour, "retry: 0\n"},
		{"largest", math.MaxInt64, "retry: 9223372036854\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			requireAppended(t, eventstream.AppendRetry([]byte(prefix), tt.delay), tt.want)
		})
	}
}

func TestAppendEnd(t *testing.T) {
	requireAppended(t, eventstream.AppendEnd([]byte(prefix)), "\n")
}

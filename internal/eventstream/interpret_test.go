package eventstream_test

import (
	"math"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
func TestFieldNames(t *testing.T) {
	a := []eventstream.Event{message("a")}
	eventsTable{
		{"upper case", "DATA: b\nData: b\ndata: a\n\n", a},
		{"space before the name", " data: b\ndata: a\n\n", a},
		{"space after the name", "data : b\ndata \ndata: a\n\n", a},
		{"tab after the name", "data\t: b\ndata: a\n\n", a},
		{"prefix of a name", "d: b\ndat: b\ndat\nd\ndata: a\n\n", a},
		{"longer than a name", "datas: b\ndatadata\ndata: a\n\n", a},
		{"quoted", "\"data\": b\ndata: a\n\n", a},
		{"unknown", "x: b\nfoo\nevents: b\ni: b\nids: 1\ne\ndata: a\n\n", a},
		{"comment", ":data: b\n: data: b\n:\n::\ndata: a\n\n", a},
		{"comments only", ":\n\n: a\n\n", nil},
		{"NUL in the name", "da\x00ta: b\ndata\x00: b\ndata: a\n\n", a},
		{"ill-formed name", "data\xFF: b\n\xFFdata: b\ndata: a\n\n", a},
		{"equals sign", "data=b\ndata: a\n\n", a},
	}.run(t)
}

func TestFieldValues(t *testing.T) {
	eventsTable{
		{"no space", "data:a\n\n", []eventstream.Event{message("a")}},
		{"one space", "data: a\n\n", []eventstream.Event{message("a")}},
		{"two spaces", "data:  a\n\n", []eventstream.Event{message(" a")}},
		{"only two spaces", "data:  \n\n", []eventstream.Event{message(" ")}},
		{"tab", "data:\ta\n\n", []eventstream.Event{message("\ta")}},
		{"space, tab", "data: \ta\n\n", []eventstream.Event{message("\ta")}},
		{"no-break space", "data:\u00A0a\n\n", []eventstream.Event{message("\u00A0a")}},
		{"trailing space", "data: a \n\n", []eventstream.Event{message("a ")}},
		{"two colons", "data::a\n\n", []eventstream.Event{message(":a")}},
		{"colon and space twice", "data: : a\n\n", []eventstream.Event{message(": a")}},
		{"colons inside", "data: a:b: c\n\n", []eventstream.Event{message("a:b: c")}},
		{"NUL in data", "data: a\x00b\n\n", []eventstream.Event{message("a\x00b")}},
		{"NUL in a type", "event: a\x00b\ndata\n\n", []eventstream.Event{{Type: "a\x00b"}}},
		{"type", "event: add\ndata\n\n", []eventstream.Event{{Type: "add"}}},
		{"type after the data", "data\nevent: add\n\n", []eventstream.Event{{Type: "add"}}},
		{"last type wins", "event: a\nevent: b\ndata\n\n", []eventstream.Event{{Type: "b"}}},
		{"empty type resets", "event: a\nevent\ndata\n\n", []eventstream.Event{message("")}},
		{"empty type with colon", "event: a\nevent:\ndata\n\n", []eventstream.Event{message("")}},
		{"type of a space", "event:  \ndata\n\n", []eventstream.Event{{Type: " "}}},
		{"types of the API", "event: error\ndata\n\nevent: open\ndata\n\nevent: message\ndata\n\n", []eventstream.Event{{Type: "error"}, {Type: "open"}, message("")}},
	}.run(t)
}

// "If the field value does not contain U+0000 NULL, then set the last event ID
// buffer to the field value. Otherwise, ignore the field."
// https://html.spec.whatwg.org/multipage/server-sent-events.html#processField
func TestLastEventID(t *testing.T) {
	for _, tt := range []struct {
		name, seed, stream string
		ids                []string // of the events, in order
		want               string   // Decoder.LastEventID in the end
	}{
		{"none", "", "data\n\n", []string{""}, ""},
		{"set", "", "id: 1\ndata\n\n", []string{"1"}, "1"},
		{"after the data", "", "data\nid: 1\n\n", []string{"1"}, "1"},
		{"carried over", "", "id: 1\ndata\n\ndata\n\n", []string{"1", "1"}, "1"},
		{"not set yet", "", "data\n\nid: 1\ndata\n\n", []string{"", "1"}, "1"},
		{"last wins", "", "id: 1\nid: 2\ndata\n\n", []string{"2"}, "2"},
		{"committed without data", "", "id: 1\n\n", nil, "1"},
		{"committed without data, then an event", "", "id: 1\n\ndata\n\n", []string{"1"}, "1"},
		{"uncommitted", "", "id: 1\ndata\n\nid: 2\ndata\n", []string{"1"}, "1"},
		{"reset", "", "id: 1\ndata\n\nid\ndata\n\n", []string{"1", ""}, ""},
		{"reset with colon", "", "id: 1\ndata\n\nid:\ndata\n\n", []string{"1", ""}, ""},
		{"reset with space", "", "id: 1\ndata\n\nid: \n\n", []string{"1"}, ""},
		{"reset, then set", "", "id: 1\n\nid\nid: 2\n\ndata\n\n", []string{"2"}, "2"},
		{"set, then reset", "", "id: 1\nid\ndata\n\n", []string{""}, ""},
		{"zero", "", "id: 0\ndata\n\n", []string{"0"}, "0"},
		{"of a space", "", "id:  \ndata\n\n", []string{" "}, " "},
		{"colon", "", "id::\ndata\n\n", []string{":"}, ":"},
		{"other case", "", "ID: 1\nId: 1\ndata\n\n", []string{""}, ""},
		{"UTF-8", "", "id: é€𝄞\ndata\n\n", []string{"é€𝄞"}, "é€𝄞"},
		{"ill-formed", "", "id: \xFF\ndata\n\n", []string{"\uFFFD"}, "\uFFFD"},
		{"NUL", "", "id: 1\x002\ndata\n\n", []string{""}, ""},
		{"NUL only", "", "id: \x00\ndata\n\n", []string{""}, ""},
		{"NUL after a good one", "", "id: 1\nid: \x002\ndata\n\n", []string{"1"}, "1"},
		{"NUL before a good one", "", "id: 2\x00\nid: 1\ndata\n\n", []string{"1"}, "1"},
		{"NUL in a later frame", "", "id: 1\ndata\n\nid: 2\x00\ndata\n\n", []string{"1", "1"}, "1"},
		{"NUL after a reset", "", "id: 1\n\nid\nid: 2\x00\ndata\n\n", []string{""}, ""},
		{"NUL elsewhere", "", "data: \x00\nid: 1\n: \x00\n\n", []string{"1"}, "1"},
		{"overlong NUL is not NUL", "", "id: \xC0\x80\ndata\n\n", []string{"\uFFFD\uFFFD"}, "\uFFFD\uFFFD"},
		{"seed", "s", "data\n\n", []string{"s"}, "s"},
		{"seed without events", "s", "", nil, "s"},
		{"seed is kept by blank lines", "s", "\n\n: c\n\n", nil, "s"},
		{"seed is replaced", "s", "data\n\nid: 1\ndata\n\ndata\n\n", []string{"s", "1", "1"}, "1"},
		{"seed is reset", "s", "id\ndata\n\ndata\n\n", []string{"", ""}, ""},
		{"seed and NUL", "s", "id: \x00\ndata\n\n", []string{"s"}, "s"},
		{"seed and an uncommitted id", "s", "id: 1\ndata\n", nil, "s"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := decodeEveryCut(t, eventstream.Options{LastEventID: tt.seed}, []byte(tt.stream))
			var ids []string
			for _, e := range got.Events {
				ids = append(ids, e.LastEventID)
			}
			if diff := compare(tt.ids, ids); diff != "" {
				t.Errorf("IDs of the events of %q (-want +got):\n%s", tt.stream, diff)
			}
			if got.LastEventID != tt.want {
				t.Errorf("LastEventID = %q, want %q", got.LastEventID, tt.want)
			}
		})
	}
}

// "If the field value consists of only ASCII digits, then interpret the field
// value as an integer in base ten, and set the event stream's reconnection time
// to that integer. Otherwise, ignore the field."
// https://html.spec.whatwg.org/multipage/server-sent-events.html#processField
func TestRetry(t *testing.T) {
	const unset = -1
	for _, tt := range []struct {
		name, stream string
		want         int64
	}{
		{"none", "data\n\n", unset},
		{"set", "retry: 3000\n\n", 3000},
		{"without blank line", "retry: 3000\n", 3000},
		{"without line end", "retry: 3000", unset},
		{"CR", "retry: 3000\r", 3000},
		{"no space", "retry:3000\n", 3000},
		{"zero", "retry: 0\n", 0},
		{"leading zeros", "retry: 0010\n", 10},
		{"not octal", "retry: 0089\n", 89},
		{"last wins", "retry: 1\nretry: 2\n", 2},
		{"sticky", "retry: 1\n\ndata\n\n\n", 1},
		{"invalid after good", "retry: 1\nretry: x\n", 1},
		{"good after invalid", "retry: x\nretry: 1\n", 1},
		{"empty", "retry\nretry:\nretry: \n", unset},
		{"empty after good", "retry: 1\nretry\nretry:\nretry: \n", 1},
		{"minus", "retry: -1\n", unset},
		{"plus", "retry: +5\n", unset},
		{"fraction", "retry: 1.5\n", unset},
		{"exponent", "retry: 1e3\n", unset},
		{"two spaces", "retry:  5\n", unset},
		{"trailing space", "retry: 5 \n", unset},
		{"tab", "retry:\t5\n", unset},
		{"hexadecimal", "retry: 0x10\n", unset},
		{"underscore", "retry: 1_000\n", unset},
		{"unit", "retry: 5s\n", unset},
		{"arabic digits", "retry: ٣\n", unset},
		{"full-width digits", "retry: ５\n", unset},
		{"superscript digits", "retry: ²\n", unset},
		{"NUL", "retry: 5\x00\n", unset},
		{"before zero", "retry: /\n", unset},
		{"after nine", "retry: :\n", unset},
		{"other case", "Retry: 5\n", unset},
		{"more than 32 bits", "retry: 4294967296\n", 1 << 32},
		{"largest int64", "retry: 9223372036854775807\n", math.MaxInt64},
		{"one more", "retry: 9223372036854775808\n", math.MaxInt64},
		{"as a uint64 it would be 10", "retry: 18446744073709551626\n", math.MaxInt64},
		{"26 digits", "retry: 10000000000000000000000000\n", math.MaxInt64},
		{"many zeros", "retry: " + strings.Repeat("0", 100) + "7\n", 7},
		{"too large, then invalid", "retry: 99999999999999999999x\n", unset},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := decodeEveryCut(t, eventstream.Options{}, []byte(tt.stream))
			if got.HasRetry != (tt.want != unset) || got.HasRetry && got.Retry != tt.want {
				t.Errorf("Retry = %d, %t, want %d", got.Retry, got.HasRetry, tt.want)
			}
		})
	}
}

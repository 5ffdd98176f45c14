package eventstream_test

import (
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// line is a Line without its place and raw bytes, which the laws of frames check.
type line struct {
	Kind             eventstream.LineKind
	Name, Value, EOL string
}

func field(name, value, eol string) line { return line{eventstream.KindField, name, value, eol} }
func comment(text, eol string) line      { return line{eventstream.KindComment, "", text, eol} }
func blank(eol string) line              { return line{eventstream.KindBlank, "", "", eol} }

func linesOf(f eventstream.Frame) []line {
	var all []line
	for _, l := range f.Lines {
		all = append(all, line{l.Kind, l.Name, l.Value, l.EOL})
	}
	return all
}

func TestLines(t *testing.T) {
	for _, tt := range []struct {
		name, stream string
		want         [][]line // of each frame; the last is unfinished unless a blank line ends it
	}{
		{"nothing", "", nil},
		{"one frame", "data: a\n\n", [][]line{{field("data", "a", "\n"), blank("\n")}}},
		{"all line ends", "a\r\nb\rc\n\n", [][]line{{field("a", "", "\r\n"), field("b", "", "\r"), field("c", "", "\n"), blank("\n")}}},
		{"blank CRLF", "a\n\r\nb\n\n", [][]line{{field("a", "", "\n"), blank("\r\n")}, {field("b", "", "\n"), blank("\n")}}},
		{"blank CR", "a\n\rb\n\r", [][]line{{field("a", "", "\n"), blank("\r")}, {field("b", "", "\n"), blank("\r")}}},
		{"CR CR LF", "a\r\r\n", [][]line{{field("a", "", "\r"), blank("\r\n")}}},
		{"empty frames", "\n\r\n\r", [][]line{{blank("\n")}, {blank("\r\n")}, {blank("\r")}}},
		{"byte order mark", "\uFEFFdata: a\n\n", [][]line{{field("data", "a", "\n"), blank("\n")}}},
		{"byte order mark before a comment", "\uFEFF: a\n\n", [][]line{{comment(" a", "\n"), blank("\n")}}},
		{"byte order mark before a blank line", "\uFEFF\n\uFEFF\n", [][]line{{blank("\n")}, {field("\uFEFF", "", "\n")}}},
		{"byte order mark alone", "\uFEFF", [][]line{{blank("")}}},
		{"two byte order marks", "\uFEFF\uFEFFa", [][]line{{field("\uFEFFa", "", "")}}},
		{"comments", ":\n: a\n::\n:  b\n\n", [][]line{{comment("", "\n"), comment(" a", "\n"), comment(":", "\n"), comment("  b", "\n"), blank("\n")}}},
		{"spaces", "a:b\na: b\na:  b\na :b\n a:b\n \n\n", [][]line{{
			field("a", "b", "\n"), field("a", "b", "\n"), field("a", " b", "\n"), field("a ", "b", "\n"), field(" a", "b", "\n"), field(" ", "", "\n"), blank("\n"),
		}}},
		{"no value", "a\na:\na: \n\n", [][]line{{field("a", "", "\n"), field("a", "", "\n"), field("a", "", "\n"), blank("\n")}}},
		{"colons", "a:b:c\na::\n\n", [][]line{{field("a", "b:c", "\n"), field("a", ":", "\n"), blank("\n")}}},
		{"ill-formed", "\xFF: \xE2\x82\n:\xC0\x80\n\n", [][]line{{field("\uFFFD", "\uFFFD", "\n"), comment("\uFFFD\uFFFD", "\n"), blank("\n")}}},
		{"NUL", "a\x00: \x00\n", [][]line{{field("a\x00", "\x00", "\n")}}},
		{"unfinished frame", "a\n\nb\nc\n", [][]line{{field("a", "", "\n"), blank("\n")}, {field("b", "", "\n"), field("c", "", "\n")}}},
		{"unfinished line", "a\nb: c", [][]line{{field("a", "", "\n"), field("b", "c", "")}}},
		{"unfinished comment", ": c", [][]line{{comment(" c", "")}}},
		{"CR in a line at the end", "a\n\nb\r", [][]line{{field("a", "", "\n"), blank("\n")}, {field("b", "", "\r")}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := frameEveryCut(t, eventstream.Options{}, []byte(tt.stream))
			requireFrameLaws(t, []byte(tt.stream), got)
			var lines [][]line
			for _, f := range got.Frames {
				lines = append(lines, linesOf(f))
			}
			if diff := compare(tt.want, lines); diff != "" {
				t.Errorf("lines of %q (-want +got):\n%s", tt.stream, diff)
			}
		})
	}
}

func TestFramePlaces(t *testing.T) {
	stream := "\uFEFF: a\r\ndata: b\r\n\r\nid: 1\n\rx\n"
	got := cutFrames(t, eventstream.Options{}, []byte(stream))
	want := framed{Frames: []eventstream.Frame{
		{Offset: 0, Complete: true, Lines: []eventstream.Line{
			{Offset: 0, Raw: []byte("\uFEFF: a\r\n"), Kind: eventstream.KindComment, Value: " a", EOL: "\r\n"},
			{Offset: 8, Raw: []byte("data: b\r\n"), Kind: eventstream.KindField, Name: "data", Value: "b", EOL: "\r\n"},
			{Offset: 17, Raw: []byte("\r\n"), Kind: eventstream.KindBlank, EOL: "\r\n"},
		}},
		{Offset: 19, Complete: true, Lines: []eventstream.Line{
			{Offset: 19, Raw: []byte("id: 1\n"), Kind: eventstream.KindField, Name: "id", Value: "1", EOL: "\n"},
			{Offset: 25, Raw: []byte("\r"), Kind: eventstream.KindBlank, EOL: "\r"},
		}},
		{Offset: 26, Lines: []eventstream.Line{
			{Offset: 26, Raw: []byte("x\n"), Kind: eventstream.KindField, Name: "x", EOL: "\n"},
		}},
	}}
	if diff := compare(want, got); diff != "" {
		t.Errorf("frames (-want +got):\n%s", diff)
	}
}

func TestFrameEnd(t *testing.T) {
	if got := (eventstream.Frame{Offset: 7}).End(); got != 7 {
		t.Errorf("End of a frame without lines = %d, want its offset", got)
	}
	got := cutFrames(t, eventstream.Options{}, []byte("a\n\nb\r\n\r\n"))
	var ends []int64
	for _, f := range got.Frames {
		ends = append(ends, f.End())
	}
	if diff := compare([]int64{3, 8}, ends); diff != "" {
		t.Errorf("ends (-want +got):\n%s", diff)
	}
}

func TestFrameField(t *testing.T) {
	frame := cutFrames(t, eventstream.Options{}, []byte(": data\nid: 1\nid: 2\ndata\n:id\n\n")).Frames[0]
	for _, tt := range []struct {
		name  string
		value string
		ok    bool
	}{
		{"id", "2", true},
		{"data", "", true},
		{"event", "", false},
		{"ID", "", false},
		{"", "", false},
	} {
		if value, ok := frame.Field(tt.name); value != tt.value || ok != tt.ok {
			t.Errorf("Field(%q) = %q, %t, want %q, %t", tt.name, value, ok, tt.value, tt.ok)
		}
	}
}

func TestLineKindString(t *testing.T) {
	for kind, want := range map[eventstream.LineKind]string{
		eventstream.KindBlank:   "blank",
		eventstream.KindComment: "comment",
		eventstream.KindField:   "field",
	} {
		if got := kind.String(); got != want {
			t.Errorf("LineKind(%d).String() = %q, want %q", kind, got, want)
		}
	}
}

package stamp

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAppend(t *testing.T) {
	s := Stamp{Run: "k3x9", Topic: "orders", Seq: 17, Due: 1790000000000000000, Sent: 1790000000000120000}
	const whole = `{"run":"k3x9","topic":"orders","seq":17,"due":1790000000000000000,"sent":1790000000000120000`
	if got := string(Append([]byte("x"), s, 0)); got != "x"+whole+"}" {
		t.Errorf("got %s", got)
	}
	if got, want := string(Append(nil, s, 110)), whole+`,"pad":"xxxxxxxx"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAppendHasTheSizeAskedFor(t *testing.T) {
	s := Stamp{Run: "r", Topic: "a\"\\\n\x00é<", Seq: 1, Due: 2, Sent: 3}
	shortest := len(Append(nil, s, 0))
	for size := range 300 {
		line := Append(nil, s, size)
		if len(line) != max(size, shortest) {
			t.Fatalf("%d bytes, want %d: %s", len(line), max(size, shortest), line)
		}
		var got Stamp
		if err := json.Unmarshal(line, &got); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if diff := cmp.Diff(s, got); diff != "" {
			t.Fatal(diff)
		}
	}
}

// What Append writes is found again, also if the server has written it anew.
func TestStampIsFoundAgain(t *testing.T) {
	for _, topic := range []string{"orders", "a\"\\\n\x00é<", ""} {
		s := Stamp{Run: "k3x9", Topic: topic, Seq: 1<<63 - 1, Due: 1790000000000000000, Sent: 1790000000000120000}
		line := Append(nil, s, 200)
		var tree map[string]any
		d := json.NewDecoder(strings.NewReader(string(line)))
		d.UseNumber()
		if err := d.Decode(&tree); err != nil {
			t.Fatal(err)
		}
		anew, err := json.MarshalIndent(tree, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		x := compiled(t, Publisher("k3x9"))
		want := Values{Topic: []byte(topic), Seq: s.Seq, Due: s.Due, Sent: s.Sent, HasSeq: true, HasDue: true, HasSent: true}
		for _, data := range [][]byte{line, anew} {
			got, ok := x.Extract(data, nil)
			if diff := cmp.Diff(want, got); !ok || diff != "" {
				t.Errorf("%s: %t, %s", data, ok, diff)
			}
		}
	}
}

func compiled(tb testing.TB, s Spec) *Extractor {
	tb.Helper()
	x, err := Compile(s)
	if err != nil {
		tb.Fatal(err)
	}
	return x
}

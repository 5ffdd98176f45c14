package stamp

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestExtract(t *testing.T) {
	type row struct {
		name     string
		spec     Spec
		data, id string
		want     Values
		found    bool
	}
	seq := func(n int64) Values { return Values{Seq: n, HasSeq: true} }
	due := func(n int64) Values { return Values{Due: n, HasDue: true} }
	topic := func(s string) Values { return Values{Topic: []byte(s)} }
	ours := Publisher("us")
	tests := []row{
		{"nothing", Spec{}, "{}", "17", Values{}, false},
		{"none", Spec{Sequence: "none", Sent: "none"}, `{"seq":1}`, "17", Values{}, false},

		{"ours", ours, `{"run":"us","topic":"a","seq":1,"due":2,"sent":3}`, "", Values{[]byte("a"), 1, 2, 3, true, true, true, false}, true},
		{"ours, padded", ours, `{"run":"us","topic":"a","seq":1,"due":2,"sent":3,"pad":"xx"}`, "", Values{[]byte("a"), 1, 2, 3, true, true, true, false}, true},
		{"ours, in another order", ours, "{\"sent\":3,\n\"seq\":1,\"due\":2,\"topic\":\"a\",\"run\":\"us\"}", "", Values{[]byte("a"), 1, 2, 3, true, true, true, false}, true},
		{"ours, cut off", ours, `{"run":"us","topic":"a","seq":1,"due":2,"sent":3`, "", Values{[]byte("a"), 1, 2, 3, true, true, true, false}, true},
		{"ours, cut off earlier", ours, `{"run":"us","topic":"a","se`, "", topic("a"), true},
		{"another run", ours, `{"run":"them","topic":"a","seq":1,"due":2,"sent":3}`, "", Values{Foreign: true}, true},
		{"another run that begins alike", ours, `{"run":"us2","topic":"a","seq":1,"due":2,"sent":3}`, "", Values{Foreign: true}, true},
		{"no run", ours, `{"topic":"a","seq":1}`, "", Values{}, false},
		{"no JSON", ours, `hello`, "", Values{}, false},
		{"empty", ours, ``, "", Values{}, false},
		{"half ours", Spec{Sequence: "publisher", Sent: "json:/at", Run: "us"}, `{"run":"us","seq":5,"at":7}`, "", Values{Seq: 5, Sent: 7e6, HasSeq: true, HasSent: true}, true},

		{"id", Spec{Sequence: "id"}, "", "17", seq(17), true},
		{"id with a prefix", Spec{Sequence: "id"}, "", "a:17", seq(17), true},
		{"id of two numbers", Spec{Sequence: "id"}, "", "1790-17", seq(17), true},
		{"id with zeros", Spec{Sequence: "id"}, "", "x0017", seq(17), true},
		{"id that ends otherwise", Spec{Sequence: "id"}, "", "17a", Values{}, false},
		{"no id", Spec{Sequence: "id"}, "", "", Values{}, false},
		{"id too large", Spec{Sequence: "id"}, "", "9223372036854775808", Values{}, false},
		{"largest id", Spec{Sequence: "id"}, "", "9223372036854775807", seq(1<<63 - 1), true},
		{"id and topic", Spec{Sequence: "id", Topic: "json:/t"}, `{"t":"x"}`, "3", Values{Topic: []byte("x"), Seq: 3, HasSeq: true}, true},

		{"member", Spec{Sequence: "json:/seq"}, `{"a":{"seq":1},"seq":17}`, "", seq(17), true},
		{"the whole document", Spec{Sequence: "json:"}, " 17 ", "", seq(17), true},
		{"deep", Spec{Sequence: "json:/a/0/b"}, `{"a":[{"b":17}]}`, "", seq(17), true},
		{"element", Spec{Sequence: "json:/2"}, `[[1,2],"]",17]`, "", seq(17), true},
		{"name that is a number", Spec{Sequence: "json:/2"}, `{"1":1,"2":17}`, "", seq(17), true},
		{"element beyond", Spec{Sequence: "json:/2"}, `[1,2]`, "", Values{}, false},
		{"escaped pointer", Spec{Sequence: "json:/a~1b~0c~01"}, `{"a/b~c~1":17}`, "", seq(17), true},
		{"escaped name", Spec{Sequence: "json:/sé😀q"}, `{"s\u00E9\uD83D\ude00\u0071":17}`, "", seq(17), true},
		{"empty name", Spec{Sequence: "json:/"}, `{"":17}`, "", seq(17), true},
		{"past strings", Spec{Sequence: "json:/b"}, `{"a":"\\\"}{","x":["\"]"],"b":17}`, "", seq(17), true},
		{"twice", Spec{Sequence: "json:/b"}, `{"b":17,"b":18}`, "", seq(17), true},
		{"null, then a number", Spec{Sequence: "json:/b"}, `{"b":null,"b":18}`, "", seq(18), true},
		{"within and without", Spec{Sequence: "json:/a/b", Topic: "json:/a"}, `{"a":{"b":17},"a":"x"}`, "", Values{Topic: []byte("x"), Seq: 17, HasSeq: true}, true},
		{"the same for two", Spec{Due: "json:/t", Sent: "json:/t"}, `{"t":1}`, "", Values{Due: 1e6, Sent: 1e6, HasDue: true, HasSent: true}, true},

		{"text", Spec{Sequence: "json:/s"}, `{"s":"17"}`, "", seq(17), true},
		{"whole after all", Spec{Sequence: "json:/s"}, `{"s":1.70e1}`, "", seq(17), true},
		{"not whole", Spec{Sequence: "json:/s"}, `{"s":1.5}`, "", Values{}, false},
		{"negative", Spec{Sequence: "json:/s"}, `{"s":-1}`, "", Values{}, false},
		{"true", Spec{Sequence: "json:/s"}, `{"s":true}`, "", Values{}, false},
		{"object", Spec{Sequence: "json:/s"}, `{"s":{"x":1}}`, "", Values{}, false},

		{"milliseconds", Spec{Due: "json:/t"}, `{"t":1790000000000}`, "", due(1790000000000e6), true},
		{"seconds", Spec{Due: "json:/t", Unit: "s"}, `{"t":1790000000.123456789}`, "", due(1790000000123456789), true},
		{"microseconds", Spec{Due: "json:/t", Unit: "us"}, `{"t":"1.0009"}`, "", due(1000), true},
		{"nanoseconds", Spec{Due: "json:/t", Unit: "ns"}, `{"t":1.79e18}`, "", due(1790000000000000000), true},
		{"before 1970", Spec{Due: "json:/t", Unit: "s"}, `{"t":-1.5}`, "", due(-1500000000), true},
		{"too large", Spec{Due: "json:/t", Unit: "s"}, `{"t":9223372037}`, "", Values{}, false},
		{"RFC 3339", Spec{Due: "json:/t"}, `{"t":"2026-09-21T14:13:20.5+02:00"}`, "", due(1789992800500000000), true},

		{"topic", Spec{Topic: "json:/t"}, `{"t":"a.b"}`, "", topic("a.b"), true},
		{"topic with escapes", Spec{Topic: "json:/t"}, `{"t":"\u0061\n\/\ud800x"}`, "", topic("a\n/\ufffdx"), true},
		{"empty topic", Spec{Topic: "json:/t"}, `{"t":""}`, "", topic(""), true},
		{"topic that is a number", Spec{Topic: "json:/t"}, `{"t":12}`, "", topic("12"), true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, ok := compiled(t, test.spec).Extract([]byte(test.data), []byte(test.id))
			if diff := cmp.Diff(test.want, got); ok != test.found || diff != "" {
				t.Errorf("found is %t, want %t\n%s", ok, test.found, diff)
			}
		})
	}
}

func TestValidate(t *testing.T) {
	tests := []struct {
		name string
		spec Spec
		want []string
	}{
		{"empty", Spec{}, nil},
		{"right", Spec{Sequence: "id", Topic: "json:/a", Due: "publisher", Sent: "none", Unit: "us"}, nil},
		{"unknown", Spec{Sequence: "seq", Due: "id"}, []string{
			`sequence: want publisher, id, json:/path or none, not "seq"`, `due: want publisher, json:/path or none, not "id"`,
		}},
		{"pointers", Spec{Topic: "json:a", Sent: "json:/a~2"}, []string{
			"topic: a JSON pointer begins with /, as in json:/a", `sent: ~ in a JSON pointer is written ~0, and / in a name ~1, not "a~2"`,
		}},
		{"too deep", Spec{Topic: "json:/1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7"}, []string{"topic: a JSON pointer can have at most 16 steps here"}},
		{"unit", Spec{Unit: "m"}, []string{`unit: want ns, us, ms or s, not "m"`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, p := range test.spec.Validate() {
				got = append(got, p.Error())
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			if _, err := Compile(test.spec); (err == nil) != (len(test.want) == 0) {
				t.Errorf("Compile says %v", err)
			}
		})
	}
}

func TestExtractDoesNotAllocate(t *testing.T) {
	line := Append(nil, Stamp{Run: "us", Topic: "orders", Seq: 17, Due: 1, Sent: 2}, 400)
	theirs := []byte(`{"user":{"name":"a\"b"},"list":[1,2,{"x":"y"}],"topic":"\u0061b","at":"2026-09-21T14:13:20.5+02:00","seq":"17"}`)
	for name, c := range map[string]struct {
		spec Spec
		data []byte
	}{
		"ours":   {Publisher("us"), line},
		"theirs": {Spec{Sequence: "json:/seq", Topic: "json:/topic", Sent: "json:/at"}, theirs},
		"id":     {Spec{Sequence: "id"}, theirs},
	} {
		x, id := compiled(t, c.spec), []byte("a:17")
		if got := testing.AllocsPerRun(100, func() {
			if v, ok := x.Extract(c.data, id); !ok || v.Seq != 17 {
				t.Errorf("%s: got %v, %t", name, v, ok)
			}
		}); got != 0 {
			t.Errorf("%s: %v allocations, want none", name, got)
		}
	}
}

func BenchmarkExtract(b *testing.B) {
	line := Append(nil, Stamp{Run: "us", Topic: "orders", Seq: 17, Due: 1790000000000000000, Sent: 1790000000000000000}, 150)
	spaced := append([]byte(" "), line...)
	for _, c := range []struct {
		name string
		spec Spec
		data []byte
	}{
		{"as published", Publisher("us"), line},
		{"as JSON", Publisher("us"), spaced},
		{"id", Spec{Sequence: "id"}, line},
		{"seq and time", Spec{Sequence: "json:/seq", Sent: "json:/sent", Unit: "ns"}, line},
	} {
		b.Run(c.name, func(b *testing.B) {
			x, id := compiled(b, c.spec), []byte("1790000000-17")
			b.SetBytes(int64(len(c.data)))
			b.ReportAllocs()
			for b.Loop() {
				x.Extract(c.data, id)
			}
		})
	}
}

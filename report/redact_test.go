package report_test

import (
	"encoding/base64"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/report"
)

func TestRedactorHeader(t *testing.T) {
	red := report.NewRedactor([]string{" X-Session "}, []string{"hunter22"})
	tests := []struct {
		name, header, value, want string
	}{
		{"authorization", "Authorization", "Bearer abc", "[redacted]"},
		{"any case", "aUTHORIZATION", "Bearer abc", "[redacted]"},
		{"proxy", "Proxy-Authorization", "Basic abc", "[redacted]"},
		{"cookie", "Cookie", "a=b", "[redacted]"},
		{"set cookie", "Set-Cookie", "a=b", "[redacted]"},
		{"named", "x-session", "42", "[redacted]"},
		{"other", "Accept", "text/event-stream", "text/event-stream"},
		{"other with a literal", "X-Note", "it is hunter22!", "it is [redacted]!"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := red.Header(tt.header, tt.value); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestRedactorURL(t *testing.T) {
	tests := []struct {
		name, give, want string
	}{
		{"nothing secret", "http://h/e?topic=a&lastEventId=9", "http://h/e?topic=a&lastEventId=9"},
		{"password", "http://joe:pw@h/e", "http://joe:[redacted]@h/e"},
		{"password with @", "http://joe:p@w@h/e", "http://joe:[redacted]@h/e"},
		{"user alone", "https://sk_live_1@h/e", "https://[redacted]@h/e"},
		{"user with an empty password", "https://sk_live_1:@h/e", "https://[redacted]@h/e"},
		{"@ in the path", "https://h/@joe", "https://h/@joe"},
		{"token", "http://h/e?token=abc&topic=a", "http://h/e?token=[redacted]&topic=a"},
		{"odd characters", "http://h/e?token=a\"b c'<d>\\n&x=1", "http://h/e?token=[redacted]&x=1"},
		{"escaped name", "http://h/e?access%5Ftoken=abc", "http://h/e?access%5Ftoken=[redacted]"},
		{"fragment", "http://h/e#access_token=abc", "http://h/e#access_token=[redacted]"},
		{"empty value", "http://h/e?token=&x=1", "http://h/e?token=&x=1"},
		{"template", "http://h/p?id={{urlquery .ID}}&key=abc", "http://h/p?id={{urlquery .ID}}&key=[redacted]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := (report.Redactor{}).URL(tt.give); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	for _, name := range []string{
		"token", "access_token", "key", "api_key", "apikey", "apiKey", "secret", "client_secret", "password", "sig",
		"signature", "X-Amz-Signature", "authorization", "auth", "jwt", "user[password]",
	} {
		want := "http://h/?a=1&" + name + "=[redacted]"
		if got := (report.Redactor{}).URL("http://h/?a=1&" + name + "=s3"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestRedactorStringKnowsSpellings(t *testing.T) {
	const secret = "joe:p/ss&\"w\\d\n<é>"
	red := report.NewRedactor(nil, []string{secret})
	tests := []struct{ name, give string }{
		{"as it is", secret},
		{"twice", secret + secret},
		{"query", "joe%3Ap%2Fss%26%22w%5Cd%0A%3C%C3%A9%3E"},
		{"query in lower case", "joe%3ap%2fss%26%22w%5cd%0a%3c%c3%a9%3e"},
		{"path", "joe:p%2Fss&%22w%5Cd%0A%3C%C3%A9%3E"},
		{"base64", base64.StdEncoding.EncodeToString([]byte(secret))},
		{"base64 without padding", base64.RawStdEncoding.EncodeToString([]byte(secret))},
		{"base64 for addresses", base64.URLEncoding.EncodeToString([]byte(secret))},
		{"JSON", `joe:p/ss&\"w\\d\n<é>`},
		{"JSON for HTML", `joe:p/ss\u0026\"w\\d\n\u003cé\u003e`},
		{"HTML", "joe:p/ss&amp;&#34;w\\d\n&lt;é&gt;"},
		{"excerpt", report.Excerpt([]byte(secret), 0, 0)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := red.String("<" + tt.give + ">"); got != "<[redacted]>" {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestRedactorStringEdges(t *testing.T) {
	tests := []struct {
		name   string
		values []string
		give   string
		want   string
	}{
		{"zero value", nil, "abc", "abc"},
		{"too short", []string{"abc"}, "abc", "abc"},
		{"blanks around", []string{" hunter22\n"}, "hunter22", "[redacted]"},
		{"bearer", []string{"Bearer abcdef"}, "got abcdef", "got [redacted]"},
		{"basic", []string{"Basic am9lOmh1bnRlcjIy"}, "joe:hunter22, hunter22", "[redacted], [redacted]"},
		{"one in another", []string{"abcd", "abcdef"}, "abcdef abcd", "[redacted] [redacted]"},
		{"overlapping", []string{"abcdX", "Xefgh"}, "abcdXefgh", "[redacted]"},
		{"part of the marker", []string{"redacted"}, "redacted", "redacted"},
		{"cut at the end", []string{"hunter22"}, "pw=hunte…", "pw=[redacted]…"},
		{"cut in front", []string{"hunter22"}, "…nter22 ok", "…[redacted] ok"},
		{"cut on both sides", []string{"hunter22-hunter23"}, "…r22-hunt…", "…[redacted]…"},
		{"too little left", []string{"hunter22"}, "pw=hun…", "pw=hun…"},
		{"whole beside an ellipsis", []string{"hunter22"}, "…hunter22…", "…[redacted]…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := report.NewRedactor(nil, tt.values).String(tt.give); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestRedactorMaskKeepsTheLength(t *testing.T) {
	red := report.NewRedactor([]string{"X-Session"}, []string{"hunter22", "Bearer abcdef"})
	tests := []struct{ name, give, want string }{
		{"nothing", "data: a\n\n", "data: a\n\n"},
		{"everywhere", "id: hunter22\ndata: hunter22abcdef", "id: ********\ndata: **************"},
		{"in another spelling", "aHVudGVyMjI=", "************"},
		{"what only looks secret", "Cookie: a=b; http://u:p@h/?token=abc", "Cookie: a=b; http://u:p@h/?token=abc"},
		{"an ellipsis", "hunte…", "hunte…"},
		{"bytes that are no text", "\xffhunter22\xff", "\xff********\xff"},
		{"empty", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			give := []byte(tt.give)
			if got := string(red.Mask(give)); got != tt.want || string(give) != tt.give {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if got := (report.Redactor{}).Mask(nil); got != nil {
		t.Errorf("got %q", got)
	}
}

func TestRedactHidesWhatLooksSecret(t *testing.T) {
	tests := []struct {
		name, give, want string
	}{
		{"nothing", "id: 9, data: {\"a\":1}", "id: 9, data: {\"a\":1}"},
		{"address in a sentence", `Get "http://joe:pw@h/e?token=abc": refused`, `Get "http://joe:[redacted]@h/e?token=[redacted]": refused`},
		{"header in an excerpt", `200 OK\r\nSet-Cookie: sid=a\\nb; Path=/\r\nServer: x`, `200 OK\r\nSet-Cookie: [redacted]\r\nServer: x`},
		{"header in a command", `curl -H 'Authorization: Bearer abc' http://h`, `curl -H 'Authorization: [redacted]`},
		{"named header", "X-Session:42", "X-Session:[redacted]"},
		{"blank before the colon", "Cookie : a=b", "Cookie : [redacted]"},
		{"header without a value", "no Cookie:", "no Cookie:"},
		{"template", "POST http://h/p?id={{urlquery .ID}}&key=abc", "POST http://h/p?id={{urlquery .ID}}&key=[redacted]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := failed()
			res.Findings = []report.Finding{{Message: tt.give}}
			r := finished(res)
			r.Redact(report.NewRedactor([]string{"X-Session"}, nil))
			if got := r.Results[0].Findings[0].Message; got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestRedactLeavesTheVocabulary(t *testing.T) {
	want := mixed()
	got := mixed()
	got.Redact(report.NewRedactor(nil, []string{"gauge", "check", "passive", "untestable", "swordfish"}))
	if diff := cmp.Diff(want.Schema+want.Kind+want.Tool.Name, got.Schema+got.Kind+got.Tool.Name); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want.Target.Tiers, got.Target.Tiers); diff != "" {
		t.Error(diff)
	}
	if err := validate(t, compileSchema(t), []byte(jsonOf(t, got))); err != nil {
		t.Error(err)
	}
}

func TestRedactKeepsASlugASlug(t *testing.T) {
	r := finished(failed())
	r.Redact(report.NewRedactor(nil, []string{"blank"}))
	if got := r.Results[0].Requirement; got != "framing-redacted-line-ends-frame" {
		t.Errorf("got %s", got)
	}
}

func TestRedactLeavesSharedSlicesAlone(t *testing.T) {
	causes := []string{"swordfish"}
	res := failed()
	res.Causes = causes
	r := finished(res)
	shared := *r
	r.Redact(report.NewRedactor(nil, []string{"swordfish"}))
	if causes[0] != "swordfish" || shared.Results[0].Causes[0] != "swordfish" {
		t.Error("Redact wrote into a slice of the caller")
	}
}

// stringFields calls f with every string that can be set below v, and its path.
func stringFields(v reflect.Value, path string, f func(string, reflect.Value)) {
	switch v.Kind() {
	case reflect.String:
		f(path, v)
	case reflect.Slice:
		for i := range v.Len() {
			stringFields(v.Index(i), path, f)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			stringFields(v.Elem(), path, f)
		}
	case reflect.Struct:
		if v.Type().PkgPath() != reflect.TypeFor[report.Run]().PkgPath() {
			return
		}
		for i := range v.NumField() {
			stringFields(v.Field(i), path+"."+v.Type().Field(i).Name, f)
		}
	default:
	}
}

// TestNoSecretSurvives plants a secret in each string of a document in turn.
func TestNoSecretSurvives(t *testing.T) {
	const secret = "tr0ub4dor:&3 \"x\"|<y>"
	red := report.NewRedactor(nil, []string{secret})
	tried := 0
	for _, build := range []func() *report.Run{mixed, gated, unjudged, compared, loadMissed, loadLimited, loadLosses, capacityFound, capacityLimited} {
		fields := 0
		stringFields(reflect.ValueOf(build()).Elem(), "Run", func(string, reflect.Value) { fields++ })
		tried += fields
		for i := range fields {
			r, path, n := build(), "", 0
			stringFields(reflect.ValueOf(r).Elem(), "Run", func(at string, v reflect.Value) {
				if n == i {
					path = at
					v.SetString(v.String() + " " + secret)
				}
				n++
			})
			checkNoSecret(t, r, red, path, "tr0ub4dor")
		}
	}
	if tried < 400 {
		t.Errorf("only %d strings were tried", tried)
	}
}

func checkNoSecret(t *testing.T, r *report.Run, red report.Redactor, path, trace string) {
	t.Helper()
	r.Redact(red)
	for _, f := range formats() {
		var b strings.Builder
		if err := f.write(&b, r); err != nil {
			t.Fatalf("%s, %s: %v", path, f.name, err)
		}
		whole := strings.Join(strings.Fields(b.String()), "")
		if strings.Contains(whole, trace) {
			t.Errorf("%s survives in %s", path, f.name)
		}
	}
}

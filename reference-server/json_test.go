package refserver

import (
	"encoding/json"
	"net/url"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// FuzzParseJSON compares with encoding/json: what is accepted must mean the
// same, and hold the text that was sent.
func FuzzParseJSON(f *testing.F) {
	for _, seed := range []string{
		`{"data":"x"}`,
		`{"event":"tick","data":"a\nb","id":"7","retry":10}`,
		`{"data":"\ud83c\udf0d \u0041"}`,
		`{"data":"\ud83c"}`,
		`{"data":"x","data":"y"}`,
		` { "retry" : 0 , "data" : "" } `,
		`[{"data":"x"}]`,
		"{\"data\":\"\xff\"}",
		`{"data":"x"}}`,
		`{"DATA":"x"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, p := parseJSON(url.Values{}, body)
		if p != nil {
			if p.Message == "" || p.Field == "" || !utf8.ValidString(p.Message) {
				t.Errorf("unclear problem %+v", p)
			}
			return
		}
		var lax struct {
			Event, Data, ID string
			Retry           *int64
		}
		if err := json.Unmarshal(body, &lax); err != nil {
			t.Fatalf("accepted what is not JSON: %v", err)
		}
		want := history.Event{Type: lax.Event, Data: lax.Data, ID: lax.ID}
		if lax.Retry != nil {
			want.Retry, want.HasRetry = time.Duration(*lax.Retry)*time.Millisecond, true
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("event (-want +got):\n%s", diff)
		}
	})
}

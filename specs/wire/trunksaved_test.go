package wire_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/net/http2"

	"github.com/ssegauge/ssegauge/specs/wire"
)

func TestTrunkSavesAndLoads(t *testing.T) {
	for _, scheme := range schemes() {
		t.Run(scheme, func(t *testing.T) {
			r, u := serveHTTP2(t, scheme, stream)
			ctx := testContext(t)
			k := r.OpenTrunk(ctx, "trunk", u)
			x := k.Open(ctx, "one", wire.Request{Header: []wire.Field{{Name: "Authorization", Value: "secret"}, {Name: "X-Key", Value: "hidden"}}})
			x.Wait(ctx, hasEvent)
			k.Ping([8]byte{1, 2})
			if !k.Wait(ctx, func(t *wire.TrunkTranscript) bool { return t.Received(http2.FramePing) != nil }) {
				t.Fatal("no answer to PING")
			}
			want := k.Close(wire.CloseFIN)
			data, err := json.Marshal(want.Redact("x-key"))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(data), "secret") || strings.Contains(string(data), "hidden") {
				t.Errorf("secrets: %s", data)
			}
			if !strings.Contains(fmt.Sprint(want.Frames), "secret") {
				t.Error("Redact changed its TrunkTranscript")
			}
			var got wire.TrunkTranscript
			if err := json.Unmarshal(data, &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want.Redact("x-key"), &got, cmpopts.IgnoreUnexported(wire.TrunkTranscript{}, wire.Transcript{}), cmpopts.EquateEmpty(), cmpopts.EquateApproxTime(0)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			again, err := json.Marshal(got)
			if err != nil || string(again) != string(data) {
				t.Errorf("saved again: %v\n%s\n%s", err, data, again)
			}
		})
	}
}

func TestTrunkLoadErrors(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"no JSON", "{", "unexpected end"},
		{"another schema", `{"schema":"ssegauge/transcript/v1"}`, "is not"},
		{"an unknown field", `{"schema":"ssegauge/trunk/v1","colour":1}`, "unknown field"},
		{"time runs backwards", `{"schema":"ssegauge/trunk/v1","end":{"kind":"open"},"frames":[{"at_ns":2},{"at_ns":1}]}`, "frames[1] is earlier"},
		{"no stream", `{"schema":"ssegauge/trunk/v1","end":{"kind":"open"},"streams":[null]}`, "streams[0]"},
		{"bad stream", `{"schema":"ssegauge/trunk/v1","end":{"kind":"open"},"streams":[{}]}`, "load transcript"},
		{"end", `{"schema":"ssegauge/trunk/v1","end":{"kind":"closed","at_ns":-1}}`, "before the start"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := wire.TrunkTranscript{Name: "kept"}
			if err := got.UnmarshalJSON([]byte(tt.data)); err == nil || !strings.Contains(err.Error(), tt.want) || got.Name != "kept" {
				t.Errorf("got %v, want … %s …", err, tt.want)
			}
		})
	}
}

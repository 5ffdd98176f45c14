package specs

import (
	"testing"

	"github.com/ssegauge/ssegauge/report"
)

// What could do harm is done to this machine, or with consent.
func TestTrespass(t *testing.T) {
	for _, tt := range []struct {
		name, url, final string
		consent          bool
		want             report.SkipCause
	}{
		{"a loopback address", "http://127.0.0.9:80/events", "", false, ""},
		{"the other family", "http://[::1]/events", "", false, ""},
		{"an address of version 4 in version 6", "http://[::ffff:127.0.0.1]/events", "", false, ""},
		{"a topic", "http://127.0.0.1/{{urlquery .Topic}}", "http://127.0.0.1/x", false, ""},
		{"elsewhere", "http://192.0.2.1/events", "", false, report.SkipUntestable},
		{"elsewhere, with consent", "http://192.0.2.1/events", "", true, ""},
		{"a redirect elsewhere", "http://127.0.0.1/events", "http://192.0.2.1/events", false, report.SkipUntestable},
		{"a name that nobody knows", "http://nowhere.invalid/events", "", false, report.SkipUntestable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cfg := Config{URL: tt.url, Consent: tt.consent}
			if got := trespass(t.Context(), &cfg, tt.final); got.Cause != tt.want {
				t.Errorf("got %+v, want %q", got, tt.want)
			}
		})
	}
}

// A run without consent injects nothing, and says so.
func TestNothingIsForgedWithoutConsent(t *testing.T) {
	sent := attackWith("injection-data-lf", "").but(func(o *Observation) { o.Trespass = notOurs("example.com") })
	if got := ruleInjection("injection-data-lf")(sent.Observation); got.Skip.Cause != report.SkipUntestable {
		t.Errorf("got %+v, want untestable", got)
	}
}

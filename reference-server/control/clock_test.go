package control_test

import (
	"net/http"
	"testing"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

type stamps struct {
	Received, Sent int64
	Skew           map[string]any
}

// The four stamps of one exchange are in order, but for the skew that was set.
func TestTime(t *testing.T) {
	s := start(t, refserver.Config{})
	check := func(name, method, body string, ahead time.Duration) {
		t.Helper()
		before := time.Now()
		got := ask[stamps](t, s, method, "/control/time", body)
		after := time.Now()
		first, last := before.Add(ahead).UnixNano(), after.Add(ahead).UnixNano()
		if got.Received < first || got.Sent < got.Received || got.Sent > last {
			t.Errorf("%s: %d, %d are not between %d and %d", name, got.Received, got.Sent, first, last)
		}
	}
	check("right", http.MethodGet, "", 0)
	check("ahead", http.MethodPost, `{"offset":"1h"}`, time.Hour)
	check("ahead", http.MethodGet, "", time.Hour)
	check("behind", http.MethodPost, `{"offset":"-90m"}`, -90*time.Minute)
	check("before it is right", http.MethodDelete, "", -90*time.Minute)
	check("right again", http.MethodGet, "", 0)
}

// A clock that drifts by a tenth gains a tenth of the time that passes.
func TestTimeDrifts(t *testing.T) {
	s := start(t, refserver.Config{})
	set := time.Now()
	ask[stamps](t, s, http.MethodPost, "/control/time", `{"drift":100000}`)
	isSet := time.Now()
	until(t, "the clock is 2 ms ahead", func() bool {
		before := time.Now()
		got := ask[stamps](t, s, http.MethodGet, "/control/time", "")
		after := time.Now()
		least, most := before.Sub(isSet)/10, after.Sub(set)/10
		if got.Received < before.Add(least).UnixNano()-1 || got.Sent > after.Add(most).UnixNano()+1 {
			t.Fatalf("%d, %d are not between %v and %v ahead", got.Received, got.Sent, least, most)
		}
		return least > 2*time.Millisecond
	})
}

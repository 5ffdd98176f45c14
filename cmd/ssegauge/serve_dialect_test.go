package main

import (
	"testing"

	"github.com/spf13/pflag"

	"github.com/ssegauge/ssegauge/reference-server/dialects"
)

func TestCheckOf(t *testing.T) {
	tests := []struct {
		name    string
		dialect dialects.Dialect
		want    string
	}{
		{"a GET", dialects.Dialect{Name: "a", Path: "/b", Method: "GET"}, "ssegauge check http://c/b --profile a"},
		{"a query", dialects.Dialect{Name: "a", Path: "/b", Query: "x={}&y=1", Method: "GET"}, "ssegauge check 'http://c/b?x={}&y=1' --profile a"},
		{
			"a POST",
			dialects.Dialect{Name: "a", Path: "/b", Method: "POST", Header: []string{"D: e", "F: g"}, Body: `{"it's":1}`},
			`ssegauge check http://c/b --profile a --method POST --header 'D: e' --header 'F: g' --body '{"it'\''s":1}'`,
		},
		{
			"a hook",
			dialects.Dialect{Name: "a", Path: "/b", Method: "GET", Hook: dialects.Hook{Method: "POST", Path: "/d", Header: []string{"E: f"}, Body: "{{.Data}}"}},
			`ssegauge check http://c/b --profile a --publish 'POST http://c/d' --publish-body '{{.Data}}' --publish-header 'E: f'`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := checkOf(tt.dialect, "http://c"); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestServeWrapsNothingUnasked holds because a wrapped server carries each stream on
// a goroutine of its own.
func TestServeWrapsNothingUnasked(t *testing.T) {
	var o serveOptions
	o.addFlags(pflag.NewFlagSet("serve", pflag.ContinueOnError))
	config, err := o.play()
	if err != nil || config.Wrap != nil || config.Tune != nil {
		t.Errorf("Wrap is set: %t, Tune is set: %t, error %v", config.Wrap != nil, config.Tune != nil, err)
	}
}

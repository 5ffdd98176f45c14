package main

import (
	"net/url"
	"slices"
	"testing"

	"github.com/ssegauge/ssegauge/reference-server/processes"
)

func TestRevokedTokensAreReplaced(t *testing.T) {
	tests := []struct {
		name, method, url, body string
		revoked                 bool
	}{
		{"in the query", "POST", "/control/revoke?token=b", "", true},
		{"in a form", "POST", "/control/revoke", "token=b", true},
		{"in JSON", "POST", "/control/revoke", `{"token":"b"}`, true},
		{"another token", "POST", "/control/revoke?token=x", "", false},
		{"another request", "POST", "/control/restart?token=b", "", false},
		{"another method", "GET", "/control/revoke?token=b", "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			at, err := url.Parse(test.url)
			if err != nil {
				t.Fatal(err)
			}
			var revoked revokedTokens
			revoked.note(processes.Request{Method: test.method, URL: at, Body: []byte(test.body)})
			flags := map[string][]string{"token": {"a", "b"}, "publish-token": {"b"}, "control-token": {"b"}}
			revoked.replace(flags)
			if len(flags["token"]) != 2 || flags["token"][0] != "a" || len(flags["publish-token"]) != 1 || flags["control-token"][0] != "b" {
				t.Errorf("the flags are %q", flags)
			}
			for _, name := range []string{"token", "publish-token"} {
				if slices.Contains(flags[name], "b") == test.revoked {
					t.Errorf("--%s is %q", name, flags[name])
				}
			}
		})
	}
}

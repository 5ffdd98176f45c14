package coding

import "testing"

func TestChoose(t *testing.T) {
	both := []string{"gzip", "zstd"}
	tests := []struct {
		name    string
		accept  []string
		offered []string
		want    string
		ok      bool
	}{
		{"no field", nil, both, "", true},
		{"empty field", []string{""}, both, "", true},
		{"one that is offered", []string{"zstd"}, both, "zstd", true},
		{"one that is not", []string{"br"}, both, "", true},
		{"a browser", []string{"gzip, deflate, br, zstd"}, both, "gzip", true},
		{"the server's order decides", []string{"gzip, deflate, br, zstd"}, []string{"zstd", "gzip"}, "zstd", true},
		{"weights decide first", []string{"gzip;q=0.5, zstd;q=0.8"}, both, "zstd", true},
		{"several fields", []string{"gzip;q=0.5", "zstd"}, both, "zstd", true},
		{"any case, any space", []string{" GZip ; Q=0.5 ,\tbr"}, both, "gzip", true},
		{"an old name", []string{"x-gzip"}, both, "gzip", true},
		{"zero is no", []string{"gzip;q=0"}, both, "", true},
		{"zero is no, in full", []string{"gzip;q=0.000, zstd;q=0.001"}, both, "zstd", true},
		{"all", []string{"*"}, both, "gzip", true},
		{"all others", []string{"gzip;q=0, *"}, both, "zstd", true},
		{"no others", []string{"zstd, *;q=0"}, both, "zstd", true},
		{"all, but little", []string{"*;q=0.1, zstd;q=0.2"}, both, "zstd", true},
		{"identity first", []string{"identity, gzip;q=0.5"}, both, "", true},
		{"identity as well", []string{"gzip, identity"}, both, "gzip", true},
		{"identity last", []string{"identity;q=0.1, gzip"}, both, "gzip", true},
		{"identity alone", []string{"identity"}, both, "", true},
		{"anything but identity", []string{"identity;q=0, *"}, both, "gzip", true},
		{"nothing is left", []string{"identity;q=0"}, both, "", false},
		{"nothing is left by name", []string{"br, identity;q=0"}, both, "", false},
		{"nothing at all", []string{"*;q=0"}, both, "", false},
		{"nothing but identity", []string{"identity, *;q=0"}, both, "", true},
		{"unknown, and no others", []string{"br, *;q=0"}, both, "", false},
		{"identity is excluded, gzip is not", []string{"gzip, identity;q=0"}, both, "gzip", true},
		{"named twice", []string{"gzip;q=0, gzip"}, both, "", true},
		{"no weight", []string{"gzip;q=x, zstd;q=0.2"}, both, "zstd", true},
		{"too much weight", []string{"gzip;q=2, zstd;q=0.2"}, both, "zstd", true},
		{"negative weight", []string{"gzip;q=-1, zstd;q=0.2"}, both, "zstd", true},
		{"infinite weight", []string{"gzip;q=inf"}, both, "", true},
		{"another parameter", []string{"gzip;level=1, zstd;q=0.2"}, both, "zstd", true},
		{"empty elements", []string{",, ;q=1, zstd,"}, both, "zstd", true},
		{"nothing offered", []string{"gzip"}, nil, "", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, ok := Choose(test.accept, test.offered)
			if got != test.want || ok != test.ok {
				t.Errorf("got %q, %t, want %q, %t", got, ok, test.want, test.ok)
			}
		})
	}
}

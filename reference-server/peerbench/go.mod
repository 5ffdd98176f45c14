module github.com/ssegauge/ssegauge/reference-server/peerbench

go 1.26.0

require (
	github.com/google/go-cmp v0.7.0
	github.com/r3labs/sse/v2 v2.10.0
	github.com/ssegauge/ssegauge v0.0.0
	github.com/tmaxmax/go-sse v0.11.0
	golang.org/x/sys v0.49.0
)

require (
	golang.org/x/net v0.60.0 // indirect
	gopkg.in/cenkalti/backoff.v1 v1.1.0 // indirect
)

replace github.com/ssegauge/ssegauge => ../..

// Package example shows the conformance suite as a library: from plain go test,
// and as a part of somebody's own Ginkgo suite. Its tests run both.
package example

// Package ginkgosuite shows the conformance suite inside a Ginkgo suite that has
// Specs of its own. Its test runs it.
package ginkgosuite

// Package interop runs the conformance suite against servers of other projects,
// as their documentation builds them, and holds the suite to what is known of
// them: it must see what they break, and must not blame them for what they keep.
// It is a module of its own, so that the product does not depend on them.
package interop

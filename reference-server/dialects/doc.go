// Package dialects lets the reference server speak the application protocols
// that run over event streams, each on a path of its own beside /events, and
// each as its specification has it.
//
// # Design
//
// A [Dialect] is a handler and how it is asked for a stream. The stream is
// written with the frames of internal/eventstream; what is not a stream is
// answered as the dialect says. Defects are layers around all of it.
package dialects

// Package eventloop serves many sockets from one goroutine, so that an idle one
// costs neither a goroutine nor a buffer.
package eventloop

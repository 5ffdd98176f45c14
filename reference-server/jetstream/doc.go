// Package jetstream keeps the reference server's history in a NATS JetStream stream.
package jetstream

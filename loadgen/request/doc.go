// Package request says what each Subscriber of a run asks for: to which address it
// connects, from which one, and the bytes of its request.
//
// # Templates
//
// Path and query of a Target, values of header fields, cookies and the body are
// templates:
//
//	{{seq}}          the Subscriber's number, from 0
//	{{uuid}}         a UUID of the Subscriber, the same in all its requests
//	{{rand:1-100}}   a random number from 1 to 100, the same in all its requests
//	{{users.token}}  the column "token" of the Feed "users", in the Subscriber's row
//	{{"{{"}}         a text as it is
//
// In a URL a value is percent-encoded, all but letters, digits and "-._~"; elsewhere it
// is written as it is. A word before a name decides otherwise: {{raw:users.query}}
// as it is, {{url:users.name}} percent-encoded, {{json:users.name}} as a JSON string
// with its quotes. A value that cannot stand where it is used, such as a line end in a
// header field, is refused when the Feed is read.
//
// # Design
//
// [Spec.Validate] finds what is wrong without a look at files and names. [New] reads
// the Feeds and resolves the names, once, and compiles templates to a few literal texts
// and gaps; a request without gaps is one literal text, a copy. A [Maker] does not change
// afterwards, so all workers use it, without a lock.
//
// A Feed is kept as one text and an offset for each value, of those columns that
// templates use.
//
// # Decisions
//
//   - Redirects are not followed. A Subscriber that would follow one measures two
//     servers, and a load test must not wander to a host nobody named. A redirect is
//     an error of status that names the Location.
//   - A name with several addresses has an Endpoint for each of them, of IPv4 if
//     there is one: where several front ends share a name, all of them are loaded
//     evenly. "localhost" is 127.0.0.1 therefore; Resolve decides otherwise.
//   - The shares of Endpoints are a table that repeats, with every Endpoint spread
//     evenly over it: exact after each period, near it in between, and the same for a
//     Subscriber whoever asks. Weights that are no multiples of 0.001, or large and
//     without a common factor, are rounded to 1/65,536 of the sum.
//   - Random values are a hash of seed, Subscriber and place: a Subscriber that
//     reconnects is the same user, and needs no memory for that.
//   - No Content-Type is made up for a body.
//   - "Accept-Encoding: identity" is sent unless something else is asked for, so that
//     what is counted is what was published.
//   - On Linux, streams to 127.0.0.0/8 are bound to 127.1.0.0/16, address and port: to
//     have the kernel search for a free port takes most of the time of opening a
//     connection, and one address has ports for some 20,000 streams.
package request

package control

// list returns the endpoints.
func (c *Control) list() []endpoint {
	const get, post, del = "GET", "POST", "DELETE"
	type does = map[string]operation
	return []endpoint{
		{path: root, about: "lists the endpoints", does: does{get: c.index}},
		{
			path: root + "/time", about: "tells when a request was received and the answer sent, by a clock that can be wrong on request",
			does: does{get: c.getTime, post: c.postTime, del: c.deleteTime},
		},
		{
			path: root + "/requests", about: "tells of the last requests of clients, without their secrets", query: []string{"last"},
			does: does{get: c.getRequests, del: c.deleteRequests},
		},
		{
			path: root + "/answer", about: "gives the next requests an answer that is prepared here",
			does: does{get: c.getAnswers, post: c.postAnswer, del: c.deleteAnswers},
		},
		{
			path: root + "/play", about: "plays a script to the next streams in place of events, byte by byte",
			does: does{get: c.getPlay, post: c.postPlay, del: c.deletePlay},
		},
		{
			path: root + "/publish-delay", about: "delays publishes before they are stored, and tells by how much",
			does: does{get: c.getPublishDelay, post: c.postPublishDelay, del: c.deletePublishDelay},
		},
		{
			path: root + "/streams", about: "lists the open streams", query: []string{"limit"},
			does: does{get: c.getStreams},
		},
		{
			path: root + "/streams/drop", about: "ends streams in a way of choice, and tells which",
			does: does{post: c.dropStreams},
		},
		{
			path: root + "/delivery", about: "pauses and resumes the delivery of events to open streams",
			does: does{get: c.getDelivery, post: c.postDelivery, del: c.deleteDelivery},
		},
		{
			path: root + "/faults", about: "drops, doubles and reorders events on their way into streams, and counts that exactly", query: []string{"limit"},
			does: does{get: c.getFaults, post: c.postFaults, del: c.deleteFaults},
		},
		{path: root + "/restart", about: "does to clients what a restart of the server does", does: does{post: c.restart}},
		{path: root + "/revoke", about: "takes back a bearer token of readers and publishers", query: []string{"token"}, does: does{post: c.revoke}},
	}
}

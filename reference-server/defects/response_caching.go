package defects

const cacheControl = "Cache-Control"

// responseCachingDefects err in what the head says to caches and proxies.
func responseCachingDefects() []Defect {
	return append(responseProxyDefects(), []Defect{
		{
			Name: "no-cache-control", Sentence: "The response has no Cache-Control.",
			Breaks: []string{"response-cache-no-store", "response-no-transform"},
			layer:  withoutHead(cacheControl),
		},
		{
			Name: "cache-storable", Sentence: "Cache-Control forbids to transform the stream, not to store it.",
			Breaks: []string{"response-cache-no-store"},
			layer:  setHead(cacheControl, "no-transform"),
		},
		{
			Name: "cache-no-cache-of-a-field", Sentence: "Cache-Control forbids to store one field of the head.",
			Breaks: []string{"response-cache-no-store"},
			layer:  setHead(cacheControl, `no-cache="Set-Cookie", no-transform`),
		},
		{
			Name: "cache-public", Sentence: "Cache-Control is public.",
			Breaks: []string{"response-no-shared-cache"},
			layer:  setHead(cacheControl, "public, no-cache, no-transform"),
		},
		{
			Name: "cache-max-age", Sentence: "Cache-Control lets the stream be served again for a minute.",
			Breaks: []string{"response-no-shared-cache"},
			layer:  setHead(cacheControl, "no-cache, no-transform, max-age=60"),
		},
		{
			Name: "cache-age", Sentence: "The stream has an Age, as if it came out of a cache.",
			Breaks: []string{"response-no-shared-cache", "caching-no-age"},
			layer:  setHead("Age", "12"),
		},
		{
			Name: "etag", Sentence: "The stream has an ETag.",
			Breaks: []string{"response-no-validator"},
			layer:  setHead("ETag", `W/"6ff-18c2"`),
		},
		{
			Name: "last-modified", Sentence: "The stream has a Last-Modified.",
			Breaks: []string{"response-no-validator"},
			layer:  setHead("Last-Modified", "Sat, 21 Nov 2026 11:00:00 GMT"),
		},
	}...)
}

// responseProxyDefects err in what the head says to proxies that change or
// buffer.
func responseProxyDefects() []Defect {
	return []Defect{
		{
			Name: "transformable", Sentence: "Cache-Control lets a proxy transform the stream.",
			Breaks: []string{"response-no-transform"},
			layer:  setHead(cacheControl, "no-cache, no-store"),
		},
		{
			Name: "accel-buffering-missing", Sentence: "The response has no X-Accel-Buffering.",
			Breaks: []string{"response-no-accel-buffering"},
			layer:  withoutHead("X-Accel-Buffering"),
		},
		{
			Name: "accel-buffering-yes", Sentence: "X-Accel-Buffering asks nginx to buffer.",
			Breaks: []string{"response-no-accel-buffering"},
			layer:  setHead("X-Accel-Buffering", "yes"),
		},
	}
}

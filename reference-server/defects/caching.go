package defects

import "net/http"

// cachingDefects err as if the stream were a file, or as a cache does that has
// stored it.
func cachingDefects() []Defect {
	return []Defect{
		{
			Name: "conditional-304", Sentence: "A request with If-None-Match is answered with status 304.",
			Breaks: []string{"caching-not-conditional"},
			layer:  onField("If-None-Match", http.StatusNotModified),
		},
		{
			Name: "range-206", Sentence: "A request with Range is answered with status 206.",
			Breaks: []string{"caching-no-range"},
			layer:  onField("Range", http.StatusPartialContent),
		},
		{
			Name: "cache-hit", Sentence: "The response says that it comes from a cache.",
			Breaks: []string{"caching-no-age"},
			layer:  setHead("X-Cache", "HIT"),
		},
		{
			Name: "cdn-max-age", Sentence: "CDN-Cache-Control lets a CDN keep the stream for a minute.",
			Breaks: []string{"caching-no-expiry"},
			layer:  setHead("CDN-Cache-Control", "max-age=60"),
		},
	}
}

// onField answers requests for a stream that have a field with that status.
func onField(name string, status int) func() layer {
	return answering(func(w http.ResponseWriter, r *http.Request) bool {
		meant := isStream(r) && r.Header.Get(name) != ""
		if meant {
			w.WriteHeader(status)
		}
		return meant
	})
}

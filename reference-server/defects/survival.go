package defects

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
)

// survivalDefects do not survive what is published.
func survivalDefects() []Defect {
	empty := func(f frame, _ int) bool { return f.data == "" }
	return append(publisherDefects(), []Defect{
		{
			Name: "empty-event-ends-streams", Sentence: "An event without data ends every stream.",
			Breaks: []string{"data-existing-stream-survives"},
			layer:  ending(empty, inOrder),
		},
		{
			Name: "large-event-aborts-streams", Sentence: "An event of more than 64 KiB cuts every stream.",
			Breaks: []string{"data-existing-stream-survives"},
			layer:  ending(func(f frame, _ int) bool { return len(f.data) > 64<<10 }, aborted),
		},
		{
			Name: "empty-event-deafens-streams", Sentence: "After an event without data a stream gets no events any more.",
			Breaks: []string{"data-existing-stream-survives"},
			layer:  ending(empty, func(_ *session, f frame) []byte { return f.raw }),
		},
		{
			Name: "empty-event-refuses-streams", Sentence: "After an event without data new streams of its topic are answered with status 500.",
			Breaks: []string{"data-new-stream-served"},
			layer: afterEmptyEvent(func(w http.ResponseWriter, r *http.Request, poisoned bool) bool {
				if poisoned && isStream(r) {
					http.Error(w, "replay failed", http.StatusInternalServerError)
				}
				return poisoned && isStream(r)
			}),
		},
	}...)
}

// publisherDefects do not answer the publisher.
func publisherDefects() []Defect {
	return []Defect{
		{
			Name: "empty-event-fails-publisher", Sentence: "An event without data is answered with status 500.",
			Breaks: []string{"data-publisher-survives"},
			layer: answering(func(w http.ResponseWriter, r *http.Request) bool {
				if !isPublish(r) || r.ContentLength != 0 {
					return false
				}
				http.Error(w, "no data", http.StatusInternalServerError)
				return true
			}),
		},
		{
			Name: "empty-event-blocks-publisher", Sentence: "After an event without data publishers on its topic are not answered any more.",
			Breaks: []string{"data-publisher-survives"},
			layer: afterEmptyEvent(func(_ http.ResponseWriter, r *http.Request, poisoned bool) bool {
				if poisoned && isPublish(r) {
					<-r.Context().Done()
				}
				return poisoned && isPublish(r)
			}),
		},
		{
			Name: "forged-data-refused-badly", Sentence: "Data that looks like fields is answered with status 502.",
			Breaks: []string{"data-publisher-survives"},
			layer:  answering(blocksForged),
		},
	}
}

// afterEmptyEvent answers requests where answer says that it did; poisoned says
// that an event without data has been published on their topic.
func afterEmptyEvent(answer func(w http.ResponseWriter, r *http.Request, poisoned bool) bool) func() layer {
	return func() layer {
		var topics sync.Map // those on which there was one
		return answering(func(w http.ResponseWriter, r *http.Request) bool {
			_, poisoned := topics.Load(topicOf(r))
			done := answer(w, r, poisoned)
			if isPublish(r) && r.ContentLength == 0 {
				topics.Store(topicOf(r), true)
			}
			return done
		})()
	}
}

// blocksForged answers a publish as a firewall does.
func blocksForged(w http.ResponseWriter, r *http.Request) bool {
	if !isPublish(r) {
		return false
	}
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil || !strings.Contains(string(body), "\ndata: ") {
		return false
	}
	http.Error(w, "blocked", http.StatusBadGateway)
	return true
}

package defects

import "net/http"

// ending ends each stream, in a way of its own, when end says so of a published
// event. The event itself is still written.
func ending(ends func(f frame, nth int) bool, end func(s *session, f frame) []byte) func() layer {
	return onFrames(func(s *session) editor {
		nth, ended := 0, false
		return func(f frame) []byte {
			switch {
			case ended:
				return nil
			case !f.isPublished():
				return f.raw
			}
			if nth++; !ends(f, nth) {
				return f.raw
			}
			ended = true
			return end(s, f)
		}
	})
}

// atFourth is for ending: it ends a stream at its fourth event.
func atFourth(_ frame, nth int) bool { return nth == 4 }

// inOrder is for ending: the response is complete after the event.
func inOrder(s *session, f frame) []byte {
	s.end()
	return f.raw
}

// aborted is for ending: the connection is cut after the event.
func aborted(s *session, f frame) []byte {
	s.flush(f.raw)
	panic(http.ErrAbortHandler)
}

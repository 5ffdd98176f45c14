package defects

import "bytes"

// onOpening changes the frame that begins every stream, which holds the
// reconnection time and, for a new client, an id.
func onOpening(edit editor) func() layer {
	return onFrames(func(*session) editor {
		opened := false
		return func(f frame) []byte {
			if opened {
				return f.raw
			}
			opened = true
			return edit(f)
		}
	})
}

// greeting sends text after the frame that begins every stream.
func greeting(text string) func() layer {
	return onOpening(func(f frame) []byte { return append(f.raw, text...) })
}

// reconnection replaces the line with the reconnection time.
func reconnection(lines string) func() layer {
	return onOpening(func(f frame) []byte {
		_, rest, _ := bytes.Cut(f.raw, []byte("\n"))
		return append([]byte(lines), rest...)
	})
}

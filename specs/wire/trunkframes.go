package wire

import (
	"fmt"

	"golang.org/x/net/http2"
)

// maxControlBytes bounds what a target sends on a Trunk, but for the DATA that
// the windows of its streams allow.
const maxControlBytes = 1 << 20

// take records a frame of the target's, within limits. It is called under the
// lock.
func (k *Trunk) take(f received) error {
	s := k.flow.streams[f.Stream]
	f.At = k.now()
	if f.Problem == "" {
		f.Problem = k.problemOf(&f, s)
	}
	if f.Type != http2.FrameData || f.Problem != "" {
		if k.control += len(f.raw); k.control > maxControlBytes {
			return &LimitError{Limit: "ControlBytes", Max: maxControlBytes}
		}
	}
	if most := k.dialer.MaxHTTPFrames; len(k.t.Frames) >= most {
		return &LimitError{Limit: "HTTPFrames", Max: most}
	}
	if err := k.dialer.Budget.spendFrame(&f.HTTPFrame, f.raw); err != nil {
		return err
	}
	k.t.Frames = append(k.t.Frames, f.HTTPFrame)
	k.obey(&f, s)
	return k.out.broken
}

// obey does what a frame asks for.
func (k *Trunk) obey(f *received, s *stream) {
	switch f.Type {
	case http2.FrameSettings:
		k.takeSettings(f)
	case http2.FramePing:
		if !f.Flags.Has(http2.FlagPingAck) {
			opaque := f.Opaque
			k.send(&HTTPFrame{Type: http2.FramePing, Flags: http2.FlagPingAck, Opaque: opaque}, func(w *http2.Framer) error { return w.WritePing(true, opaque) })
		}
	case http2.FrameWindowUpdate:
		k.flow.grant(f.Stream, int64(f.Increment))
		k.sendBodies()
	case http2.FrameGoAway:
		for s := range k.flow.all() {
			k.deliver(s, string(f.raw))
		}
	case http2.FrameHeaders, http2.FrameContinuation, http2.FrameData, http2.FrameRSTStream:
		k.takeMessage(f, s)
	default: // PRIORITY and what nobody knows: ignored, as they must be
	}
}

// takeMessage hands a frame of a message to its stream.
func (k *Trunk) takeMessage(f *received, s *stream) {
	if f.Type == http2.FrameData {
		k.takeData(f, s)
	}
	if s == nil {
		return
	}
	switch {
	case f.Type == http2.FrameData:
		s.closed = s.closed || f.Flags.Has(http2.FlagDataEndStream)
		k.deliver(s, string(f.raw))
	case f.Type == http2.FrameRSTStream:
		s.closed = true
		k.deliver(s, string(f.raw))
	case f.whole:
		s.closed = s.closed || f.last
		k.deliver(s, fieldsFrame(f.Stream, f.last, f.Fields))
	}
}

// deliver hands bytes to the Exchange of s, in the form of its Chunks.
func (k *Trunk) deliver(s *stream, bytes string) {
	if s.done {
		return
	}
	if !s.take([]byte(bytes)) {
		return
	}
	code := http2.ErrCodeCancel
	if s.run.x.Snapshot().End.Kind == EndMalformed {
		code = http2.ErrCodeProtocol
	}
	k.cancelStream(s, code)
}

// takeSettings applies SETTINGS and acknowledges it.
// https://www.rfc-editor.org/rfc/rfc9113#section-6.5.3
func (k *Trunk) takeSettings(f *received) {
	if f.Flags.Has(http2.FlagSettingsAck) {
		return
	}
	for _, s := range f.Settings {
		if s.ID == http2.SettingInitialWindowSize {
			k.flow.resize(int64(s.Val))
		}
	}
	k.send(&HTTPFrame{Type: http2.FrameSettings, Flags: http2.FlagSettingsAck}, func(w *http2.Framer) error { return w.WriteSettingsAck() })
	k.sendBodies()
}

// takeData counts DATA against both windows and opens them again.
// https://www.rfc-editor.org/rfc/rfc9113#section-6.9
func (k *Trunk) takeData(f *received, s *stream) {
	k.flow.room -= int64(f.Length)
	if k.flow.room < trunkWindow/2 {
		k.openWindow(0, trunkWindow-k.flow.room)
		k.flow.room = trunkWindow
	}
	if s == nil {
		return
	}
	s.room -= int64(f.Length)
	if !f.Flags.Has(http2.FlagDataEndStream) {
		k.refill(s)
	}
}

// refill opens the window of a stream that is read.
func (k *Trunk) refill(s *stream) {
	if s.done || s.closed || s.run.x.gate() != nil || s.room >= k.flow.window/2 {
		return
	}
	k.openWindow(s.id, k.flow.window-s.room)
	s.room = k.flow.window
}

// problemOf says what is wrong with a frame as it stands on this connection.
func (k *Trunk) problemOf(f *received, s *stream) string {
	switch f.Type {
	case http2.FrameSettings:
		for _, s := range f.Settings {
			if s.Valid() != nil || s.ID == http2.SettingEnablePush && s.Val != 0 {
				return fmt.Sprintf("%s must not be %d", s.ID, s.Val)
			}
		}
	case http2.FrameData, http2.FrameHeaders, http2.FrameRSTStream, http2.FrameWindowUpdate:
		return k.streamProblem(f, s)
	default:
	}
	return ""
}

// streamProblem says what is wrong with a frame because of the state of its
// stream and of the windows. https://www.rfc-editor.org/rfc/rfc9113#section-5.1
func (k *Trunk) streamProblem(f *received, s *stream) string {
	switch {
	case f.Stream == 0:
		return ""
	case s == nil:
		return fmt.Sprintf("no stream %d was opened", f.Stream)
	case s.closed && (f.Type == http2.FrameData || f.Type == http2.FrameHeaders):
		return fmt.Sprintf("stream %d had ended", f.Stream)
	case f.Type != http2.FrameData:
		return ""
	case int64(f.Length) > s.room:
		return fmt.Sprintf("more than the window of stream %d allows: %d bytes", f.Stream, s.room)
	case int64(f.Length) > k.flow.room:
		return fmt.Sprintf("more than the window of the connection allows: %d bytes", k.flow.room)
	}
	return ""
}

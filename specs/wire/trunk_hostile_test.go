package wire_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// rawServer is the other end of an HTTP/2 connection, written by hand.
type rawServer struct {
	*http2.Framer
	c     net.Conn
	block bytes.Buffer
	enc   *hpack.Encoder
}

// rawHTTP2 answers a connection, whose client has sent a request, with handle.
func rawHTTP2(handle func(s *rawServer)) func(net.Conn) {
	return func(c net.Conn) {
		s := &rawServer{Framer: http2.NewFramer(c, c), c: c}
		s.AllowIllegalWrites = true
		s.enc = hpack.NewEncoder(&s.block)
		_, _ = io.CopyN(io.Discard, c, int64(len(http2.ClientPreface)))
		_ = s.WriteSettings(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 7})
		s.await(http2.FrameHeaders)
		handle(s)
		if half, ok := c.(*net.TCPConn); ok {
			_ = half.CloseWrite() // in order, whatever is unread
		}
		s.hold()
	}
}

// await reads until a frame of that type has come, or nothing comes any more.
func (s *rawServer) await(kind http2.FrameType) http2.Frame {
	for {
		f, err := s.ReadFrame()
		if err != nil || f.Header().Type == kind {
			return f
		}
	}
}

// hold keeps the connection open until the client closes it.
func (s *rawServer) hold() { _, _ = io.Copy(io.Discard, s.c) }

// head sends a response head on a stream.
func (s *rawServer) head(stream uint32, last bool, fields ...string) {
	_ = s.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, EndHeaders: true, EndStream: last, BlockFragment: s.fields(fields...)})
}

func (s *rawServer) fields(fields ...string) []byte {
	s.block.Reset()
	for i := 0; i < len(fields); i += 2 {
		_ = s.enc.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]})
	}
	return bytes.Clone(s.block.Bytes())
}

func TestTrunkAgainstWrongServers(t *testing.T) {
	const ok = ":status"
	tests := []struct {
		name          string
		handle        func(s *rawServer)
		trunk         wire.EndKind
		stream        wire.EndKind
		detail        string // of the stream
		problem, body string
	}{
		{"right", func(s *rawServer) {
			s.head(1, false, ok, "200")
			_ = s.WriteData(1, true, []byte("x"))
		}, wire.EndComplete, wire.EndComplete, "", "", "x"},
		{"head in pieces", func(s *rawServer) {
			block := s.fields(ok, "200", "x-a", "b")
			_ = s.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, EndStream: true, BlockFragment: block[:2]})
			_ = s.WriteContinuation(1, false, nil)
			_ = s.WriteContinuation(1, true, block[2:])
		}, wire.EndComplete, wire.EndComplete, "", "", ""},
		{"connection-specific field", func(s *rawServer) { s.head(1, true, ok, "200", "connection", "keep-alive") }, wire.EndComplete, wire.EndComplete, "", "", ""},
		{"reset", func(s *rawServer) { _ = s.WriteRSTStream(1, http2.ErrCodeEnhanceYourCalm) }, wire.EndComplete, wire.EndStreamReset, "ENHANCE_YOUR_CALM", "", ""},
		{"refused by GOAWAY", func(s *rawServer) { _ = s.WriteGoAway(0, http2.ErrCodeEnhanceYourCalm, []byte("too many")) }, wire.EndGoAway, wire.EndGoAway, "leaves stream 1", "", ""},
		{"GOAWAY with an error", func(s *rawServer) {
			s.head(1, false, ok, "200")
			_ = s.WriteGoAway(1, http2.ErrCodeInternal, nil)
		}, wire.EndGoAway, wire.EndGoAway, "after GOAWAY with INTERNAL_ERROR", "", ""},
		{"closed", func(s *rawServer) { s.head(1, false, ok, "200") }, wire.EndComplete, wire.EndTruncated, "before END_STREAM", "", ""},
		{"closed in a frame", func(s *rawServer) { _, _ = s.c.Write([]byte{0, 0, 9, 0, 0}) }, wire.EndTruncated, wire.EndTruncated, "before the response head", "", ""},
		{"closed in a field block", func(s *rawServer) {
			_ = s.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: s.fields(ok, "200")})
		}, wire.EndTruncated, wire.EndTruncated, "before the response head", "", ""},
		{"DATA before HEADERS", func(s *rawServer) {
			_ = s.WriteData(1, false, []byte("x"))
			s.await(http2.FrameRSTStream)
		}, wire.EndComplete, wire.EndMalformed, "DATA before", "", ""},
		{"other stream", func(s *rawServer) {
			s.head(3, true, ok, "200")
			s.head(1, true, ok, "200")
		}, wire.EndComplete, wire.EndComplete, "", "no stream 3 was opened", ""},
		{"frames after the end", func(s *rawServer) {
			s.head(1, true, ok, "200")
			_ = s.WriteData(1, false, []byte("x"))
		}, wire.EndComplete, wire.EndComplete, "", "stream 1 had ended", ""},
		{"window of the stream", func(s *rawServer) {
			s.head(1, false, ok, "200")
			for range 17 {
				_ = s.WriteData(1, false, make([]byte, 1<<14))
			}
			_ = s.WriteData(1, true, nil)
		}, wire.EndComplete, wire.EndComplete, "", "", strings.Repeat("\x00", 17<<14)},
		{"bad settings", func(s *rawServer) {
			_ = s.WriteSettings(http2.Setting{ID: http2.SettingEnablePush, Val: 1})
			s.head(1, true, ok, "200")
		}, wire.EndComplete, wire.EndComplete, "", "ENABLE_PUSH must not be 1", ""},
		{"WINDOW_UPDATE of 0", func(s *rawServer) {
			_ = s.WriteWindowUpdate(1, 0)
			s.head(1, true, ok, "200")
		}, wire.EndComplete, wire.EndComplete, "", "malformed: PROTOCOL_ERROR", ""},
		{"unknown frame", func(s *rawServer) {
			_ = s.WriteRawFrame(200, 255, 1, []byte("x"))
			s.head(1, true, ok, "200")
		}, wire.EndComplete, wire.EndComplete, "", "", ""},
		{"interleaved CONTINUATION", func(s *rawServer) {
			_ = s.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: s.fields(ok, "200")})
			_ = s.WritePing(false, [8]byte{})
			s.hold()
		}, wire.EndMalformed, wire.EndMalformed, "expected CONTINUATION", "", ""},
		{"PUSH_PROMISE", func(s *rawServer) {
			_ = s.WritePushPromise(http2.PushPromiseParam{StreamID: 1, PromiseID: 2, EndHeaders: true, BlockFragment: s.fields(":method", "GET")})
			s.hold()
		}, wire.EndMalformed, wire.EndMalformed, "PUSH_PROMISE although", "", ""},
		{"bad HPACK", func(s *rawServer) {
			_ = s.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, EndHeaders: true, BlockFragment: []byte{0xff, 0xff, 0xff}})
			s.hold()
		}, wire.EndMalformed, wire.EndMalformed, "field block on stream 1", "", ""},
		{"DATA on stream 0", func(s *rawServer) {
			_ = s.WriteData(0, false, nil)
			s.hold()
		}, wire.EndMalformed, wire.EndMalformed, "DATA frame with stream ID 0", "", ""},
		{"oversized frame", func(s *rawServer) {
			_, _ = s.c.Write([]byte{1, 0, 0, 0, 0, 0, 0, 0, 1})
			s.hold()
		}, wire.EndMalformed, wire.EndMalformed, "65536 bytes exceeds SETTINGS_MAX_FRAME_SIZE", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u := serve(t, rawHTTP2(tt.handle))
			ctx := testContext(t)
			k := new(wire.Recorder).OpenTrunk(ctx, "trunk", u)
			x := k.Open(ctx, "one", wire.Request{})
			<-x.Done()
			<-k.Done()
			got := k.Snapshot()
			if got.End.Kind != tt.trunk {
				t.Errorf("trunk: got %s (%s), want %s", got.End.Kind, got.End.Detail, tt.trunk)
			}
			wantEnd(t, got.Streams[0], tt.stream, tt.detail)
			if string(got.Streams[0].Body) != tt.body {
				t.Errorf("body: got %d bytes", len(got.Streams[0].Body))
			}
			wantProblem(t, got, tt.problem)
			if n, ok := got.Setting(http2.SettingMaxConcurrentStreams); n != 7 || !ok {
				t.Errorf("settings: got %d, %v", n, ok)
			}
			// The same over a connection of its own.
			alone := record(t, new(wire.Recorder), wire.Request{Proto: wire.HTTP2, URL: u})
			wantEnd(t, alone, tt.stream, tt.detail)
		})
	}
}

func wantProblem(t *testing.T, got *wire.TrunkTranscript, want string) {
	t.Helper()
	var all []string
	for _, f := range got.Frames {
		if f.Problem != "" {
			all = append(all, f.Problem)
		}
	}
	if problems := strings.Join(all, "; "); want == "" && problems != "" || !strings.Contains(problems, want) {
		t.Errorf("problems: got %q, want … %s …", problems, want)
	}
}

// flood writes until the client has had enough.
func (s *rawServer) flood(write func() error) {
	for write() == nil {
	}
}

func TestTrunkAgainstHostileServers(t *testing.T) {
	bomb := []byte{0x82}
	bomb[0] = 0x40
	bomb = append(bomb, 1, 'a', 0x7f)
	bomb = append(binary.AppendUvarint(bomb, 3900-127), strings.Repeat("x", 3900)...)
	bomb = append(bomb, bytes.Repeat([]byte{0xbe}, 10_000)...)
	tests := []struct {
		name   string
		handle func(net.Conn)
		kind   wire.EndKind
		detail string
	}{
		{"HTTP/1.1", answerAndHold("HTTP/1.1 400 Bad Request\r\n\r\n"), wire.EndMalformed, `the bytes are not HTTP/2, which begins with SETTINGS: "HTTP/1.1 400`},
		{"another protocol", answerAndHold("SSH-2.0-OpenSSH_9.6\r\n"), wire.EndMalformed, "SSH-2.0"},
		{"a few bytes", answerAndEnd("220 ok"), wire.EndMalformed, `"220 ok"`},
		{"zeros", answerAndHold(strings.Repeat("\x00", 1000)), wire.EndMalformed, "not HTTP/2"},
		{"nothing", func(c net.Conn) { _ = c.Close() }, wire.EndTruncated, ""},
		{"endless CONTINUATION", rawHTTP2(func(s *rawServer) {
			_ = s.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: s.fields(":status", "200")})
			s.flood(func() error { return s.WriteContinuation(1, false, nil) })
		}), wire.EndLimit, "head is longer than 64 KiB"},
		{"endless head", rawHTTP2(func(s *rawServer) {
			_ = s.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: s.fields(":status", "200")})
			s.flood(func() error { return s.WriteContinuation(1, false, s.fields("a", strings.Repeat("x", 1000))) })
		}), wire.EndLimit, "head is longer than 64 KiB"},
		{"endless field", rawHTTP2(func(s *rawServer) {
			_ = s.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: append([]byte{0x00, 1, 'a', 0x7f}, 0xff, 0xff, 0x7f)})
			s.flood(func() error { return s.WriteContinuation(1, false, make([]byte, 1<<14)) })
		}), wire.EndLimit, "head is longer than 64 KiB"},
		{"HPACK bomb", rawHTTP2(func(s *rawServer) {
			_ = s.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, EndHeaders: true, BlockFragment: bomb})
			s.hold()
		}), wire.EndLimit, "head is longer than 64 KiB"},
		{"interim responses", rawHTTP2(func(s *rawServer) {
			s.flood(func() error { s.head(1, false, ":status", "103"); return s.WritePing(true, [8]byte{}) })
		}), wire.EndLimit, "head is longer than 64 KiB"},
		{"SETTINGS flood", rawHTTP2(func(s *rawServer) { s.flood(func() error { return s.WriteSettings() }) }), wire.EndLimit, ""},
		{"large SETTINGS", rawHTTP2(func(s *rawServer) {
			settings := make([]http2.Setting, 2000)
			s.flood(func() error { return s.WriteSettings(settings...) })
		}), wire.EndLimit, "more than 1 MiB that belong to no response"},
		{"PING flood", rawHTTP2(func(s *rawServer) {
			go s.hold()
			s.flood(func() error { return s.WritePing(false, [8]byte{}) })
		}), wire.EndLimit, ""},
		{"empty DATA", rawHTTP2(func(s *rawServer) {
			s.head(1, false, ":status", "200")
			s.flood(func() error { return s.WriteData(1, false, nil) })
		}), wire.EndLimit, "frames on one connection"},
		{"DATA for nobody", rawHTTP2(func(s *rawServer) { s.flood(func() error { return s.WriteData(9, false, make([]byte, 1<<14)) }) }), wire.EndLimit, "belong to no response"},
		{"unknown frames", rawHTTP2(func(s *rawServer) { s.flood(func() error { return s.WriteRawFrame(99, 0, 1, nil) }) }), wire.EndLimit, "more than 32768 frames"},
		{"endless body", rawHTTP2(func(s *rawServer) {
			s.head(1, false, ":status", "200")
			s.flood(func() error { return s.WriteData(1, false, []byte(strings.Repeat(":\n", 8000))) })
		}), wire.EndLimit, "line ends"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &wire.Recorder{MaxLines: 50_000, MaxHTTPFrames: 1 << 15}
			tr := record(t, r, wire.Request{Proto: wire.HTTP2, URL: serve(t, tt.handle)})
			if tt.kind == wire.EndTruncated && tr.End.Kind == wire.EndReset {
				return
			}
			wantEnd(t, tr, tt.kind, tt.detail)
		})
	}
}

// A target that never reads is given up when too much waits for it, and our own
// deadline holds at any time.
func TestTrunkAgainstDeafServers(t *testing.T) {
	flood := func(c net.Conn) {
		f := http2.NewFramer(c, nil)
		_ = f.WriteSettings()
		for f.WritePing(false, [8]byte{}) == nil {
		}
	}
	tr := record(t, new(wire.Recorder), wire.Request{Proto: wire.HTTP2, URL: serve(t, flood)})
	if kind := tr.End.Kind; kind != wire.EndLimit && kind != wire.EndWriteError {
		t.Errorf("got %+v", tr.End)
	}

	silent := serve(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
	r := &wire.Recorder{HeadTimeout: 50 * time.Millisecond}
	k := r.OpenTrunk(testContext(t), "silent", silent)
	<-k.Done()
	if end := k.Snapshot().End; end.Kind != wire.EndTimeout || !strings.Contains(end.Detail, "no SETTINGS within 50ms") {
		t.Errorf("got %+v", end)
	}
	wantEnd(t, record(t, r, wire.Request{Proto: wire.HTTP2, URL: silent}), wire.EndTimeout, "within 50ms")
}

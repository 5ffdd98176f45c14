package wire

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// intake is a Trunk with an Exchange and without a socket.
func intake(t *testing.T, r *Recorder) *Trunk {
	t.Helper()
	u := &url.URL{Scheme: "http", Host: "target.example", Path: "/events"}
	k := r.newTrunk("intake", u, func(error) {})
	req := Request{URL: u, Proto: HTTP2}.complete()
	tr := &Transcript{Name: "one", Request: req, URL: u.String(), Start: k.start, Limits: r.limits()}
	_, cancel := context.WithCancelCause(t.Context())
	run := r.newRun(newExchange(tr, cancel), cancel)
	run.MaxRedirects = -1
	run.expectHead()
	t.Cleanup(func() { run.timer.Stop() })
	k.greet()
	k.launch(&stream{run: run, req: &req, over: make(chan struct{})})
	k.opened = []*Exchange{run.x}
	return k
}

// bytesOf returns what a server writes with f.
func bytesOf(write func(f *http2.Framer, e *hpack.Encoder, block *strings.Builder)) string {
	var wire, block strings.Builder
	f := http2.NewFramer(&wire, nil)
	f.AllowIllegalWrites = true
	write(f, hpack.NewEncoder(&block), &block)
	return wire.String()
}

func trunkSeeds() []string {
	return []string{
		bytesOf(func(f *http2.Framer, e *hpack.Encoder, block *strings.Builder) {
			_ = f.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 9}, http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 1})
			_ = f.WriteSettingsAck()
			_ = e.WriteField(hpack.HeaderField{Name: ":status", Value: "200"})
			_ = e.WriteField(hpack.HeaderField{Name: "connection", Value: "keep-alive"})
			_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: []byte(block.String()[:3])})
			_ = f.WriteContinuation(1, true, []byte(block.String()[3:]))
			_ = f.WritePing(false, [8]byte{1})
			_ = f.WriteDataPadded(1, false, []byte("id: 1\ndata: a\n\n"), []byte{0, 0})
			_ = f.WriteWindowUpdate(0, 100)
			_ = f.WriteWindowUpdate(1, 0)
			_ = f.WriteGoAway(1, http2.ErrCodeNo, []byte("bye"))
			_ = f.WriteData(1, true, []byte("data: b\n\n"))
			_ = f.WriteData(1, true, nil)
			_ = f.WriteRawFrame(77, 1, 3, []byte("x"))
		}),
		bytesOf(func(f *http2.Framer, _ *hpack.Encoder, _ *strings.Builder) {
			_ = f.WriteSettings()
			_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, EndHeaders: true, BlockFragment: []byte("\x88\x40\x01a\x03xyz\xbe\xbe")})
			_ = f.WriteRSTStream(1, http2.ErrCodeCancel)
			_ = f.WritePushPromise(http2.PushPromiseParam{StreamID: 1, PromiseID: 2, EndHeaders: true})
		}),
		"HTTP/1.1 200 OK\r\n\r\n", "", "\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x09\x01\x00\x00\x00\x00\x01",
	}
}

// receiveAll feeds p in pieces until it is refused.
func receiveAll(k *Trunk, p string, plan []byte) error {
	for _, piece := range cut(p, plan) {
		if _, err := k.receive([]byte(piece.Text)); err != nil {
			_, kind, err := k.refusal(err)
			k.finish(kind, err)
			return err
		}
	}
	kind, err := k.closed()
	k.finish(kind, err)
	return err
}

// untimed compares what depends neither on the clock nor on the cut: a detail may
// quote as much as was there.
func untimed() cmp.Options {
	return append(derived(),
		cmpopts.IgnoreUnexported(TrunkTranscript{}), cmpopts.IgnoreTypes(Chunk{}),
		cmpopts.IgnoreFields(TrunkTranscript{}, "Start"), cmpopts.IgnoreFields(Transcript{}, "Start", "Sent", "Connected"),
		cmpopts.IgnoreFields(HTTPFrame{}, "At"), cmpopts.IgnoreFields(End{}, "At", "Detail"), cmpopts.IgnoreFields(Head{}, "At", "FirstByteAt"),
		cmpopts.IgnoreFields(Event{}, "At"))
}

// FuzzTrunk: whatever a target sends, nothing panics, the limits hold, the cut
// of the bytes does not matter, and what was saved says the same as what was
// seen.
func FuzzTrunk(f *testing.F) {
	for _, seed := range trunkSeeds() {
		f.Add(seed, []byte{})
		f.Add(seed, []byte{0, 8, 1, 30})
	}
	f.Fuzz(func(t *testing.T, p string, plan []byte) {
		r := &Recorder{MaxHeadBytes: 250, MaxBodyBytes: 400, MaxLines: 50, MaxHTTPFrames: 100}
		k := intake(t, r)
		err := receiveAll(k, p, plan)
		got := k.Snapshot()
		whole := intake(t, r)
		if wholeErr := receiveAll(whole, p, []byte{255}); (err == nil) != (wholeErr == nil) {
			t.Errorf("the cut matters: %v and %v", err, wholeErr)
		}
		if diff := cmp.Diff(whole.Snapshot(), got, untimed()); diff != "" {
			t.Errorf("the cut matters (-other +got):\n%s", diff)
		}
		if s := got.Streams[0]; len(got.Frames) > 101 || len(s.Body) > 400 || len(k.reader.rest) > len(p) || s.End.Kind == EndOpen {
			t.Errorf("limits passed: %d frames, %d bytes, %s", len(got.Frames), len(s.Body), s.End.Kind)
		}
		data, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		var loaded TrunkTranscript
		if err := json.Unmarshal(data, &loaded); err != nil {
			t.Fatal(err)
		}
		options := append(derived(), cmpopts.IgnoreUnexported(TrunkTranscript{}))
		if diff := cmp.Diff(got, &loaded, options); diff != "" {
			t.Errorf("loading changes it (-want +got):\n%s", diff)
		}
	})
}

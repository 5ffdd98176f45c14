package wire_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"time"

	"golang.org/x/net/http2"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// A probe waits for what it is after and closes the Exchange; what is left is a
// Transcript.
func ExampleRecorder_Open() {
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, "id: 1\ndata: hello\n\n")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}))
	defer target.Close()
	u, err := url.Parse(target.URL)
	if err != nil {
		fmt.Println(err)
		return
	}

	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	recorder := &wire.Recorder{HeadTimeout: 5 * time.Second}
	exchange := recorder.Open(ctx, "first event", wire.Request{URL: u})
	exchange.Wait(ctx, func(t *wire.Transcript) bool { return len(t.Events) > 0 })
	transcript := exchange.Close(wire.CloseFIN)

	essence, _, err := transcript.Head.MediaType()
	fmt.Println(transcript.Head.Status, essence, err)
	fmt.Println(transcript.Events[0].Data, transcript.LastEventID)
	fmt.Println(transcript.Framing.Kind, transcript.End.Kind)
	// Output:
	// 200 text/event-stream <nil>
	// hello 1
	// chunked closed
}

// The test of a Rule writes Transcripts by hand.
func ExampleFromText() {
	transcript := wire.FromText(
		"quiet",
		"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n",
		wire.Piece{At: 1 * time.Second, Text: "data: a\n\n"},
		wire.Piece{At: 20 * time.Second, Text: ": still here\n\n"},
		wire.Piece{At: 30 * time.Second, End: wire.EndClosed},
	)
	gap, at := transcript.MaxSilence(0, time.Minute)
	fmt.Println(len(transcript.Events), "event,", gap, "of silence after", at)
	// Output:
	// 1 event, 19s of silence after 1s
}

// Several streams on one HTTP/2 connection: closing one must leave the others
// alone.
func ExampleRecorder_OpenTrunk() {
	target := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, "data: hello\n\n")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}))
	target.Config.Protocols = new(http.Protocols)
	target.Config.Protocols.SetUnencryptedHTTP2(true)
	target.Start()
	defer target.Close()
	u, err := url.Parse(target.URL)
	if err != nil {
		fmt.Println(err)
		return
	}

	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	trunk := new(wire.Recorder).OpenTrunk(ctx, "one connection", u)
	first := trunk.Open(ctx, "first", wire.Request{})
	second := trunk.Open(ctx, "second", wire.Request{})
	for _, x := range []*wire.Exchange{first, second} {
		x.Wait(ctx, func(t *wire.Transcript) bool { return len(t.Events) > 0 })
	}
	first.Close(wire.CloseFIN)
	fmt.Println("second:", second.Snapshot().End.Kind)
	transcript := trunk.Close(wire.CloseFIN)

	streams, ok := transcript.Setting(http2.SettingMaxConcurrentStreams)
	fmt.Println(len(transcript.Streams), "streams of", streams, ok, transcript.End.Kind)
	// Output:
	// second: open
	// 2 streams of 250 true closed
}

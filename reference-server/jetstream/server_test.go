package jetstream

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

func TestADirectoryBelongsToOneServer(t *testing.T) {
	dir := t.TempDir()
	first := serve(t, ServerConfig{Dir: dir})
	if _, err := StartServer(t.Context(), ServerConfig{Dir: dir}); !errors.Is(err, ErrInUse) {
		t.Errorf("a second server: %v, want ErrInUse", err)
	}
	first.Close()
	serve(t, ServerConfig{Dir: dir})
}

// Another process connects with the credential in the URL, and not without.
func TestClientURL(t *testing.T) {
	server := serve(t, ServerConfig{Listen: true})
	h := open(t, Config{URLs: []string{server.ClientURL()}})
	publish(t, h, history.Event{Topic: "t"})
	bare := server.server.ClientURL()
	if _, err := tryOpen(t, Config{URLs: []string{bare}}); !errors.Is(err, nats.ErrAuthorization) {
		t.Errorf("without the credential: %v", err)
	}
	if got := serve(t, ServerConfig{}).ClientURL(); got != "" {
		t.Errorf("a server that does not listen has the address %q", got)
	}
}

// What cannot be recovered is not overwritten.
func TestADamagedDirectoryIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	server := serve(t, ServerConfig{Dir: dir})
	h := open(t, Config{Server: server})
	publish(t, h, history.Event{Topic: "t"})
	h.Close()
	server.Close()
	meta := filepath.Join(dir, "jetstream", "$G", "streams", "SSEGAUGE", "meta.inf")
	good, err := os.ReadFile(meta)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(meta, good[:len(good)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := StartServer(t.Context(), ServerConfig{Dir: dir}); !errors.Is(err, ErrDamaged) {
		t.Fatalf("got %v, want ErrDamaged", err)
	}
	if err := os.WriteFile(meta, good, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := replay(t, open(t, Config{Server: serve(t, ServerConfig{Dir: dir})}), "0"); len(got) != 1 {
		t.Errorf("after the repair there are %d events, want 1", len(got))
	}
}

// A watch does not take a stream that is being made for one that cannot be written.
func TestStreamsBeingMadeAreNoFault(t *testing.T) {
	server := serve(t, ServerConfig{Dir: t.TempDir()})
	for i := range 30 {
		server.watch.ring("look")
		h := open(t, Config{Server: server, Stream: "S" + strconv.Itoa(i)})
		publish(t, h, history.Event{Topic: "t"})
		if err := h.Healthy(); err != nil {
			t.Fatalf("stream %d: %v", i, err)
		}
		h.Close()
	}
}

// A process that is killed while it makes the stream leaves something behind that is
// no stream.
func TestAStreamThatWasHalfMade(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"directory": nil,
		"metadata":  {"meta.inf": `{"name":"SSEG`},
		"unsigned":  {"meta.inf": `{"name":"SSEGAUGE","subjects":["SSEGAUGE.events"],"storage":"file"}`},
		"block":     {"meta.inf": "", "msgs/1.blk": ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			stream := filepath.Join(dir, "jetstream", "$G", "streams", "SSEGAUGE")
			if err := os.MkdirAll(filepath.Join(stream, "msgs"), 0o700); err != nil {
				t.Fatal(err)
			}
			for file, text := range files {
				if err := os.WriteFile(filepath.Join(stream, file), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for life := range 2 {
				server := serve(t, ServerConfig{Dir: dir})
				h := open(t, Config{Server: server})
				publish(t, h, history.Event{Topic: "t"})
				if got := replay(t, h, "0"); len(got) != life+1 {
					t.Errorf("life %d: %d events", life, len(got))
				}
				h.Close()
				server.Close()
			}
		})
	}
}

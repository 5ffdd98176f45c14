package specs

import (
	"context"
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// strangeID is a Last-Event-ID that the Target has never given out.
type strangeID struct{ requirement, name, value string }

// strangeIDs returns what the probe "ids" resumes with. The names are those of
// its Transcripts.
func strangeIDs(token string) []strangeID {
	return []strangeID{
		{"resume-unknown-id", "resume after an unknown word", "ssegauge-unknown-" + token},
		{"resume-unknown-id", "resume after an unknown number", "8765432109"},
		{"resume-huge-id", "resume after 20 digits", strings.Repeat("9", 20)},
		{"resume-huge-id", "resume after 4 KiB", strings.Repeat("x", 4096)},
		{"resume-odd-id", "resume after -1", "-1"},
		{"resume-odd-id", "resume after a space", "a b"},
		{"resume-odd-id", "resume after UTF-8", "é-日本-😀"},
		{"resume-odd-id", "resume after nothing", ""},
	}
}

// besideIDs begins the names of streams without a Last-Event-ID that are opened
// where one with a strange one is not served.
const besideIDs = "without an id, beside "

// observeIDs opens a stream with each strange Last-Event-ID, one after the
// other, and sees what is answered; with a hook, also whether events arrive, on
// it as well as on a control reader. Where a stream is not served it sees whether
// one without an id is; if not, ids have nothing to do with it.
func observeIDs(ctx context.Context, s *subject) {
	control := s.stream(ctx, controlStream)
	if !s.ready(ctx, control) {
		return
	}
	for _, id := range strangeIDs(s.run.token) {
		if ctx.Err() != nil {
			return
		}
		x := s.resume(ctx, id.name, id.value)
		if s.canPublish() {
			s.goLive(ctx, x, control)
		} else {
			s.ready(ctx, x)
		}
		if t := x.Close(wire.CloseFIN); streams(t) {
			continue
		}
		plain := s.stream(ctx, besideIDs+id.name)
		served := s.ready(ctx, plain)
		if plain.Close(wire.CloseFIN); !served {
			return
		}
	}
}

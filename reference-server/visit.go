package refserver

import (
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// visit is one stream from its opening to its end, as the logs tell of it. It is
// kept for streams that a log is to tell of.
type visit struct {
	number      uint64
	remote      string
	protocol    string // such as "HTTP/1.1"
	topics      []string
	lastEventID string // as the client gave it, but not all of a long one
	began       time.Time
}

// arrive counts a stream that is about to begin, and tells of it. It returns nil if
// no log is to hear of it.
func (s *Server) arrive(number uint64, r *http.Request, asked subscription) *visit {
	s.meters.opened(r.ProtoMajor).Add(1)
	if s.config.AccessLog == nil && !s.config.Logger.Enabled(r.Context(), slog.LevelDebug) {
		return nil
	}
	v := &visit{
		number:      number,
		remote:      r.RemoteAddr,
		protocol:    strings.Clone(r.Proto), // without the rest of the request line
		topics:      asked.topics,
		lastEventID: strings.Clone(clip(asked.lastEventID)),
		began:       time.Now(),
	}
	s.access.opened(v)
	return v
}

// leave tells of the end of a stream.
func (s *Server) leave(v *visit, e ending) {
	if v == nil {
		return
	}
	s.access.ended(v, e)
	s.config.Logger.Debug("stream ended", append(v.attributes(), e.attributes(v)...)...)
}

func (v *visit) attributes() []any {
	attributes := []any{
		slog.Uint64("stream", v.number), slog.String("remote", v.remote), slog.String("protocol", v.protocol),
		slog.Int("status", http.StatusOK), slog.Any("topics", v.topics),
	}
	if v.lastEventID != "" {
		attributes = append(attributes, slog.String("lastEventId", v.lastEventID))
	}
	return attributes
}

func (e ending) attributes(v *visit) []any {
	return []any{
		slog.Int64("events", e.events), slog.Int64("bytes", e.bytes), seconds(v.began),
		slog.String("cause", causeOf(e.err).String()), slog.Any("error", e.err),
	}
}

func seconds(since time.Time) slog.Attr {
	return slog.Float64("seconds", inSeconds(time.Since(since)))
}

// inSeconds has six decimals at most, also in text, which Duration.Seconds has not.
func inSeconds(d time.Duration) float64 {
	return float64(d.Round(time.Microsecond).Microseconds()) / 1e6
}

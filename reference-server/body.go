package refserver

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"
	"time"
)

// bodyParser chooses by Content-Type, and refuses what would have to be decoded first.
func bodyParser(r *http.Request) (parser, *problem) {
	if coding := r.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return nil, unsupported("Content-Encoding", "only identity is understood, not "+coding)
	}
	value := r.Header.Get("Content-Type")
	essence, parameters, err := mime.ParseMediaType(value)
	if err != nil {
		essence, _, _ = strings.Cut(strings.ToLower(value), ";")
	}
	switch charset := strings.ToLower(parameters["charset"]); charset {
	case "", "utf-8", "utf8", "us-ascii":
	default:
		return nil, unsupported("Content-Type", "only UTF-8 is understood, not "+charset)
	}
	if strings.TrimSpace(essence) == "application/json" {
		return parseJSON, nil
	}
	return parseRaw, nil
}

func unsupported(field, message string) *problem {
	return &problem{status: http.StatusUnsupportedMediaType, Message: field + ": " + message, Field: field}
}

// readBody reads the whole body, of at most limit bytes, within the limit of time.
func (s *Server) readBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, *problem) {
	if r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	control := http.NewResponseController(w)
	if err := control.SetReadDeadline(time.Now().Add(s.config.ReadTimeout)); err != nil {
		return nil, &problem{status: http.StatusInternalServerError, Message: fmt.Sprintf("set read deadline: %v", err)}
	}
	body, err := io.ReadAll(http.MaxBytesReader(beneath(w), r.Body, limit))
	if err == nil {
		err = control.SetReadDeadline(time.Time{})
	}
	if err != nil {
		return nil, s.bodyProblem(err)
	}
	return body, nil
}

func (s *Server) bodyProblem(err error) *problem {
	if passed, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return tooLarge(passed.Limit)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return &problem{
			status:  http.StatusRequestTimeout,
			Message: fmt.Sprintf("body: not received within %s", s.config.ReadTimeout),
			Field:   "body",
		}
	}
	return badField("body", "%v", err)
}

func tooLarge(limit int64) *problem {
	return &problem{
		status:  http.StatusRequestEntityTooLarge,
		Message: fmt.Sprintf("body: longer than %d bytes", limit),
		Field:   "body",
		Hint:    "split the data over several events, or raise the server's limit MaxPublishBytes",
	}
}

package site

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
)

// App is a demo application.
type App struct {
	// Name is what it is chosen by, Title its heading, and Summary a sentence on it.
	Name, Title, Summary string
	// Files holds page.html, page.js, and further scripts that this one imports.
	Files fs.FS
	// Endpoints are what it answers beside its page.
	Endpoints []Endpoint
	// Run does what is to be done without a request, until ctx is done; nil is nothing.
	Run func(ctx context.Context) error
	// Stream is where a check is pointed: a path relative to the mount, with its query.
	Stream string
	// Hook publishes on that stream.
	Hook Hook
	// Counter is where the app counts its open streams: a path relative to the mount
	// and, behind a "#", the name of the number, as for ssegauge check --open-streams;
	// "" if it does not count.
	Counter string
	// Flaws are those of the form that is taught; none if there is no such form.
	Flaws []Flaw
}

// Endpoint is one of the things an App answers.
type Endpoint struct {
	// Path is relative to the mount, a pattern of http.ServeMux without a method.
	Path string
	// Methods are those that it answers, beside OPTIONS.
	Methods []string
	// Handle answers.
	Handle http.HandlerFunc
}

// Hook is the request by which a check publishes. Its texts are templates, as those of
// ssegauge check --publish.
type Hook struct {
	// Path is relative to the mount, or begins with a slash for one of the server itself.
	Path string
	// Header holds "Name: value" lines.
	Header []string
	Body   string
	// ServerIDs says that the app makes the IDs of events, although a check may name
	// one to see what comes of it.
	ServerIDs bool
}

// PublishHook is the hook of an app whose events are published on a topic of the
// server.
func PublishHook(topic string) Hook {
	return Hook{Path: "/publish?topic=" + topic + "&event={{urlquery .Event}}&id={{urlquery .ID}}", Body: "{{.Data}}", ServerIDs: true}
}

// Flaw is one of those that the taught form keeps.
type Flaw struct {
	// Text says what is wrong, without a full stop.
	Text string
	// Broken are the Requirements by which a check finds it.
	Broken []string
	// Unseen is why a check of the stream cannot find it, where it cannot.
	Unseen string
}

// Options say how an App is to be.
type Options struct {
	// AsTaught keeps the flaws of the form that is taught.
	AsTaught bool
	// Logger receives what the app tells its operator. It must be set.
	Logger *slog.Logger
}

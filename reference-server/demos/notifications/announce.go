package notifications

import (
	"context"
	"fmt"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// announceEvery is the time between two announcements.
const announceEvery = 10 * time.Second

// announce publishes announcements, of each type in turn, until ctx is done.
func announce(ctx context.Context, server *refserver.Server) error {
	return site.Every(ctx, announceEvery, func(n int) error {
		_, err := server.Publish(ctx, announcement(n))
		return err
	})
}

// announcement is the n-th announcement, from 1 on.
func announcement(n int) history.Event {
	e := history.Event{Topic: topic}
	switch n % 3 {
	case 1:
		e.Type, e.Data = "notification", fmt.Sprintf(`{"title":"News","body":"This is announcement %d."}`, n)
	case 2:
		e.Type, e.Data = "update", fmt.Sprintf(`{"title":"Update","body":"There have been %d announcements."}`, n)
	default:
		e.Type, e.Data = "alert", fmt.Sprintf(`{"title":"Alert","body":"Announcement %d is an alert. All is well."}`, n)
	}
	return e
}

// Package notifications is a demo that brings notifications to users: to one by
// POST /api/send-notification, to all by announcements.
//
// # Design
//
// A user is a topic of the server's history, and a notification an event there. So each
// tab of a user gets it, and one that is reconnecting gets it late. Who is present, with
// a stream or until a while ago, is kept in a table, since a notification for somebody
// else is refused.
//
// # Decisions
//
//   - A user id is any text of up to maxUserBytes. In a topic it is written in base64url,
//     which has no dots and no wildcards, and is the same for no two of them.
//   - The first event, "connected", belongs to the connection and has no id. Only what
//     says that something was missed comes before it.
//   - Only this process knows who is present. After its restart a user who has not come
//     back yet is not connected, and the sender is told so, though the history may last.
//   - Announcements are published by the demo itself, and by whoever publishes on their
//     topic. A notification without a user is a mistake, and not one for all.
//   - The page listens to announcements when it is asked to: over HTTP/1.1 a browser has
//     six connections to a server, and two for each tab would be used up by three tabs.
//   - As taught, a connection is what is sent to. Each has a topic of its own, and the
//     latest of a user is the only one that the server knows.
package notifications

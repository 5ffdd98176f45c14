package notifications

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// maxBodyBytes bounds the body of POST /api/send-notification.
const maxBodyBytes = 1 << 20

// sent is the answer to a notification that was sent.
type sent struct {
	// ID is that of the event.
	ID string `json:"id"`
	// Streams is how many of the user were open; with 0 the user was reconnecting.
	Streams int `json:"streams"`
}

// send answers POST /api/send-notification.
func (d demo) send(w http.ResponseWriter, r *http.Request) {
	if !d.server.AdmitPublisher(w, r) {
		return
	}
	body, ok := d.server.ReadObject(w, r, maxBodyBytes, "userId", "notification")
	if !ok {
		return
	}
	user, data, refusal := read(body)
	if refusal != nil {
		refusal.Write(w)
		return
	}
	id, streams, err := d.form.deliver(r.Context(), user, data)
	switch {
	case errors.Is(err, errNotConnected):
		notConnected().Write(w)
	case err != nil:
		d.server.RefusePublish(w, err)
	default:
		refserver.WriteJSON(w, http.StatusOK, sent{id, streams})
	}
}

// read returns the user and the data of the event.
func read(body refserver.Object) (user, data string, refusal *refserver.Refusal) {
	if user, refusal = body.Text("userId", maxUserBytes); refusal == nil {
		refusal = checkUser(user)
	}
	if refusal == nil {
		data, refusal = notification(body)
	}
	return user, data, refusal
}

// notification returns the data of the event: a text as it is, an object as JSON in one
// line.
func notification(body refserver.Object) (string, *refserver.Refusal) {
	value, kind := body.JSON("notification")
	switch kind {
	case "a string":
		return body.Text("notification", maxBodyBytes)
	case "an object":
		var line bytes.Buffer
		if err := json.Compact(&line, value); err != nil {
			return "", badNotification("notification: " + err.Error())
		}
		return line.String(), nil
	case "":
		return "", badNotification("notification: is missing")
	}
	return "", badNotification("notification: must be a string or an object, is " + kind)
}

func badNotification(message string) *refserver.Refusal {
	return &refserver.Refusal{
		Status:  http.StatusBadRequest,
		Field:   "notification",
		Message: message,
		Hint:    `send a text, or an object such as {"title": "Hello", "body": "How are you?"}`,
	}
}

func notConnected() *refserver.Refusal {
	return &refserver.Refusal{
		Status:  http.StatusNotFound,
		Field:   "userId",
		Message: errNotConnected.Error(),
		Hint:    "a user is connected by api/notifications?userId=…",
	}
}

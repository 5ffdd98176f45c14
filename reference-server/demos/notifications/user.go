package notifications

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"unicode/utf8"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// maxUserBytes bounds a user id.
const maxUserBytes = 200

// requestedUser returns the user in the query of r.
func requestedUser(r *http.Request) (user string, refusal *refserver.Refusal) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	switch users := query["userId"]; {
	case err != nil:
		return "", badUser("query", "query: "+err.Error())
	case len(users) > 1:
		return "", badUser("userId", "userId: given twice")
	default:
		user = query.Get("userId")
	}
	return user, checkUser(user)
}

// checkUser returns why user cannot be one, or nil.
func checkUser(user string) *refserver.Refusal {
	switch {
	case user == "":
		return badUser("userId", "userId: is missing or empty")
	case len(user) > maxUserBytes:
		return badUser("userId", fmt.Sprintf("userId: longer than %d bytes", maxUserBytes))
	case !utf8.ValidString(user):
		return badUser("userId", "userId: invalid UTF-8")
	}
	return nil
}

func badUser(field, message string) *refserver.Refusal {
	return &refserver.Refusal{
		Status:  http.StatusBadRequest,
		Field:   field,
		Message: message,
		Hint:    fmt.Sprintf("userId is any text of up to %d bytes, such as alice", maxUserBytes),
	}
}

// topicOf is the topic of a user.
func topicOf(user string) string {
	return topic + ".user." + base64.RawURLEncoding.EncodeToString([]byte(user))
}

package refserver

import "net/http"

// Refusal is an answer that says what is wrong with a request.
type Refusal struct {
	// Status is that of the response.
	Status int
	// Field names what is wrong: a parameter, a key, a header, or "body"; "" if it is
	// none of these.
	Field string
	// Message says what is wrong, and begins with the field; Hint says what to do.
	Message, Hint string
}

// Write answers with the refusal as JSON, in the form of the server's own.
func (f Refusal) Write(w http.ResponseWriter) {
	(&problem{status: f.Status, Message: f.Message, Field: f.Field, Hint: f.Hint}).write(w)
}

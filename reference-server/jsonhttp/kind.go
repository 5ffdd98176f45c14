package jsonhttp

import "bytes"

// Kind names the type of a JSON value, which must not be empty, by its first
// character: "an object", "a string", "null".
func Kind(value []byte) string {
	switch trimmed := bytes.TrimSpace(value); trimmed[0] {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	}
	return "a number"
}

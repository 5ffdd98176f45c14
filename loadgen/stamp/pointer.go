package stamp

import (
	"fmt"
	"strconv"
	"strings"
)

// maxTokens bounds the depth of a pointer.
const maxTokens = 16

// token is one step of a JSON pointer: the name of a member, or the index of an
// element.
type token struct {
	text  string
	index int // noIndex if it can only be a name
}

const noIndex = -1

// parsePointer reads a JSON pointer. The empty one is the whole document.
// https://www.rfc-editor.org/rfc/rfc6901
func parsePointer(text string) ([]token, error) {
	if text == "" {
		return nil, nil
	}
	if text[0] != '/' {
		return nil, fmt.Errorf("a JSON pointer begins with /, as in json:/%s", text)
	}
	var tokens []token
	for step := range strings.SplitSeq(text[1:], "/") {
		for i := range len(step) {
			if step[i] == '~' && (i+1 == len(step) || step[i+1] != '0' && step[i+1] != '1') {
				return nil, fmt.Errorf("~ in a JSON pointer is written ~0, and / in a name ~1, not %q", step)
			}
		}
		name := strings.ReplaceAll(strings.ReplaceAll(step, "~1", "/"), "~0", "~")
		tokens = append(tokens, token{name, parseIndex(name)})
	}
	if len(tokens) > maxTokens {
		return nil, fmt.Errorf("a JSON pointer can have at most %d steps here", maxTokens)
	}
	return tokens, nil
}

// parseIndex reads an index, which has no needless zeros.
// https://www.rfc-editor.org/rfc/rfc6901#section-4
func parseIndex(text string) int {
	n, err := strconv.ParseUint(text, 10, 31)
	if err != nil || strconv.FormatUint(n, 10) != text {
		return noIndex
	}
	return int(n)
}

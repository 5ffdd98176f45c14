package defects

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// dataDefects err in what becomes of the data of an event.
func dataDefects() []Defect {
	return append(append(dataLineDefects(), charactersDefects()...), []Defect{
		{
			Name: "deaf", Sentence: "What is published is sent to nobody.",
			Breaks: []string{"data-published-arrives"},
			layer:  eachEvent(func(frame) []byte { return nil }),
		},
		{
			Name: "data-in-an-envelope", Sentence: "Data is wrapped in a JSON object.",
			Breaks: []string{
				"data-published-arrives", "data-multi-line", "data-crlf", "data-cr", "data-blank-lines", "data-leading-space",
				"data-leading-colon", "data-empty", "data-trailing-newline", "data-unicode-separators", "data-multi-byte", "data-large",
			},
			layer: sending(enveloped),
		},
		{
			Name: "data-no-space", Sentence: "Data is written right behind the colon, so that a space at its start is lost.",
			Breaks: []string{"data-leading-space"},
			layer:  eachEvent(func(f frame) []byte { return f.encode("data:") }),
		},
		{
			Name: "data-trimmed", Sentence: "White space around data is removed.",
			Breaks: []string{"data-leading-space", "data-trailing-newline"},
			layer:  sending(strings.TrimSpace),
		},
		{
			Name: "colon-makes-a-comment", Sentence: "Data that begins with a colon is written as a comment.",
			Breaks: []string{"data-leading-colon"},
			layer: eachEvent(func(f frame) []byte {
				if strings.HasPrefix(f.data, ":") {
					return []byte(f.data + "\n\n")
				}
				return f.raw
			}),
		},
		{
			Name: "empty-data-swallowed", Sentence: "An event without data is not sent.",
			Breaks: []string{"data-empty"},
			layer: eachEvent(func(f frame) []byte {
				if f.data == "" {
					return nil
				}
				return f.raw
			}),
		},
		{
			Name: "data-cut-at-64-kib", Sentence: "Data is cut after 64 KiB.",
			Breaks: []string{"data-large"},
			layer:  sending(func(data string) string { return data[:min(len(data), 64<<10)] }),
		},
	}...)
}

func enveloped(data string) string {
	quoted, err := json.Marshal(map[string]string{"payload": data})
	if err != nil {
		panic(fmt.Sprintf("encode data: %v", err))
	}
	return string(quoted)
}

// sending changes the data of published events.
func sending(change func(data string) string) func() layer {
	return eachEvent(func(f frame) []byte {
		f.data = change(f.data)
		return f.encode("data: ")
	})
}

// splitting writes the lines into which split cuts the data of a publisher, as
// it is.
func splitting(split *regexp.Regexp) func() layer {
	return unchecked([]string{"data"}, func(f frame) []byte {
		f.data = split.ReplaceAllString(f.data, "\n")
		return f.encode("data: ")
	})
}

// dataLineDefects err in the lines of data.
func dataLineDefects() []Defect {
	return append(lineEndDefects(), []Defect{
		{
			Name: "data-raw", Sentence: "Data is written behind one data: whatever line ends it holds.",
			Breaks: []string{
				"data-multi-line", "data-crlf", "data-cr", "data-blank-lines", "data-trailing-newline",
				"injection-data-lf", "injection-data-cr",
			},
			layer: unchecked([]string{"data"}, func(f frame) []byte {
				return []byte(f.fields() + "data: " + f.data + "\n\n")
			}),
		},
		{
			Name: "data-lines-joined", Sentence: "Line feeds in data become spaces.",
			Breaks: []string{"data-multi-line", "data-blank-lines", "data-trailing-newline"},
			layer: unchecked([]string{"data"}, func(f frame) []byte {
				const end = "\ue00e" // that of CRLF and CR, which are done right
				f.data = strings.NewReplacer("\r\n", end, "\r", end).Replace(f.data)
				f.data = strings.NewReplacer("\n", " ", end, "\n").Replace(f.data)
				return f.encode("data: ")
			}),
		},
		{
			Name: "data-lf-escaped", Sentence: "Line ends in data are written as a backslash and an n.",
			Breaks: []string{"data-multi-line", "data-crlf", "data-cr", "data-blank-lines", "data-trailing-newline"},
			layer:  sending(func(data string) string { return strings.ReplaceAll(data, "\n", `\n`) }),
		},
	}...)
}

// lineEndDefects err in what they take for the end of a line.
func lineEndDefects() []Defect {
	crlf := strings.NewReplacer("\r\n", "\n", "\r", "\n")
	return []Defect{
		{
			Name: "data-crlf-doubled", Sentence: "CRLF in data is taken for two line ends.",
			Breaks: []string{"data-crlf"},
			layer:  splitting(regexp.MustCompile(`\r|\n`)),
		},
		{
			Name: "data-split-at-lf", Sentence: "Data is split at LF, and not at CR.",
			Breaks: []string{"data-cr", "injection-data-cr"},
			layer:  splitting(regexp.MustCompile(`\n`)),
		},
		{
			Name: "data-cr-dropped", Sentence: "CR is removed from data, also where it ends a line.",
			Breaks: []string{"data-cr"},
			layer: unchecked([]string{"data"}, func(f frame) []byte {
				f.data = strings.ReplaceAll(f.data, "\r", "")
				return f.encode("data: ")
			}),
		},
		{
			Name: "data-blank-lines-dropped", Sentence: "Blank lines inside data are removed.",
			Breaks: []string{"data-blank-lines"},
			layer: unchecked([]string{"data"}, func(f frame) []byte {
				f.data = regexp.MustCompile(`\n\n+([^\n])`).ReplaceAllString(crlf.Replace(f.data), "\n$1")
				return f.encode("data: ")
			}),
		},
		{
			Name: "data-last-newline-lost", Sentence: "A newline at the end of data is removed.",
			Breaks: []string{"data-trailing-newline"},
			layer:  sending(func(data string) string { return strings.TrimSuffix(data, "\n") }),
		},
		{
			Name: "data-splitlines-unicode", Sentence: "Data is split at every character that Unicode takes for a line end.",
			Breaks: []string{"data-unicode-separators"},
			layer:  splitting(regexp.MustCompile("\r\n|[\r\n\v\f\u0085\u2028\u2029]")),
		},
	}
}

// charactersDefects err in characters outside of ASCII.
func charactersDefects() []Defect {
	each := func(change func(r rune) string) func() layer {
		return sending(func(data string) string {
			var out strings.Builder
			for _, r := range data {
				out.WriteString(change(r))
			}
			return out.String()
		})
	}
	return []Defect{
		{
			Name: "latin-1-text", Sentence: "Data is sent in Latin-1, with a question mark for what that does not have.",
			Breaks: []string{"data-unicode-separators", "data-multi-byte"},
			layer: each(func(r rune) string {
				if r > 0xFF {
					return "?"
				}
				return string([]byte{byte(r)})
			}),
		},
		{
			Name: "ascii-text", Sentence: "Characters outside of ASCII are sent as escapes.",
			Breaks: []string{"data-unicode-separators", "data-multi-byte"},
			layer: each(func(r rune) string {
				if r > 0x7F {
					return strings.Trim(strconv.QuoteRuneToASCII(r), "'")
				}
				return string(r)
			}),
		},
		{
			Name: "emoji-lost", Sentence: "Characters beyond U+FFFF are replaced.",
			Breaks: []string{"data-multi-byte"},
			layer: each(func(r rune) string {
				if r > 0xFFFF {
					return "\uFFFD"
				}
				return string(r)
			}),
		},
		{
			Name: "characters-cut", Sentence: "Data is decoded in pieces of 7 bytes, in which cut characters are replaced.",
			Breaks: []string{"data-multi-byte"},
			layer:  sending(decodedInPieces),
		},
	}
}

func decodedInPieces(data string) string {
	var out strings.Builder
	for len(data) > 0 {
		n := min(7, len(data))
		out.WriteString(strings.ToValidUTF8(data[:n], "\uFFFD"))
		data = data[n:]
	}
	return out.String()
}

package defects

import (
	"fmt"
	"slices"
	"strings"
)

// bodyDefects err in how the body is coded and delimited, and in the grammar of
// the head, which net/http would not let them.
func bodyDefects() []Defect {
	return append(headGrammarDefects(), []Defect{
		{
			Name: "content-length", Sentence: "The response announces how long the stream will be.",
			Breaks: []string{"response-no-content-length"},
			layer:  setHead("Content-Length", "1000000000"),
		},
		{
			Name: "content-encoding-none", Sentence: "The response names a content coding, and the body has none.",
			Breaks: []string{"response-no-content-coding"},
			layer:  setHead("Content-Encoding", "none"),
		},
		{
			Name: "content-encoding-gzip", Sentence: "The body is compressed although the client accepts only identity.",
			Breaks: []string{"response-no-content-coding"},
			layer:  compressing(compressor{}), // offered or not
		},
		{
			Name: "transfer-encoding-identity", Sentence: "The response has the transfer coding identity.",
			Breaks: []string{"response-framing-valid"},
			layer: onWire(bare{head: func(fields string) string {
				return "HTTP/1.1 200 OK\r\n" + fields + "Connection: close\r\nTransfer-Encoding: identity\r\n\r\n"
			}}),
		},
		{
			Name: "chunk-bare-lf", Sentence: "The lines of the chunked framing end with a bare LF.",
			Breaks: []string{"response-framing-valid"},
			layer: onWire(bare{head: chunkedHead, end: "0\n\n", piece: func(p []byte) []byte {
				return fmt.Appendf(nil, "%x\n%s\n", len(p), p)
			}}),
		},
		{
			Name: "chunk-size-decimal", Sentence: "The sizes of chunks are written as decimal numbers.",
			Breaks: []string{"response-framing-valid", "data-published-arrives"},
			layer:  onWire(bare{head: chunkedHead, end: "0\r\n\r\n", piece: decimalChunks}),
		},
		{
			Name: "keep-alive-until-close", Sentence: "The body lasts until the connection closes, yet keep-alive is announced.",
			Breaks: []string{"response-persistent-framing"},
			layer: onWire(bare{head: func(fields string) string {
				return "HTTP/1.1 200 OK\r\n" + fields + "Connection: keep-alive\r\n\r\n"
			}}),
		},
		{
			Name: "chunked-cut-short", Sentence: "A stream is ended without the last chunk.",
			Breaks: []string{"response-clean-end", "liveness-stays-open"},
			layer:  both(ending(atFourth, inOrder), onWire(bare{head: chunkedHead, piece: chunked})),
		},
	}...)
}

// headGrammarDefects err in the grammar of the head.
func headGrammarDefects() []Defect {
	spoilt := func(name, sentence string, spoil func(head string) string) Defect {
		return Defect{
			Name: name, Sentence: sentence, Breaks: []string{"response-head-well-formed"},
			layer: onWire(bare{piece: chunked, end: "0\r\n\r\n", head: func(fields string) string { return spoil(chunkedHead(fields)) }}),
		}
	}
	return []Defect{
		spoilt("head-bare-lf", "The lines of the head end with a bare LF.", func(head string) string {
			return strings.ReplaceAll(head, "\r\n", "\n")
		}),
		spoilt("head-space-before-colon", "A space stands before the colons of the head.", func(head string) string {
			return strings.ReplaceAll(head, ": ", " : ")
		}),
		spoilt("head-folded", "A field of the head is folded onto a second line.", func(head string) string {
			return strings.Replace(head, ", no-store", ",\r\n no-store", 1)
		}),
	}
}

// decimalChunks cuts p into chunks that are short, so that it shows soon that
// their sizes are not hexadecimal.
func decimalChunks(p []byte) []byte {
	const most = 16
	var out []byte
	for part := range slices.Chunk(p, most) {
		out = fmt.Appendf(out, "%d\r\n%s\r\n", len(part), part)
	}
	return out
}

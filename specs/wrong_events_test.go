package specs

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// rightFrame writes an event as it should be.
func rightFrame(e eventstream.Event) string {
	frame, _ := eventstream.AppendEvent(nil, e)
	return string(frame)
}

// rawFrame writes an event without a look at what is in it.
func rawFrame(e eventstream.Event) string {
	frame := "id: " + e.LastEventID + "\n"
	if e.Type != "" {
		frame += "event: " + e.Type + "\n"
	}
	return frame + "data: " + e.Data + "\n\n"
}

// rawFields writes type and id without a look at what is in them.
func rawFields(e eventstream.Event) string {
	fields := rawFrame(eventstream.Event{Type: e.Type, LastEventID: e.LastEventID})
	return strings.TrimSuffix(fields, "data: \n\n") + rightFrame(eventstream.Event{Data: e.Data})
}

// splitAtLF writes an event as a server does that knows no line end but LF.
func splitAtLF(e eventstream.Event) string {
	e.Data = strings.ReplaceAll(e.Data, "\n", "\ndata: ")
	return rawFrame(e)
}

// writing returns a hub that writes events in another way, and whose publisher
// refuses nothing.
func writing(frame func(eventstream.Event) string) http.Handler {
	return spoilt(func(h *hub) {
		h.frame = func(_ int, e eventstream.Event) string { return frame(e) }
		h.refuses = func(eventstream.Event) int { return http.StatusOK }
	})
}

// sending returns a hub that changes the data of events before it writes them.
func sending(change func(data string) string) http.Handler {
	return writing(func(e eventstream.Event) string {
		e.Data = change(e.Data)
		return rightFrame(e)
	})
}

// noAttackOnFields is for targets whose publisher checks neither type nor id:
// the hook does not hand them over.
func noAttackOnFields(c *Config, base string) {
	c.Publisher, _ = NewHTTPPublisher(HTTPHook{Request: "POST " + base + "/publish?topic={{urlquery .Topic}}"})
}

// eventTargets err in how they write data.
func eventTargets() []target {
	asJSON := func(data string) string {
		quoted, _ := quoteJSON(data)
		return quoted
	}
	return []target{
		{"data as JSON strings", sending(asJSON), noAttackOnFields, nil},
		{"data in one piece", writing(rawFrame), noAttackOnFields, []string{
			"fail data-multi-line", "fail data-crlf", "fail data-cr", "fail data-blank-lines", "fail data-trailing-newline",
			"fail injection-data-lf", "fail injection-data-cr",
		}},
		{"data split at LF alone", writing(splitAtLF), noAttackOnFields, []string{"fail data-cr", "fail injection-data-cr"}},
		{"no space behind the colon", writing(func(e eventstream.Event) string {
			return strings.ReplaceAll(rightFrame(e), "data: ", "data:")
		}), noAttackOnFields, []string{"fail data-leading-space"}},
		{"white space trimmed", sending(strings.TrimSpace), noAttackOnFields, []string{"fail data-leading-space", "fail data-trailing-newline"}},
		{"blank lines removed", sending(func(data string) string {
			return strings.ReplaceAll(data, "\n\n\n", "\n")
		}), noAttackOnFields, []string{"fail data-blank-lines"}},
		{"data in ASCII", sending(func(data string) string {
			return strings.Trim(fmt.Sprintf("%+q", data), `"`)
		}), noAttackOnFields, []string{
			"fail data-multi-line", "fail data-crlf", "fail data-cr", "fail data-blank-lines", "fail data-trailing-newline",
			"fail data-unicode-separators", "fail data-multi-byte",
		}},
		{"data cut at 64 KiB", sending(func(data string) string { return data[:min(len(data), 64<<10)] }), noAttackOnFields, []string{"fail data-large"}},
	}
}

// fieldTargets err in types and ids.
func fieldTargets() []target {
	return []target{
		{"types and ids in one piece", writing(rawFields), nil, []string{
			"fail injection-type-lf", "fail injection-type-cr", "fail injection-id-lf", "fail injection-id-cr", "fail injection-id-nul",
		}},
		{"no types", spoilt(func(h *hub) {
			h.frame = func(_ int, e eventstream.Event) string {
				e.Type = ""
				return rightFrame(e)
			}
		}), nil, []string{"fail fields-type-kept"}},
		{"no ids", spoilt(func(h *hub) {
			h.frame = func(_ int, e eventstream.Event) string {
				e.LastEventID = ""
				return rightFrame(e)
			}
		}), nil, []string{"warn fields-id-present"}},
		{"one id for all", spoilt(func(h *hub) {
			h.frame = func(_ int, e eventstream.Event) string {
				e.LastEventID = "message"
				return rightFrame(e)
			}
		}), only("fields"), []string{"fail fields-id-unique"}},
		{"an id for each connection", spoilt(func(h *hub) {
			h.frame = func(n int, e eventstream.Event) string {
				e.LastEventID = fmt.Sprintf("c%d-%s", n, e.LastEventID)
				return rightFrame(e)
			}
			h.from = func(log []eventstream.Event, lastEventID string) (int, bool) {
				_, id, _ := strings.Cut(lastEventID, "-")
				return afterID(log, id)
			}
		}), nil, []string{"fail fields-id-agrees"}},
	}
}

// poisonTargets stumble over empty events.
func poisonTargets() []target {
	emptyIs := func(status int) http.Handler {
		return spoilt(func(h *hub) {
			h.refuses = func(e eventstream.Event) int {
				if e.Data == "" {
					return status
				}
				return forgeries(e)
			}
		})
	}
	return []target{
		{"an empty event ends streams", spoilt(func(h *hub) {
			h.ends = func(_ http.ResponseWriter, e eventstream.Event) bool { return e.Data == "" }
		}), nil, []string{"fail data-existing-stream-survives"}},
		{"an empty event is too much for the publisher", emptyIs(http.StatusInternalServerError), nil, []string{"fail data-publisher-survives"}},
		{"an empty event is refused", emptyIs(http.StatusUnprocessableEntity), nil, nil},
		{"an empty event is swallowed", spoilt(func(h *hub) {
			h.frame = func(_ int, e eventstream.Event) string {
				if e.Data == "" {
					return ""
				}
				return rightFrame(e)
			}
		}), nil, []string{"fail data-empty"}},
	}
}

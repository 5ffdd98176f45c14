package eventstream

// DefaultType is the type of an event whose frame names none.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage
const DefaultType = "message"

// Event is what a user agent dispatches for one frame: the MessageEvent's
// type, data and lastEventId, all valid UTF-8.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage
type Event struct {
	// Type is the event's type, DefaultType unless the frame named one.
	Type string
	// Data is the frame's data lines joined by LF.
	Data string
	// LastEventID is the last event ID string at the moment of dispatch. It may
	// stem from an earlier frame, or from Options.LastEventID.
	LastEventID string
}

// View is an Event that borrows memory of the decoder and of the chunk it was
// fed. It is valid until the callback that received it returns, and its slices
// must be neither changed nor appended to: the bytes behind them are still to be
// decoded.
type View struct {
	// Type is Event.Type.
	Type []byte
	// Data is Event.Data.
	Data []byte
	// LastEventID is Event.LastEventID.
	LastEventID []byte
	// OwnID says that LastEventID, which may be empty, stands in the frame of this event. Else
	// it stems from before.
	OwnID bool
	// Offset is the place in the stream, in bytes, of the first byte after the
	// blank line that ended the frame before.
	Offset int64
	// End is the place just past the byte that dispatched the event: an LF, or a
	// CR whether or not an LF follows it.
	End int64
}

// Event copies the view into an Event that its receiver owns.
func (v View) Event() Event {
	return Event{Type: string(v.Type), Data: string(v.Data), LastEventID: string(v.LastEventID)}
}

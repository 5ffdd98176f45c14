package peerbench

import (
	"bytes"
	"fmt"
	"strings"
)

// streamBytes is the least size of a Workload's stream.
const streamBytes = 1 << 20

// Workload is a stream and what is in it.
type Workload struct {
	Name   string
	Stream []byte
	Holds  Tally
}

// Tally counts what a Contender found in a stream.
type Tally struct {
	Events    int
	Lines     int // blank lines included
	DataBytes int // the data of all events together
}

// Workloads returns the streams to decode, each of one kind of event.
func Workloads() []Workload {
	return []Workload{
		newWorkload("typical", typicalFrame, len(typicalData(0))),
		newWorkload("many-lines", manyLinesFrame, 50*61-1),
		newWorkload("tiny", func(int) string { return "data: x\n\n" }, 1),
		newWorkload("64KiB-lines", longLineFrame, 64<<10),
	}
}

// newWorkload repeats frame, which gets the sequence number of the frame, until
// the stream is long enough. Each frame must give one event with dataBytes of data.
func newWorkload(name string, frame func(seq int) string, dataBytes int) Workload {
	var stream bytes.Buffer
	w := Workload{Name: name}
	for stream.Len() < streamBytes {
		stream.WriteString(frame(w.Holds.Events))
		w.Holds.Events++
	}
	w.Stream = stream.Bytes()
	w.Holds.Lines = bytes.Count(w.Stream, []byte{'\n'})
	w.Holds.DataBytes = w.Holds.Events * dataBytes
	return w
}

func typicalData(seq int) string {
	return fmt.Sprintf(`{"order":%07d,"symbol":"SSEG","price":101.25,"side":"buy","open":true}`, seq)
}

func typicalFrame(seq int) string {
	return fmt.Sprintf("id: %07d\nevent: trade\ndata: %s\n\n", seq, typicalData(seq))
}

func manyLinesFrame(int) string {
	return strings.Repeat("data: "+strings.Repeat("m", 60)+"\n", 50) + "\n"
}

func longLineFrame(int) string {
	return "data: " + strings.Repeat("l", 64<<10) + "\n\n"
}

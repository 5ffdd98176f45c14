package stamp

import "time"

// parseInstant reads a time such as "2026-01-02T03:04:05.678+02:00", in nanoseconds
// since 1970. More than nine digits of a second are cut off.
// https://www.rfc-editor.org/rfc/rfc3339#section-5.6
func parseInstant(text []byte) (int64, bool) {
	const shape = "dddd-dd-ddTdd:dd:dd"
	if len(text) <= len(shape) || !hasShape(text, shape) {
		return 0, false
	}
	year, month, day := number(text[0:4]), number(text[5:7]), number(text[8:10])
	hour, minute, second := number(text[11:13]), number(text[14:16]), number(text[17:19])
	nanos, rest := fraction(text[len(shape):])
	offset, ok := zone(rest)
	// The years that nanoseconds since 1970 can tell, without the last one.
	if !ok || year < 1678 || year > 2261 || !isDay(year, month, day) || hour > 23 || minute > 59 || second > 60 {
		return 0, false
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, nanos, time.UTC)
	return t.UnixNano() - int64(offset), true
}

// hasShape compares with a shape in which d is a digit and T what separates a day from
// its time.
func hasShape(text []byte, shape string) bool {
	for i := range len(shape) {
		ok := text[i] == shape[i]
		switch shape[i] {
		case 'd':
			ok = isDigit(text[i])
		case 'T':
			ok = text[i]|0x20 == 't' || text[i] == ' '
		}
		if !ok {
			return false
		}
	}
	return true
}

func isDay(year, month, day int) bool {
	if month < 1 || month > 12 || day < 1 {
		return false
	}
	return day <= time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func number(text []byte) int {
	n := 0
	for _, b := range text {
		n = n*10 + int(b-'0')
	}
	return n
}

// fraction reads a fraction of a second, if there is one.
func fraction(text []byte) (nanos int, rest []byte) {
	if len(text) < 2 || text[0] != '.' || !isDigit(text[1]) {
		return 0, text
	}
	unit := int(time.Second)
	for text = text[1:]; len(text) > 0 && isDigit(text[0]); text = text[1:] {
		unit /= 10
		nanos += int(text[0]-'0') * unit
	}
	return nanos, text
}

// zone reads "Z" or "+hh:mm".
func zone(text []byte) (time.Duration, bool) {
	if len(text) == 1 {
		return 0, text[0]|0x20 == 'z'
	}
	const shape = "+dd:dd"
	if len(text) != len(shape) || text[0] != '+' && text[0] != '-' || !hasShape(text[1:], shape[1:]) {
		return 0, false
	}
	hours, minutes := number(text[1:3]), number(text[4:6])
	offset := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if text[0] == '-' {
		offset = -offset
	}
	return offset, hours < 24 && minutes < 60
}

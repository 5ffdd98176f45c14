package specs

import "testing"

// retryRows are about the reconnection time.
func retryRows() []row {
	const digits, present, sane, early = "retry-digits", "retry-present", "retry-sane", "retry-early"
	ignored := func(value string) evidence {
		return because("clients ignore this reconnection time", "ASCII digits, in milliseconds", value)
	}
	unreasonable := func(ms string) want {
		return breaks(because("the reconnection time is not reasonable", "500 to 60000 ms", ms+" ms"))
	}
	none := breaks(because("sets no reconnection time", "a retry field", "none"))
	return append([]row{
		{digits, "a number", watched("retry: 2000\n\n"), keeps("retry: 2000")},
		{digits, "leading zeros", watched("retry:0500\n"), keeps("retry: 0500")},
		{digits, "none", watched("data: a\n\n"), doesNotApply("the stream sets no reconnection time")},
		{digits, "a part cut by our close", watched("data: a\n\nretry: 5s"), doesNotApply("the stream sets no reconnection time")},
		{digits, "a unit", watched("id: 1\n‸retry: 5s\ndata: a\n\n"), breaks(ignored(`"5s"`))},
		{digits, "signs, fractions, spaces", watched("‸retry: -1\n‸retry: 1.5\n‸retry:  5\n‸retry: 5 \n\n"), breaks(ignored(`"-1"`), ignored(`"1.5"`), ignored(`" 5"`), ignored(`"5 "`))},
		{digits, "digits of another script", watched("‸retry: ٥\n\n"), breaks(ignored(`"٥"`))},
		{digits, "nothing", watched("‸retry\n‸retry:\n\n"), breaks(ignored(`""`), ignored(`""`))},

		{present, "present", watched("retry: 2000\n\n"), keeps("retry: 2000")},
		{present, "in force without a blank line", watched("retry: 2000\n"), keeps("retry: 2000")},
		{present, "of several the last valid one", watched("retry: 1000\nretry: x\n\nretry: 3000\n\n"), keeps("retry: 3000")},
		{present, "absent", watched("data: a\n\n"), none},
		{present, "of no value", watched("retry: 5s\n\n"), none},
		{present, "cut by our close", watched("data: a\n\nretry: 2000"), none},

		{sane, "the smallest", watched("retry: 500\n\n"), keeps("retry: 500")},
		{sane, "the largest", watched("retry: 60000\n\n"), keeps("retry: 60000")},
		{sane, "none", watched("data: a\n\n"), doesNotApply("the stream sets no reconnection time")},
		{sane, "zero", watched("‸retry: 0\n\n"), unreasonable("0")},
		{sane, "seconds for milliseconds", watched("retry: 2000\n\ndata: a\n‸retry: 5\n\n"), unreasonable("5")},
		{sane, "a later one that clients ignore", watched("‸retry: 5\n\nretry: x\n\n"), unreasonable("5")},
		{sane, "a minute and more", watched("‸retry: 60001\n\n"), unreasonable("60001")},

		{early, "first", watched("retry: 2000\n\ndata: a\n\n"), keeps("retry at byte 0")},
		{early, "behind a comment", watched(": hi\n\nretry: 2000\n\n"), keeps("retry at byte 6")},
		{early, "in the first event", watched("data: a\nretry: 2000\n\n"), keeps("retry at byte 8")},
		{early, "none", watched("data: a\n\n"), doesNotApply("the stream sets no reconnection time")},
		{early, "right after the first event", watched("data: a\n\n‸retry: 2000\n\n"), breaks(because("comes after the first event", "retry in the first frame", "at byte 9"))},
	}, unseenRows(digits, present, sane, early)...)
}

func TestIsDigits(t *testing.T) {
	tests := []struct {
		text string
		want bool
	}{
		{"0", true},
		{"0123456789", true},
		{"", false},
		{"+5", false},
		{"5 ", false},
		{"५", false},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			if got := isDigits(tt.text); got != tt.want {
				t.Errorf("got %t, want %t", got, tt.want)
			}
		})
	}
}

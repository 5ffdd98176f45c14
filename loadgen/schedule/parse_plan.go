package schedule

import (
	"fmt"
	"strconv"
	"strings"
)

const (
	wantStages  = "DURATION:STREAMS,..., as in 30s:5000,1m:20000,10s:0"
	wantChurn   = "a share per second, as in 1%/s, or with a time away, as in 1%/s:5s"
	wantStorm   = "DURATION:SHARE, as in 30s:50%"
	wantRate    = "a number per second, as in 200/s, or 30/m"
	wantSpacing = spacings
)

// DefaultStormShare is the share of a storm that names none.
const DefaultStormShare = 0.5

// ParseStages reads stages such as "30s:5000,1m:20000,10s:0", each a duration and the number of
// streams at its end, with a name in front if wanted: "peak=1m:20000". Errors are [ParseError]s.
func ParseStages(s string) ([]Stage, error) {
	var stages []Stage
	for rest, more := (piece{text: s}).trim(), true; more; {
		var one piece
		one, rest, more = rest.cut(",")
		stage, err := parseStage(one)
		if err != nil {
			return nil, err
		}
		if stages = append(stages, stage); len(stages) > MaxStages {
			return nil, one.bad(fmt.Sprintf("these are more than %d stages", MaxStages), "fewer")
		}
	}
	return stages, nil
}

func parseStage(p piece) (Stage, error) {
	var stage Stage
	if name, rest, named := p.cut("="); named {
		if !stageName(name.text) {
			return Stage{}, name.wrong("name of up to 40 letters, digits, - and _", "NAME="+wantStages)
		}
		stage.Name, p = name.text, rest
	}
	length, streams, both := p.cut(":")
	var err error
	if stage.Duration, err = length.duration(wantStages); err != nil {
		return Stage{}, err
	}
	if !both {
		return Stage{}, piece{at: p.at + len(p.text)}.wrong("number of streams", wantStages)
	}
	if stage.Streams, err = strconv.Atoi(streams.text); err != nil || stage.Streams < 0 {
		return Stage{}, streams.wrong("number of streams", wantStages)
	}
	return stage, nil
}

// String is what [ParseStages] reads.
func (s Stage) String() string {
	text := s.Duration.String() + ":" + strconv.Itoa(s.Streams)
	if s.Name != "" {
		return s.Name + "=" + text
	}
	return text
}

// ParseSpacing reads the name of a Spacing.
func ParseSpacing(s string) (Spacing, error) {
	for known := Constant; known <= Exponential; known++ {
		if s == known.String() {
			return known, nil
		}
	}
	return 0, piece{text: s}.wrong("spacing", wantSpacing)
}

// ParseRate reads a rate such as "200/s", "30/m", "10/h" or "200", and returns it per second. It
// is more than 0 and at most [MaxRate].
func ParseRate(s string) (float64, error) {
	p := piece{text: s}.trim()
	number, unit, some := p.cut("/")
	per := 1.0
	if some {
		var err error
		if per, err = unit.perSecond(wantRate); err != nil {
			return 0, err
		}
	}
	n, err := strconv.ParseFloat(number.text, 64)
	if err != nil {
		return 0, number.wrong("number", wantRate)
	}
	if n /= per; !(n > 0 && n <= MaxRate) {
		return 0, p.bad(fmt.Sprintf("%q is not more than 0 and at most %d per second", p.text, MaxRate), wantRate)
	}
	return n, nil
}

// ParseChurn reads a share of the streams per second such as "1%/s" or "30%/m", with the
// time that a stream is away behind it if wanted: "1%/s:5s".
func ParseChurn(s string) (Churn, error) {
	p, away, longer := piece{text: s}.trim().cut(":")
	share, unit, some := p.cut("/")
	if !strings.HasSuffix(share.text, "%") {
		return Churn{}, share.wrong("share in percent", wantChurn)
	}
	if !some {
		return Churn{}, piece{at: p.at + len(p.text)}.wrong("unit of s, m or h", wantChurn)
	}
	per, err := unit.perSecond(wantChurn)
	if err != nil {
		return Churn{}, err
	}
	var churn Churn
	if churn.Rate, err = share.percent(MaxChurn*per, wantChurn); err != nil {
		return Churn{}, err
	}
	churn.Rate /= per
	if longer {
		churn.Away, err = away.duration(wantChurn)
	}
	return churn, err
}

// String is what [ParseChurn] reads; "" is no churn.
func (c Churn) String() string {
	switch {
	case c.Rate == 0:
		return ""
	case c.Away == 0:
		return percent(c.Rate) + "/s"
	}
	return percent(c.Rate) + "/s:" + c.Away.String()
}

// ParseStorm reads a time between storms, and the share of the streams that each
// cuts: "30s:50%". Without a share it is [DefaultStormShare].
func ParseStorm(s string) (Storm, error) {
	every, share, some := piece{text: s}.trim().cut(":")
	storm := Storm{Share: DefaultStormShare}
	var err error
	if storm.Every, err = every.duration(wantStorm); err != nil {
		return Storm{}, err
	}
	if storm.Every == 0 {
		return Storm{}, every.bad("there is no time between storms", wantStorm)
	}
	if some {
		storm.Share, err = share.percent(1, wantStorm)
	}
	return storm, err
}

// String is what [ParseStorm] reads; "" is no storm.
func (s Storm) String() string {
	if s.Every == 0 {
		return ""
	}
	return s.Every.String() + ":" + percent(s.Share)
}

func percent(share float64) string {
	return strconv.FormatFloat(share*100, 'g', 10, 64) + "%"
}

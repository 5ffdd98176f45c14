package main

import "strings"

// filledText is the value of a flag that chooses something by its name. An empty name
// would choose its absence, by mistake: the variable that was to hold it is not set.
type filledText string

// String implements pflag.Value.
func (t *filledText) String() string { return string(*t) }

// Set implements pflag.Value.
func (t *filledText) Set(text string) error {
	if strings.TrimSpace(text) == "" {
		return errEmptyEntry
	}
	*t = filledText(text)
	return nil
}

// Type implements pflag.Value.
func (t *filledText) Type() string { return "string" }

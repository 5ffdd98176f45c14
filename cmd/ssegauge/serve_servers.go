package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// sliceFlag is the value of a flag that holds a list.
type sliceFlag interface {
	pflag.Value
	pflag.SliceValue
}

// filledList is a list without empty entries. Where an entry chooses something, as
// --nats chooses the cluster, one that is empty by mistake would choose its absence.
type filledList struct{ sliceFlag }

// refuseEmpty has the flag of a list take no empty entry.
func refuseEmpty(f *pflag.FlagSet, name string) {
	flag := f.Lookup(name)
	if list, ok := flag.Value.(sliceFlag); ok {
		flag.Value = filledList{list}
		flag.DefValue = flag.Value.String()
	}
}

// String implements pflag.Value. Help shows no default where it is "".
func (l filledList) String() string {
	if len(l.GetSlice()) == 0 {
		return ""
	}
	return l.sliceFlag.String()
}

var errEmptyEntry = errors.New("it is empty; is a variable not set?")

// Set implements pflag.Value.
func (l filledList) Set(text string) error {
	if err := filled(strings.Split(text, ",")); err != nil {
		return err
	}
	return l.sliceFlag.Set(text)
}

// Replace implements pflag.SliceValue.
func (l filledList) Replace(entries []string) error {
	if err := filled(entries); err != nil {
		return err
	}
	return l.sliceFlag.Replace(entries)
}

func filled(entries []string) error {
	if slices.ContainsFunc(entries, func(entry string) bool { return strings.TrimSpace(entry) == "" }) {
		return errEmptyEntry
	}
	return nil
}

package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/pflag"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// addLimitFlags adds those that bound what clients may ask for.
func (o *serveOptions) addLimitFlags(f *pflag.FlagSet) {
	c := &o.server
	f.IntVar(&c.MaxStreams, "max-streams", 0, "streams at a time, 0 is no bound")
	f.IntVar(&c.MaxStreamsPerAddress, "max-streams-per-address", 0, "those of one address, 0 is no bound")
	f.Var((*rateValue)(&c.PublishRate), "publish-rate", "publishes a second, as `N/s`, 0 is no bound")
	f.IntVar(&c.PublishBurst, "publish-burst", 0, "publishes at once within the rate, 0 is a second's")
	c.MaxPublishBytes = 8 << 20
	f.Var((*sizeValue)(&c.MaxPublishBytes), "max-publish-bytes", "largest body of a publish, as `SIZE`")
	addSize(f, &c.MaxHeaderBytes, 64<<10, "max-header-bytes", "largest head of a request, as `SIZE`")
	addSize(f, &c.MaxTopicBytes, 256, "max-topic-bytes", "longest name of a topic, as `SIZE`")
	addSize(f, &c.MaxTypeBytes, 1<<10, "max-type-bytes", "longest type of an event, as `SIZE`")
	addSize(f, &c.MaxIDBytes, 1<<10, "max-id-bytes", "longest ID that a publisher names, as `SIZE`")
	f.IntVar(&c.MaxTopics, "max-topics", 16, "topics of one stream")
	f.IntVar(&c.MaxPatterns, "max-patterns", 1000, "different wildcard topics in use at a time")
	f.DurationVar(&c.ReadTimeout, "read-timeout", 30*time.Second, "how long a body may take to come")
	f.DurationVar(&c.ReadHeaderTimeout, "read-header-timeout", 10*time.Second, "how long a request's head may")
	f.DurationVar(&c.IdleTimeout, "idle-timeout", 2*time.Minute, "how long a connection may wait for a request")
}

// validateLimits looks at what zero would mean the default of.
func validateLimits(c refserver.Config) error {
	var problems []error
	for _, zero := range []struct {
		flag string
		is   bool
	}{
		{"max-publish-bytes", c.MaxPublishBytes == 0},
		{"max-header-bytes", c.MaxHeaderBytes == 0},
		{"max-topic-bytes", c.MaxTopicBytes == 0},
		{"max-type-bytes", c.MaxTypeBytes == 0},
		{"max-id-bytes", c.MaxIDBytes == 0},
		{"max-topics", c.MaxTopics == 0},
		{"max-patterns", c.MaxPatterns == 0},
		{"read-timeout", c.ReadTimeout == 0},
		{"read-header-timeout", c.ReadHeaderTimeout == 0},
		{"idle-timeout", c.IdleTimeout == 0},
	} {
		if zero.is {
			problems = append(problems, fmt.Errorf("--%s: want more than nothing", zero.flag))
		}
	}
	return errors.Join(problems...)
}

// addSize adds a flag for a size that is held in memory, and hence an int.
func addSize(f *pflag.FlagSet, value *int, byDefault int, name, usage string) {
	*value = byDefault
	f.Var((*intSizeValue)(value), name, usage)
}

// intSizeValue is a sizeValue of at most 1 GiB.
type intSizeValue int

// Set implements pflag.Value.
func (v *intSizeValue) Set(s string) error {
	var size sizeValue
	if err := size.Set(s); err != nil {
		return err
	}
	if size > 1<<30 {
		return errors.New("want at most 1GiB")
	}
	*v = intSizeValue(size)
	return nil
}

// String implements pflag.Value.
func (v *intSizeValue) String() string {
	size := sizeValue(*v)
	return size.String()
}

// Type implements pflag.Value.
func (v *intSizeValue) Type() string { return "size" }

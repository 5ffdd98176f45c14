package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/threshold"
)

// loadOptions is what the flags of load and its section of ssegauge.yaml hold.
type loadOptions struct {
	plan     loadPlanOptions
	request  loadRequestOptions
	streams  loadStreamOptions
	publish  loadPublishOptions
	sequence loadSequenceOptions
	run      loadRunOptions
	output   loadOutputOptions
	export   exportOptions
	config   string
	// scenarioName is that of a question of package fixtures, or of the list.
	scenarioName string

	secrets []string // values that came from the environment
}

var errNothingPublished = errors.New("this run publishes nothing: want --publish-rate")

// flagGroups returns all flags, those that most people want first.
func (o *loadOptions) flagGroups() []flagGroup {
	return []flagGroup{
		newFlagGroup("Flags", o.plan.addFlags, o.run.addFlags, o.addConfigFlag),
		newFlagGroup("Arrivals, churn and storms", o.plan.addArrivalFlags),
		newFlagGroup("What is asked for", o.request.addFlags),
		newFlagGroup("Connections", o.request.addTransportFlags),
		newFlagGroup("What is published", o.publish.addFlags),
		newFlagGroup("What events say", o.sequence.addFlags),
		newFlagGroup("How subscribers behave", o.streams.addFlags),
		newFlagGroup("Limits", o.streams.addLimitFlags),
		newFlagGroup("Reports", o.output.addFlags, o.export.addFlags),
	}
}

// addFlags adds all flags to f.
func (o *loadOptions) addFlags(f *pflag.FlagSet) { addGroups(f, o.flagGroups()) }

func (o *loadOptions) addConfigFlag(f *pflag.FlagSet) {
	f.StringVar(&o.config, "config", "", "read `FILE` instead of ssegauge.yaml")
	scenarioFlag(f, &o.scenarioName)
}

// scenario returns what the flags say, or all that is wrong with them, as a usageError.
func (o *loadOptions) scenario() (loadgen.Scenario, error) {
	var wrong flagErrors
	s := loadgen.Scenario{
		Plan: o.plan.plan(&wrong), Request: o.request.spec(o.plan.seed, &wrong),
		Thresholds: o.run.thresholds, Drain: o.run.drain, Workers: o.run.workers, Consent: o.run.consent,
	}
	o.streams.apply(&s, &wrong)
	s.Publish = o.publish.plan(s.Plan, o.request.first(), &wrong)
	if s.Publish != nil {
		s.Publish.Hook.TLS, s.Publish.Timeout = s.Request.TLS, o.streams.timeout
	}
	o.sequence.apply(&s, &wrong)
	if wrong.err() == nil { // its words depend on the plan
		o.run.checkThresholds(s, &wrong)
	}
	wrong.addPlan(s.Validate(), o.flagOf)
	return s, wrong.err()
}

// first returns the first address.
func (o *loadRequestOptions) first() string {
	if o.url != "" || len(o.targets) == 0 {
		return o.url
	}
	t, _ := parseTarget(o.targets[0]) // an error is told elsewhere
	return t.URL
}

// checkThresholds notes what is wrong with thresholds, each with the place.
func (o *loadRunOptions) checkThresholds(s loadgen.Scenario, wrong *flagErrors) {
	known := s.Catalogue()
	for _, text := range o.thresholds {
		_, err := threshold.Parse(text, known)
		if syntax, ok := errors.AsType[*threshold.SyntaxError](err); ok {
			err = fmt.Errorf("%s\n  %s", syntax.Problem, strings.ReplaceAll(syntax.Mark(), "\n", "\n  "))
			if syntax.Hint != "" {
				err = &hintedError{err, syntax.Hint}
			}
		}
		wrong.add("--threshold", err)
	}
}

// flagOf returns the flag that a path in a Scenario comes from, and which of its values, from
// 1, where there are several.
func (o *loadOptions) flagOf(path string) (flag string, number int) {
	number = numberOf(path)
	switch {
	case strings.HasPrefix(path, "plan.stages"):
		return o.plan.flagOfStage(path, number)
	case strings.HasPrefix(path, "request.targets") && (number == 0 || o.request.url != "" && number == 1):
		return "url", 0
	case strings.HasPrefix(path, "request.targets") && o.request.url != "":
		return "--target", number - 1
	}
	for _, f := range flagsOfPaths() {
		if strings.HasPrefix(path, f.path) {
			return f.flag, number
		}
	}
	return path, 0
}

// flagOfStage returns the flag that a stage comes from.
func (o *loadPlanOptions) flagOfStage(path string, number int) (string, int) {
	switch {
	case !o.ofStreams():
		return "--stage", number
	case strings.HasSuffix(path, "streams"):
		return "--streams", 0
	case number == 1:
		return "--ramp", 0
	}
	return "--duration", 0
}

// flagOfPath says what flag the paths that begin so come from.
type flagOfPath struct{ path, flag string }

// flagsOfPaths returns the longer ones first where one begins like another.
func flagsOfPaths() []flagOfPath {
	return []flagOfPath{
		{"request.targets", "--target"},
		{"request.method", "--method"},
		{"request.body", "--body"},
		{"request.header", "--header"},
		{"request.cookies", "--cookie"},
		{"request.feeds", "--feed"},
		{"request.maxFeedBytes", "--max-feed"},
		{"request.maxFeedRows", "--max-feed-rows"},
		{"request.version", "--http"},
		{"request.streamsPer", "--streams-per-connection"},
		{"request.proxy", "--proxy"},
		{"request.resolve", "--resolve"},
		{"request.sources", "--source"},
		{"plan.arrivals.duration", "--duration"},
		{"plan.arrivals.lifetime-spacing", "--lifetime-spacing"},
		{"plan.arrivals.lifetime", "--lifetime"},
		{"plan.arrivals.spacing", "--spacing"},
		{"plan.arrivals", "--arrivals"},
		{"plan.churn", "--churn"},
		{"plan.storm", "--storm"},
		{"publish.rate", "--publish-rate"},
		{"publish.topics", "--topic"},
		{"publish.sizes", "--publish-size"},
		{"publish.start", "--publish-start"},
		{"publish.stop", "--publish-stop"},
		{"publish.maxInFlight", "--publish-in-flight"},
		{"publish.perTopic", "--publish-per-topic"},
		{"publish.timeout", "--timeout"},
		{"publish.hook.request", "--publish"},
		{"publish.hook.header", "--publish-header"},
		{"publish.hook.body", "--publish-body"},
		{"sequence.sequence", "--seq"},
		{"sequence.topic", "--seq-topic"},
		{"sequence.due", "--due"},
		{"sequence.sent", "--sent"},
		{"sequence.unit", "--sent-unit"},
		{"readers", "--slow, --stalled"},
		{"resume.jitter", "--retry-jitter"},
		{"resume.retry", "--retry"},
		{"resume.maxAttempts", "--max-attempts"},
		{"caps.events", "--max-events"},
		{"caps.time", "--max-time"},
		{"limits.", "--timeout"},
		{"thresholds", "--threshold"},
		{"drain", "--drain"},
		{"clockURL", "--clock"},
		{"workers", "--workers"},
	}
}

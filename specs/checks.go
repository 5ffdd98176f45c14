package specs

import (
	"fmt"
	"maps"
)

// judges returns, by the ID of its Requirement, the probe and the Rule of every
// check.
func judges() map[string]judge {
	all := map[string]judge{}
	for _, chapter := range chapterJudges() {
		maps.Copy(all, chapter)
	}
	return all
}

func chapterJudges() []map[string]judge {
	return []map[string]judge{
		responseJudges(), textJudges(), fieldsJudges(), livenessJudges(), dataJudges(), resumeJudges(),
		http2Judges(),
		methodsJudges(), corsJudges(), cachingJudges(), redirectJudges(), endingJudges(),
		llmJudges(),
		compressionJudges(),
		graphQLJudges(),
		datastarJudges(),
		mcpJudges(),
		mercureJudges(),
		fanoutJudges(), lifecycleJudges(),
		authJudges(),
		restartJudges(),
	}
}

// judge is what a check adds to its Requirement.
type judge struct {
	probe string
	rule  Rule
}

// checks returns every check, in the order of the catalogue. A Requirement
// without a Rule is a mistake that a test of this package catches.
func checks() []check {
	all, margins := judges(), margins()
	var list []check
	for _, r := range Catalogue() {
		j, ok := all[r.ID]
		if !ok {
			panic(fmt.Sprintf("requirement %s has no rule", r.ID))
		}
		list = append(list, check{r, j.probe, j.rule, margins[r.ID]})
	}
	return list
}

func responseJudges() map[string]judge {
	return map[string]judge{
		"response-status-200":           {probeReach, onHead(ruleStatus)},
		"response-head-on-quiet-stream": {probeReach, ruleQuietHead},
		"response-head-well-formed":     {probeReach, onHead(ruleHeadWellFormed)},
		"response-media-type":           {probeReach, onHead(ruleMediaType)},
		"response-charset-utf-8":        {probeReach, onStreamHead(ruleCharset)},
		"response-cache-no-store":       {probeReach, onStreamHead(ruleCacheNoStore)},
		"response-no-shared-cache":      {probeReach, onStreamHead(ruleNoSharedCache)},
		"response-no-validator":         {probeReach, onStreamHead(ruleNoValidator)},
		"response-no-transform":         {probeReach, onStreamHead(ruleNoTransform)},
		"response-no-accel-buffering":   {probeReach, onStreamHead(ruleAccelBuffering)},
		"response-no-content-length":    {probeReach, onStreamHead(ruleNoContentLength)},
		"response-no-content-coding":    {probeReach, onStreamHead(ruleNoContentCoding)},
		"response-persistent-framing":   {probeReach, onStreamHead(rulePersistentFraming)},
		"response-framing-valid":        {probeStream, ruleFramingValid},
		"response-clean-end":            {probeStream, ruleCleanEnd},
		"response-further-streams":      {probeStream, ruleFurtherStreams},
	}
}

func textJudges() map[string]judge {
	return map[string]judge{
		"encoding-utf-8":                    {probeStream, onStream(ruleUTF8)},
		"encoding-no-replacement-character": {probeStream, onStream(ruleNoReplacement)},
		"encoding-bom-only-at-start":        {probeStream, onStream(ruleBOM)},
		"framing-is-event-stream":           {probeStream, onStream(ruleIsEventStream)},
		"framing-blank-line-ends-frame":     {probeStream, ruleBlankLine},
		"framing-one-line-end":              {probeStream, onStream(ruleOneLineEnd)},
		"framing-field-name-exact":          {probeStream, onStream(ruleFieldNameExact)},
		"framing-no-unknown-field":          {probeStream, onStream(ruleNoUnknownField)},
		"framing-event-has-data":            {probeStream, onStream(ruleEventHasData)},
		"framing-line-size":                 {probeStream, onStream(ruleLineSize)},
	}
}

func fieldsJudges() map[string]judge {
	return map[string]judge{
		"fields-id-present":        {probeStream, ruleIDPresent},
		"fields-id-unique":         {probeStream, onEvents(ruleIDUnique)},
		"fields-id-no-nul":         {probeStream, onStream(ruleIDNoNUL)},
		"fields-id-not-wiped":      {probeStream, onEvents(ruleIDNotWiped)},
		"fields-id-header-safe":    {probeStream, onStream(ruleIDHeaderSafe)},
		"fields-id-agrees":         {probeStream, ruleIDAgrees},
		"fields-type-not-empty":    {probeStream, onStream(ruleTypeNotEmpty)},
		"fields-type-not-reserved": {probeStream, onStream(ruleTypeNotReserved)},
		"fields-type-kept":         {probeStream, ruleTypeKept},
		"fields-not-repeated":      {probeStream, onStream(ruleNotRepeated)},
		"retry-digits":             {probeStream, onStream(ruleRetryDigits)},
		"retry-present":            {probeStream, onStream(ruleRetryPresent)},
		"retry-sane":               {probeStream, onStream(ruleRetrySane)},
		"retry-early":              {probeStream, onStream(ruleRetryEarly)},
	}
}

func livenessJudges() map[string]judge {
	return map[string]judge{
		"liveness-stays-open":           {probeStream, ruleStaysOpen},
		"liveness-silence":              {probeQuiet, ruleSilence},
		"liveness-heartbeat-is-comment": {probeQuiet, ruleHeartbeatIsComment},
		"liveness-frame-in-one-piece":   {probeStream, ruleFrameInOnePiece},
		"liveness-event-flushed":        {probeStream, onDeliveries(ruleFlushed)},
		"liveness-not-behind":           {probeStream, onDeliveries(ruleNotBehind)},
		"liveness-no-burst":             {probeStream, onDeliveries(ruleNoBurst)},
	}
}

func dataJudges() map[string]judge {
	all := map[string]judge{
		"data-published-arrives":        {probeReach, rulePublishedArrives},
		"data-existing-stream-survives": {probeOdd, ruleSurvives(existingSurvives)},
		"data-new-stream-served":        {probeOdd, ruleSurvives(newSurvives)},
		"data-publisher-survives":       {probeOdd, rulePublisherSurvives},
	}
	for _, odd := range oddEvents(func() string { return "m" }) {
		rule := ruleData(odd.requirement)
		if odd.Forged != "" {
			rule = ruleInjection(odd.requirement)
		}
		all[odd.requirement] = judge{probeOdd, rule}
	}
	return all
}

func resumeJudges() map[string]judge {
	cuts := cutNames()
	return map[string]judge{
		"resume-unknown-id":    {probeIDs, ruleStrangeID("resume-unknown-id")},
		"resume-huge-id":       {probeIDs, ruleStrangeID("resume-huge-id")},
		"resume-odd-id":        {probeIDs, ruleStrangeID("resume-odd-id")},
		"resume-missed-events": {probeResume, onResumed(cuts, ruleMissed, "%d streams resumed, nothing lost")},
		"resume-no-duplicate":  {probeResume, onResumed(cuts, ruleNoDuplicate, "%d streams resumed, nothing twice")},
		"resume-in-order":      {probeResume, onResumed(cuts, ruleInOrder, "%d streams resumed in order")},
		"resume-goes-live":     {probeResume, onResumed(cuts, ruleGoesLive, "%d streams resumed and went on")},
		"resume-across-digits": {probeResume, ruleAcrossDigits},
		"resume-topic-only":    {probeResume, ruleTopicOnly},
		"resume-fresh-is-live": {probeResume, ruleFreshIsLive},
		"resume-gap-signalled": {probeResume, ruleGapSignalled},

		"resume-same-event":           {probeResume, ruleSameEvent},
		"resume-on-every-connection":  {probeResume, ruleEveryConnection},
		"resume-header-wins":          {probeResume, ruleHeaderWins},
		"resume-every-kind-of-id":     {probeKinds, ruleEveryKindOfID},
		"resume-while-nobody-listens": {probeAlone, ruleWhileNobodyListens},
		"resume-depth":                {probeDepth, ruleDepth},
		"resume-race":                 {probeRace, ruleRace},
	}
}

func fanoutJudges() map[string]judge {
	return map[string]judge{
		"fanout-all-receive":                  {probeFanout, onReaders(ruleAllReceive, "%d readers, each got all %d events")},
		"fanout-same-order":                   {probeFanout, onReaders(ruleSameOrder, "%d readers, %d events, one order")},
		"fanout-once":                         {probeFanout, onReaders(ruleOnce, "%d readers, each got %d events once")},
		"fanout-old-stream-hears":             {probeFanout, ruleOldStreamHears},
		"fanout-stalled-reader-delays-nobody": {probeStalled, ruleStalledDelaysNobody},
		"fanout-gap-closes":                   {probeStalled, ruleGapCloses},
	}
}

func lifecycleJudges() map[string]judge {
	return map[string]judge{
		"lifecycle-slots-after-reset":       {probeResets, ruleSlotsAfterReset},
		"lifecycle-serves-after-churn":      {probeChurn, ruleServesAfterChurn},
		"lifecycle-requests-beside-streams": {probeBeside, ruleRequestsBeside},
		"lifecycle-fin-noticed":             {probeLeave, ruleNoticed(byFIN())},
		"lifecycle-rst-noticed":             {probeLeave, ruleNoticed(byRST())},
		"liveness-no-age-limit":             {probeAge, ruleNoAgeLimit},
	}
}

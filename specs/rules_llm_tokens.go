package specs

import (
	"fmt"
	"slices"
	"time"
)

const (
	// firstTokenDelays and tokenDelays are how long the first token and each next
	// one may take, in delays that an event is allowed.
	firstTokenDelays, tokenDelays = 5, 2
	// manyTokens are enough to see how they are sent.
	manyTokens = 32
	// A burst is at least burstTokens that arrive within tokenBurst, after nothing
	// has come for tokenSilence. The fastest models take longer for as many.
	burstTokens  = 8
	tokenBurst   = 5 * time.Millisecond
	tokenSilence = 250 * time.Millisecond
)

func ruleFirstToken(o *Observation, c completion) Judgement {
	limit := firstTokenDelays * o.Limits.MaxDelay
	tokens := c.tokens()
	switch waited := c.End.At - c.Sent; {
	case len(tokens) == 0 && endedByTarget(c.Transcript):
		return notApplicable("the answer is empty")
	case len(tokens) == 0 && waited <= limit:
		return inconclusive("no token came in %s", round(waited))
	case len(tokens) == 0:
		f := nowhere(c.Transcript, "no token arrived in time")
		return broken(f.but("at most "+limit.String()+" after the request", fmt.Sprintf("none in %s", round(waited))))
	}
	wait := tokens[0].At - c.Sent
	if wait > limit {
		f := at(c.Transcript, tokens[0].Offset, "the first token is late")
		return broken(f.but("at most "+limit.String()+" after the request", "after "+round(wait).String()))
	}
	return kept("the first token came after %s", round(wait))
}

func ruleTokenGap(o *Observation, c completion) Judgement {
	limit := tokenDelays * o.Limits.MaxDelay
	tokens := c.tokens()
	if len(tokens) < 2 {
		return notApplicable("the answer has %d tokens", len(tokens))
	}
	var gaps []time.Duration
	var found []Finding
	for i, token := range tokens[1:] {
		gap := token.At - tokens[i].At
		gaps = append(gaps, gap)
		if gap > limit && len(found) < maxFindings {
			f := at(c.Transcript, token.Offset, "the answer stalls before token %d of %d", i+2, len(tokens))
			found = append(found, f.but("the next token within "+limit.String(), "after "+round(gap).String()))
		}
	}
	slices.Sort(gaps)
	return verdictOf(found, "%d tokens, median %s apart, at most %s", len(tokens), round(gaps[len(gaps)/2]), round(gaps[len(gaps)-1]))
}

// Tokens that something collects on the way arrive in bursts, with nothing in
// between. A model that is only fast sends them over some time.
func ruleTokensFlushed(_ *Observation, c completion) Judgement {
	tokens := c.tokens()
	if len(tokens) < manyTokens {
		return notApplicable("the answer has %d tokens, too few to tell", len(tokens))
	}
	var found []Finding
	held, before := 0, c.Sent
	for i := 0; i < len(tokens); {
		n := 1
		for i+n < len(tokens) && tokens[i+n].At-tokens[i].At <= tokenBurst {
			n++
		}
		silence := tokens[i].At - before
		if n >= burstTokens && silence >= tokenSilence {
			held += n
			f := at(c.Transcript, tokens[i].Offset, "%d of %d tokens arrived at once", n, len(tokens))
			found = append(found, f.but("each when it is made", fmt.Sprintf("nothing for %s, then all", round(silence))))
		}
		before = tokens[i+n-1].At
		i += n
	}
	if 2*held < len(tokens) {
		return kept("%d tokens within %s", len(tokens), round(tokens[len(tokens)-1].At-tokens[0].At))
	}
	return broken(found[:min(len(found), maxFindings)]...)
}

func llmJudges() map[string]judge {
	return map[string]judge{
		"llm-data-is-json":       {probeLLM, onCompletion(ruleDataIsJSON)},
		"llm-end-is-marked":      {probeLLM, onCompletion(ruleEndIsMarked)},
		"llm-nothing-after-done": {probeLLM, onCompletion(ruleNothingAfterDone)},
		"llm-ends-after-done":    {probeLLM, onCompletion(ruleEndsAfterDone)},
		"llm-finish-reason":      {probeLLM, onCompletion(ruleFinishReason)},
		"llm-first-token":        {probeLLM, onCompletion(ruleFirstToken)},
		"llm-token-gap":          {probeLLM, onCompletion(ruleTokenGap)},
		"llm-tokens-flushed":     {probeLLM, onCompletion(ruleTokensFlushed)},
		"llm-error-is-an-error":  {probeLLM, ruleErrorIsAnError},
		"llm-error-before-close": {probeLLM, onCompletion(ruleErrorBeforeClose)},
	}
}

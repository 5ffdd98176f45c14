// Package capacity searches for the largest number of streams that a target holds. It is pure: a
// [Search] says which number to try next and is told how that went; who runs the
// steps is not its business.
//
// # Design
//
// A search walks up, each step a factor above the one before, until a step breaks. Then it
// halves what lies between the largest number that held and the smallest that did not, until
// that is within the resolution. It does not end at a number that broke by chance: a step that did not
// hold is tried again, and the majority decides.
//
// [Cause] reads the figures of the step that broke and says in a line what it looks like.
//
// # Decisions
//
//   - A step that the generator limited says nothing about the target. It bounds the search
//     as one that broke does, so the halving still finds a limit of the target
//     that lies below; if it finds none, the answer is "at least".
//   - What holds at once is not tried again: noise makes steps break far more often than it makes
//     them hold, and most of a search's time goes into steps that hold.
//   - Without a majority a step has not held. If as many tries were limited as broke, the
//     generator takes the blame.
//   - When the first step breaks, the search halves downwards, to a tenth of it.
//   - The answer is a number that was tried and held, never one that was calculated.
package capacity

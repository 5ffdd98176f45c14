// Package blog is a live blog: whoever reads it sees a post, an edit or a deletion the
// moment it is published, and whoever was away gets what was missed.
//
// # Design
//
// The events of one topic are all there is: "post" has a post, "update" its new text,
// "delete" its ID, and "views" the counts that have changed. The posts are a fold over
// them, by the one goroutine that follows the topic. A request looks at the fold after
// everything that was published before it.
//
// GET api/posts gives the posts and the ID of the event up to which they are right. A
// page shows these, and opens the stream after that event: nothing is missed between the
// two, and nothing comes twice. Where the stream says "reset", the page begins anew.
//
// # Decisions
//
//   - The history of the server is the store. A post lives as long as its event: over a
//     restart if the history does, and no longer than the history's age. A server that
//     runs on keeps the newest 1,000 posts, whatever their age.
//   - The ID of a post is random, and not that of its event, which is known only after
//     the post was published, and which an edit does not have.
//   - Writers take turns: what is edited or deleted is there. The last edit wins.
//   - An event of the topic that none of the blog could have published is passed over, by
//     the fold and by the page: the topic is open to every publisher, a check among them.
//   - Views are counted for everybody who may read, and published as totals, at most once
//     a second for all posts together: a thousand readers are not a thousand events.
//   - There is no taught form: the tutorial leaves the blog as an exercise.
package blog

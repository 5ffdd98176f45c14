// What each user has seen last, in any tab, is kept for the next visit: a Map of ids
// by user, the one who was here last at its end.

const stored = "ssegauge.notifications.seen";
const mostUsers = 20;

function seen() {
  try {
    return new Map(JSON.parse(localStorage.getItem(stored)) ?? []);
  } catch {
    return new Map(); // there is no storage, or something else in it
  }
}

// seenBy returns the id of the event that the user has seen last, if it is known.
export const seenBy = (user) => seen().get(user);

// remember keeps the id for the user.
export function remember(user, id) {
  const ids = seen();
  ids.delete(user); // the latest is the last
  const kept = [...ids].slice(1 - mostUsers);
  try {
    localStorage.setItem(stored, JSON.stringify([...kept, [user, id]]));
  } catch {
    // what is shown does not depend on it
  }
}

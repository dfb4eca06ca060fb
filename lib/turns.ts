// turns: how work that never waits lets the event loop have its turns, so that signals and keys are heard.
//
// The runtime looks at them each 61st turn of its loop only: so many turns in a row are what lets them through. They
// cost a tenth to two tenths of a millisecond; a timer, which makes the runtime come to rest, costs two.

const turnsUntilHeard = 64;

/** One turn of the event loop: most things come through, signals only once in a while. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** As many turns as let signals through, too. */
export async function hearing(): Promise<void> {
  for (let turns = turnsUntilHeard; turns > 0; turns--) await turn();
}

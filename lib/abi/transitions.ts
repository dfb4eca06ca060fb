// transitions: from which state of a TCP connection to which others (RFC 9293, section 3.3.2), and what follows from it.
//
// Answers "a socket was CLOSED and is ESTABLISHED: what must it have been in between?". Pure. A state is told only when
// there is no way around it: between ESTABLISHED and TIME_WAIT that is FIN_WAIT1 alone, for both sides may close at once.

/** Each state in netstat's spelling → those that can come next; a reset, or the end of waiting, leads to CLOSED. */
const next: Readonly<Record<string, readonly string[]>> = {
  CLOSED: ["LISTEN", "SYN_SENT"],
  LISTEN: ["CLOSED"],
  SYN_SENT: ["ESTABLISHED", "SYN_RECV", "CLOSED"],
  SYN_RECV: ["ESTABLISHED", "FIN_WAIT1", "CLOSED"],
  ESTABLISHED: ["FIN_WAIT1", "CLOSE_WAIT", "CLOSED"],
  FIN_WAIT1: ["FIN_WAIT2", "CLOSING", "TIME_WAIT", "CLOSED"],
  FIN_WAIT2: ["TIME_WAIT", "CLOSED"],
  CLOSE_WAIT: ["LAST_ACK", "CLOSED"],
  LAST_ACK: ["CLOSED"],
  CLOSING: ["TIME_WAIT", "CLOSED"],
  TIME_WAIT: ["CLOSED"],
};

/**
 * The states a socket must have passed through between two others, in their order; none where it could do without.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(statesBetween("CLOSED", "ESTABLISHED"), ["SYN_SENT"]);
 * ```
 */
export function statesBetween(from: string, to: string): string[] {
  const path = way(from, to);
  return path.slice(1, -1).filter((state) => way(from, to, state).length === 0);
}

/** The shortest way from one state to another, both included, avoiding a third; empty where there is none. */
function way(from: string, to: string, avoided?: string): string[] {
  const ways = [[from]];
  const known = new Set([from, avoided]);
  for (const path of ways) {
    for (const state of next[path.at(-1) ?? ""] ?? []) {
      if (state === to) return [...path, state];
      if (known.has(state)) continue;
      known.add(state);
      ways.push([...path, state]);
    }
  }
  return [];
}

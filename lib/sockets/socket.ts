// socket: a descriptor as the session knows it, and the words everything about sockets is told in.
//
// Two vocabularies stay apart here: the name a session gave, and the number the kernel gave.

import type { Address } from "../abi/address.ts";
import type { Message } from "../errors.ts";
import type { Bytes } from "../libc.ts";

/** What is kept of a connection that is closed. */
export interface Left {
  readonly local: Bytes;
  readonly peer: Bytes;
  /** SO_COOKIE; undefined where the system has none. */
  readonly cookie: Bytes | undefined;
  /** The interface it was bound to, by its number; 0 for none. */
  readonly device: number;
}

/** A descriptor with what the session knows of it. */
export class Socket {
  readonly kind = "socket";
  /** Its name in the session; undefined until one is given. */
  name: string | undefined;
  /** -1 once it is closed: the number may belong to another socket by then. */
  fd: number;
  /** The real lengths of received datagrams that were cut, by what was received: told by MSG_TRUNC. */
  readonly cut: WeakMap<Bytes, number> = new WeakMap();

  /** This side was shut down for reading (SHUT_RD): that recv returns nothing says nothing of the peer. */
  deaf = false;
  /** This side was shut down for writing (SHUT_WR): that a send gives EPIPE is no doing of the peer. */
  mute = false;

  /** A call has answered ECONNRESET: what comes after that says only that there is no connection. */
  wasReset = false;

  /** The state TCP makes such a socket in, CLOSED by socket or SYN_RECV by accept; undefined where it came from elsewhere. */
  begins: "CLOSED" | "SYN_RECV" | undefined;

  /** connect has returned 0, or accept made it, since its state was looked at: it was ESTABLISHED, whatever it is now. */
  established = false;

  /** Once it is closed: the sockaddrs of the connection it was, by which the kernel may still know it. */
  left: Left | undefined;

  /** Once it is closed by a call that somebody looks at: what this means for what it stood for. */
  end: End | undefined;

  constructor(
    fd: number,
    /** AF_… as it was made; undefined for a descriptor that is no socket or not the session's. */
    readonly domain: number | undefined,
    /** SOCK_… without the SOCK_NONBLOCK and SOCK_CLOEXEC bits. */
    readonly type: number | undefined,
    readonly protocol: number,
    /** `foreign`: a number the session did not open (0, 1, 2, or one that is not open at all). */
    readonly origin: "session" | "foreign" = "session",
    /** What is sent arrives whole or not at all, and an empty message is one. */
    readonly datagrams: boolean = false,
  ) {
    this.fd = fd;
  }
}

/** What closing a descriptor means, as far as it is known before. */
export interface End {
  /** Another open descriptor of the session for the same socket. */
  readonly heir: Socket | undefined;
  /** Why the kernel ends the connection with a reset, where it does: bytes nobody has read, or SO_LINGER with 0 seconds. */
  readonly reset: "unread" | "linger" | undefined;
  /** How many bytes nobody has read. */
  readonly unread: number;
}

/** What the kernel says of a socket now. */
export interface State {
  /** TCP: netstat's name. Others: unbound, bound, connected, listening. undefined: no socket, or closed. */
  readonly state: string | undefined;
  /** undefined as long as none is bound. */
  readonly local: Address | undefined;
  readonly peer: Address | undefined;
}

/** A socket whose state is no longer what it was when last looked at. */
export interface Change {
  readonly socket: Socket;
  readonly before: string;
  readonly after: string;
}

/** How a call may wait. */
export interface Patience {
  /** Ends every wait; the call answers EINTR. */
  readonly signal: AbortSignal;
  /** Told what a call waits for when it starts to wait; what it returns is called when the wait is over. */
  waiting?(what: Message): () => void;
}

/** A result that is there at once, or the promise of one that has to be waited for. */
export type Maybe<T> = T | Promise<T>;

/** Continues with a result, now when it is there. */
export function after<T, R>(result: Maybe<T>, next: (value: T) => Maybe<R>): Maybe<R> {
  return result instanceof Promise ? result.then(next) : next(result);
}

/** A promise, given up (undefined) when the signal comes: what was asked for goes on, and nobody listens. */
export function orInterrupted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const interrupt = () => resolve(undefined);
    signal.addEventListener("abort", interrupt);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", interrupt));
  });
}

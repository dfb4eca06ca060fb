// connection: what each segment of one TCP connection is, told from the segments before it.
//
// Answers "which step of the handshake is this?", "was this sent before?" and "whose FIN does this acknowledge?". What
// has a name in Wireshark's analysis (User's Guide, "TCP Analysis") is what it is there. A capture may begin in the
// middle of a connection: what was before it is not known, and no step is counted that rests on it.

import { ACK, FIN, RST, type Segment, SYN } from "../abi/packet.ts";

/** What else is to be said of a segment. */
export type Note =
  /** Its sender has sent something before it that is not in the capture. */
  | "previous-missing"
  /** It acknowledges something that is not in the capture. */
  | "acknowledged-missing"
  /** It fills the window that the other side has offered. */
  | "window-full"
  /** Its sender has no room for more data, and sends something all the same. */
  | "zero-window"
  /** A new connection between addresses and ports that had one before. */
  | "ports-reused";

/** What a segment is. */
export type SegmentKind =
  /** The three-way handshake: SYN, SYN+ACK, and the ACK that completes it. */
  | { readonly kind: "handshake"; readonly step: 1 | 2 | 3 }
  | { readonly kind: "data" }
  | { readonly kind: "acknowledgement" }
  /**
   * The close: the first FIN, its acknowledgement, the second FIN, its acknowledgement; "2+3" is a second FIN that
   * acknowledges the first one as well. "fin" and "fin-acknowledged" where the capture does not tell which one it is,
   * and where both sides send a FIN before either knows of the other's ("crossed").
   */
  | {
    readonly kind: "close";
    readonly step: 1 | 2 | 3 | 4 | "2+3" | "fin" | "fin-acknowledged" | "crossed";
  }
  /** RST in answer to a SYN. */
  | { readonly kind: "refused" }
  | { readonly kind: "reset" }
  /** "fast": duplicate acknowledgements asked for it; "spurious": it had been acknowledged already. */
  | {
    readonly kind: "retransmission";
    readonly of: "syn" | "syn-ack" | "fin" | "data";
    readonly how: "plain" | "fast" | "spurious";
  }
  | { readonly kind: "out-of-order" }
  | { readonly kind: "keep-alive" }
  | { readonly kind: "keep-alive-answer" }
  /** `count`: how many times the same acknowledgement has been repeated. */
  | { readonly kind: "duplicate"; readonly count: number }
  | { readonly kind: "window-update" }
  | { readonly kind: "zero-window" }
  | { readonly kind: "zero-window-probe" }
  | { readonly kind: "zero-window-probe-answer" }
  /** Neither SYN nor ACK nor anything else that tells what it is for. */
  | { readonly kind: "segment" };

/** What is told of a segment. */
export interface SeenSegment {
  /** Counted from the first sequence number of its side; from 1 where the SYN was not captured. */
  readonly seq: number;
  /** Counted likewise; undefined without the flag ACK. */
  readonly ack: number | undefined;
  readonly what: SegmentKind;
  readonly notes: readonly Note[];
}

/** Acknowledgements this long after the last duplicate one, in seconds, are not what a segment was sent again for. */
const fastRetransmission = 0.02;
/** How much later, in seconds, a segment may come and be out of order, where no round trip has been measured. */
const reordering = 0.003;
/** Holes that are remembered for each side. */
const mostRanges = 32;

/** Sequence numbers go round at 2³²: whether `a` comes after `b` (RFC 9293, section 3.4). */
function after(a: number, b: number): boolean {
  return (a - b | 0) > 0;
}

/** What one side has sent. Sequence numbers as they are on the wire; -1 is none. */
class Side {
  /** Where relative numbers begin. */
  base = -1;
  /** Behind the highest number sent, and when that was sent, in seconds. */
  next = -1;
  reached = 0;
  /** Up to here nothing that was sent is missing from the capture. */
  complete = -1;
  /** The last acknowledgement, and when it was sent, in seconds. */
  acknowledged = -1;
  time = 0;
  /** As in the header of its last segment. */
  window = -1;
  /** The same in bytes; undefined where the scale is not known. */
  room: number | undefined;
  /** Bits windows are shifted by; undefined until its SYN tells. */
  scale: number | undefined;
  duplicates = 0;
  /** Its last segment was one of these. */
  asked: "keep-alive" | "zero-window-probe" | undefined;
  /** The segment that was the highest one carried no data. */
  highestIsEmpty = false;
  /** Its SYN was captured: alone, or with an acknowledgement. */
  syn: "alone" | "answer" | undefined;
  refuses = false;
  sentData = false;
  /** The number behind its FIN, which an acknowledgement of it has. */
  fin = -1;
  finAcknowledged = false;
  /** What of it was captured and is not acknowledged: ascending pairs of numbers, without overlaps. */
  readonly #ranges: [from: number, to: number][] = [];

  /** Whether all of it was captured before, and waits for its acknowledgement. */
  has(from: number, to: number): boolean {
    return this.#ranges.some((range) => !after(range[0], from) && !after(to, range[1]));
  }

  /** Keeps in mind that these numbers were captured. */
  add(from: number, to: number): void {
    const ranges = this.#ranges;
    const last = ranges.at(-1);
    // Most segments continue where the last one ended.
    if (last !== undefined && from === last[1]) {
      last[1] = to;
      return;
    }
    let first = 0;
    while (first < ranges.length && after(from, ranges[first]![1])) first++;
    let behind = first;
    while (behind < ranges.length && !after(ranges[behind]![0], to)) {
      const [start, end] = ranges[behind++]!;
      if (after(from, start)) from = start;
      if (after(end, to)) to = end;
    }
    if (behind > first || ranges.length < mostRanges) ranges.splice(first, behind - first, [from, to]);
  }

  /** Forgets what is acknowledged. */
  forget(until: number): void {
    const ranges = this.#ranges;
    while (ranges.length > 0 && !after(ranges[0]![1], until)) ranges.shift();
    const [first] = ranges;
    if (first !== undefined && after(until, first[0])) first[0] = until;
  }

  /** Where the captured numbers end that begin at or before `number` without a gap. */
  endOf(number: number): number {
    const range = this.#ranges.find(([from, to]) => !after(from, number) && after(to, number));
    return range?.[1] ?? number;
  }
}

const noNotes: readonly Note[] = [];
const acknowledgement: SegmentKind = { kind: "acknowledgement" };
const data: SegmentKind = { kind: "data" };

/** One TCP connection. */
export class Connection {
  readonly #one = new Side();
  readonly #other = new Side();
  /** When a SYN went out, and how long the handshake took, in seconds. */
  #begun: number | undefined;
  #roundTrip: number | undefined;
  #complete = false;
  /** Whether the numbers of the steps of the close are known; a close that crosses has none. */
  #steps: "unknown" | "known" | "crossed" = "unknown";

  constructor(
    /** Another connection had the same addresses and ports before. */
    private readonly reused: boolean,
  ) {}

  /** Whether a segment of that side begins another connection: a SYN with a sequence number of its own. */
  isOver({ flags, seq }: Segment, forward: boolean): boolean {
    const { base } = forward ? this.#one : this.#other;
    return (flags & (SYN | ACK)) === SYN && base >= 0 && seq !== base;
  }

  /**
   * What the next segment is.
   *
   * @param forward it comes from the side that sent the first one
   * @param time when it was seen, in seconds since any moment
   */
  next(segment: Segment, forward: boolean, time: number): SeenSegment {
    const mine = forward ? this.#one : this.#other;
    const theirs = forward ? this.#other : this.#one;
    const { flags, seq, length } = segment;
    const acknowledges = (flags & ACK) !== 0;
    const ack = acknowledges ? segment.ack : mine.acknowledged;

    // The first number of a side: that of its SYN; without it one less than the first that was seen.
    if (mine.base < 0) mine.base = (flags & SYN) !== 0 ? seq : seq - 1 >>> 0;
    if (theirs.base < 0 && acknowledges) theirs.base = ack - 1 >>> 0;
    this.#negotiate(segment, mine, theirs);
    // Whoever sent the SYN has its answer when it acknowledges for the first time.
    if (mine.syn === "alone" && this.#begun !== undefined && (flags & (ACK | SYN | RST)) === ACK) {
      this.#roundTrip ??= time - this.#begun;
    }

    const first = mine.next < 0 && theirs.next < 0;
    const notes: Note[] = first && this.reused ? ["ports-reused"] : [];
    const what = this.#sort(segment, ack, mine, theirs, time, notes);

    // What the next segments are told from.
    const counted = (flags & (SYN | FIN)) !== 0 ? 1 : 0;
    const end = seq + length + counted >>> 0;
    if (mine.next < 0 || after(end, mine.next + counted)) mine.highestIsEmpty = length === 0;
    mine.asked = what.kind === "keep-alive" || what.kind === "zero-window-probe" ? what.kind : undefined;
    if (what.kind !== "zero-window-probe") {
      if (mine.next < 0 || after(end, mine.next)) {
        mine.next = end;
        mine.reached = time;
      }
      if (mine.complete < 0 || seq === mine.complete) mine.complete = mine.next;
    }
    if (end !== seq) mine.add(seq, end);
    if (ack !== mine.acknowledged) mine.duplicates = 0;
    mine.acknowledged = ack;
    mine.time = time;
    mine.window = segment.window;
    const { scale } = mine;
    mine.room = scale === undefined ? undefined : segment.window << ((flags & SYN) !== 0 ? 0 : scale);
    if (length > 0) mine.sentData = true;
    if (acknowledges) theirs.forget(ack);

    return {
      seq: seq - mine.base >>> 0,
      ack: acknowledges ? ack - theirs.base >>> 0 : undefined,
      what,
      notes: notes.length === 0 ? noNotes : notes,
    };
  }

  /** Windows are scaled where both SYNs say so (RFC 7323, section 2.2). */
  #negotiate({ flags, scale }: Segment, mine: Side, theirs: Side): void {
    if ((flags & SYN) === 0) return;
    const answers = (flags & ACK) !== 0;
    if (scale === undefined) mine.scale = theirs.scale = 0;
    else mine.scale = answers && theirs.syn === "alone" && theirs.scale === 0 ? 0 : scale;
  }

  #sort(
    segment: Segment,
    ack: number,
    mine: Side,
    theirs: Side,
    time: number,
    notes: Note[],
  ): SegmentKind {
    const { flags, seq, length, window } = segment;
    const quiet = (flags & (SYN | FIN | RST)) === 0;
    const empty = quiet && length === 0;
    const expected = mine.next >= 0 && seq === mine.next;
    const repeats = empty && expected && ack === mine.acknowledged;

    // What is missing, and what there is no room for.
    const probes = length === 1 && expected && theirs.window === 0;
    if (!probes && mine.next >= 0 && after(seq, mine.next) && (flags & RST) === 0) {
      notes.push("previous-missing");
    }
    const fills = quiet && length > 0 && !probes && theirs.room !== undefined &&
      (seq + length >>> 0) === (theirs.acknowledged + theirs.room >>> 0);
    if (fills) notes.push("window-full");
    const reopens = (flags & ACK) !== 0 && expected && theirs.asked === "zero-window-probe" &&
      ack === (mine.acknowledged + 1 >>> 0);
    if (theirs.complete >= 0 && (flags & ACK) !== 0 && after(ack, theirs.complete)) {
      // A probe does not count until it is known whether its byte was taken.
      if (reopens) theirs.next = theirs.complete = ack;
      else {
        notes.push("acknowledged-missing");
        theirs.complete = theirs.endOf(ack);
      }
    }

    if ((flags & RST) !== 0) return this.#reset(segment, mine, theirs);
    // An empty segment that says nothing else is told by its kind.
    if (window === 0 && quiet && !probes) notes.push("zero-window");
    const keepsAlive = quiet && !probes && length <= 1 && mine.next >= 0 && seq === (mine.next - 1 >>> 0);
    if (keepsAlive) return { kind: "keep-alive" };
    if (probes) return { kind: "zero-window-probe" };
    const again = this.#again(segment, mine, theirs, time);
    if (again !== undefined) return again;
    if ((flags & SYN) !== 0) return this.#synchronize(flags, mine, time);
    const closing = this.#close(segment, ack, mine, theirs);
    if (closing !== undefined) return closing;
    if (this.#completes(ack, mine, theirs)) {
      this.#complete = true;
      return { kind: "handshake", step: 3 };
    }
    if (length > 0) return data;
    if ((flags & ACK) === 0) return { kind: "segment" };
    if (window === 0) {
      notes.pop();
      const answers = repeats || (empty && expected && reopens);
      return answers && mine.window === 0 && theirs.asked === "zero-window-probe"
        ? { kind: "zero-window-probe-answer" }
        : { kind: "zero-window" };
    }
    if (reopens) return { kind: "window-update" };
    if (!repeats) return acknowledgement;
    if (window !== mine.window && segment.sack !== "blocks") return { kind: "window-update" };
    if (theirs.asked === "keep-alive") return { kind: "keep-alive-answer" };
    return { kind: "duplicate", count: ++mine.duplicates };
  }

  /** Whether something that takes sequence numbers was sent before, or comes later than it should. */
  #again(
    { flags, seq, length }: Segment,
    mine: Side,
    theirs: Side,
    time: number,
  ): SegmentKind | undefined {
    const counted = (flags & (SYN | FIN)) !== 0 ? 1 : 0;
    if (length + counted === 0) return undefined;
    const of = (flags & SYN) !== 0
      ? (flags & ACK) !== 0 ? "syn-ack" : "syn"
      : (flags & FIN) !== 0 && length === 0
      ? "fin"
      : "data";
    const { acknowledged } = theirs;
    if (length > 0 && acknowledged >= 0 && !after(seq + length, acknowledged)) {
      return { kind: "retransmission", of, how: "spurious" };
    }
    // A byte that was sent to probe a window is sent again with what follows it.
    const continues = length > 1 && seq === (mine.next - 1 >>> 0);
    if (mine.next < 0 || !after(mine.next, seq) || continues) return undefined;

    if (time - theirs.time < fastRetransmission && theirs.duplicates >= 2 && acknowledged === seq) {
      return { kind: "retransmission", of, how: "fast" };
    }
    const end = seq + length + counted >>> 0;
    const late = time - mine.reached < (this.#roundTrip ?? reordering) &&
      !mine.has(seq, seq + length >>> 0) &&
      (end !== mine.next || mine.highestIsEmpty);
    if (late) {
      if ((flags & FIN) !== 0) mine.fin = end;
      return { kind: "out-of-order" };
    }
    return { kind: "retransmission", of, how: "plain" };
  }

  /** A SYN that is there for the first time. */
  #synchronize(flags: number, mine: Side, time: number): SegmentKind {
    const answers = (flags & ACK) !== 0;
    mine.syn = answers ? "answer" : "alone";
    if (!answers) this.#begun = time;
    return { kind: "handshake", step: answers ? 2 : 1 };
  }

  /** Whether this acknowledges the SYN+ACK, for the first time. */
  #completes(ack: number, mine: Side, theirs: Side): boolean {
    return !this.#complete && theirs.syn === "answer" && mine.syn !== "answer" &&
      ack === (theirs.base + 1 >>> 0);
  }

  /** RST ends a connection, or refuses one: whoever has sent nothing else answers a SYN with it. */
  #reset({ flags, ack }: Segment, mine: Side, theirs: Side): SegmentKind {
    const silent = mine.next < 0 || mine.refuses;
    const answersSyn = theirs.syn === "alone" && (flags & ACK) !== 0 &&
      (ack === theirs.next || ack === (theirs.base + 1 >>> 0));
    if (!silent || !answersSyn) return { kind: "reset" };
    mine.refuses = true;
    return { kind: "refused" };
  }

  /** What a FIN is, or a segment that acknowledges one for the first time; undefined for all others. */
  #close({ flags, seq, length }: Segment, ack: number, mine: Side, theirs: Side): SegmentKind | undefined {
    const acknowledgesFin = theirs.fin >= 0 && !theirs.finAcknowledged && (flags & ACK) !== 0 &&
      !after(theirs.fin, ack);
    if (acknowledgesFin) theirs.finAcknowledged = true;
    if ((flags & FIN) !== 0) {
      // The other side is known to be open if it was seen to begin, or to send data: then this FIN is the first one.
      const open = theirs.syn !== undefined || theirs.sentData;
      // A FIN that follows what was sent before is new: if there is one already, this is the second.
      const isNew = mine.syn !== undefined || mine.sentData || seq === mine.next;
      mine.fin = seq + length + 1 >>> 0;
      if (theirs.fin < 0) {
        if (open) this.#steps = "known";
        return { kind: "close", step: open ? 1 : "fin" };
      }
      if (!theirs.finAcknowledged) {
        this.#steps = "crossed";
        return { kind: "close", step: "crossed" };
      }
      if (isNew) this.#steps = "known";
      if (this.#steps !== "known") return { kind: "close", step: "fin" };
      return { kind: "close", step: acknowledgesFin ? "2+3" : 3 };
    }
    if (!acknowledgesFin) return undefined;
    if (this.#steps !== "known") return { kind: "close", step: "fin-acknowledged" };
    return { kind: "close", step: mine.fin < 0 ? 2 : 4 };
  }
}

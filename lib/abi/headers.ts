// headers: where the headers of a captured packet stand in its bytes.
//
// Walks from the link's header over IP, its options and extension headers to what IP carries, and makes nothing but
// numbers on the way: a filter that sees every packet lives on it. Bytes come from anybody, so every length is checked
// and nothing here throws. Numbers on the wire are in network byte order.

/** Link types of pcap and pcapng files (tcpdump.org/linktypes.html). */
export const LINKTYPE_NULL = 0;
export const LINKTYPE_ETHERNET = 1;
export const LINKTYPE_RAW = 101;
export const LINKTYPE_LINUX_SLL = 113;
export const LINKTYPE_LINUX_SLL2 = 276;

/** Protocol numbers of IP (iana.org/assignments/protocol-numbers). */
export const ICMP = 1;
export const TCP = 6;
export const UDP = 17;
export const ICMPV6 = 58;

/** EtherTypes (IEEE 802 numbers). */
export const ETHERTYPE_IP = 0x0800;
export const ETHERTYPE_ARP = 0x0806;
const ETHERTYPE_IPV6 = 0x86dd;
/** Tags of 802.1Q, of 802.1ad around them, and the number that was used before that. */
const tags = [0x8100, 0x88a8, 0x9100];

/** Bytes of a header without options. */
const ipv4Size = 20;
const ipv6Size = 40;

/** 16 bits at an offset; bytes that are not there count as 0. */
export function u16(bytes: Uint8Array, at: number): number {
  return bytes[at]! << 8 | bytes[at + 1]!;
}

/** 32 bits at an offset, likewise. */
export function u32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24 | bytes[at + 1]! << 16 | bytes[at + 2]! << 8 | bytes[at + 3]!) >>> 0;
}

/** Where the headers of a packet stand. One of these is used for many packets, so that a filter allocates nothing. */
export class Headers {
  /** An EtherType; -1 where the link does not tell one. */
  type = -1;
  /** 4, 6, or 0 for what is not IP. */
  version = 0;
  /** Where the IP header begins; without IP what is behind the link's header. */
  network = 0;
  /** The protocol in IP; -1 where it is not among the bytes. */
  protocol = -1;
  /** Where that begins. */
  transport = 0;
  /** Where its bytes end on the wire, which may be behind the captured ones. */
  end = 0;
  /** Where the captured bytes that belong to the packet end. */
  captured = 0;
  /** It is a part of a packet. */
  fragment = false;
  identification = 0;
  offset = 0;
  more = false;
  cut = false;

  /** Reads from the link's header on. `at`, `captured` and `wire` are offsets: the first byte, and two ends. */
  link(linkType: number, bytes: Uint8Array, at: number, captured: number, wire: number): void {
    this.#begin(at, captured, wire);
    switch (linkType) {
      case LINKTYPE_ETHERNET:
        return this.#ethernet(bytes, at + 12, captured, wire);
      // DLT_RAW has other numbers on some systems; 228 and 229 tell the version once more.
      case LINKTYPE_RAW:
      case 12:
      case 14:
      case 228:
      case 229:
        return this.ip(bytes, at, captured, wire);
      // The family, in the byte order of whoever captured, or in the network's (108); only IP is looked for.
      case LINKTYPE_NULL:
      case 108:
        this.network = at + 4;
        return this.ip(bytes, at + 4, captured, wire);
      case LINKTYPE_LINUX_SLL:
        return this.#typed(bytes, at + 14, at + 16, captured, wire);
      case LINKTYPE_LINUX_SLL2:
        return this.#typed(bytes, at, at + 20, captured, wire);
    }
  }

  #begin(at: number, captured: number, wire: number): void {
    this.type = -1;
    this.version = 0;
    this.network = at;
    this.protocol = -1;
    this.transport = at;
    this.end = wire;
    this.captured = captured;
    this.fragment = false;
    this.cut = false;
  }

  /** The type at `at` of an Ethernet header, tags skipped. */
  #ethernet(bytes: Uint8Array, at: number, captured: number, wire: number): void {
    while (at + 4 <= captured && tags.includes(u16(bytes, at))) at += 4;
    this.#typed(bytes, at, at + 2, captured, wire);
  }

  /** What an EtherType at `at` says of what begins at `next`. */
  #typed(bytes: Uint8Array, at: number, next: number, captured: number, wire: number): void {
    this.network = this.transport = next;
    if (next > captured) {
      this.cut = true;
      return;
    }
    const type = u16(bytes, at);
    // Smaller numbers are lengths (IEEE 802.3).
    if (type >= 0x600) this.type = type;
    if (type === ETHERTYPE_IP || type === ETHERTYPE_IPV6) this.ip(bytes, next, captured, wire);
  }

  /** Reads from the IP header on. */
  ip(bytes: Uint8Array, at: number, captured: number, wire: number): void {
    const { type } = this;
    this.#begin(at, captured, wire);
    this.type = type;
    const version = at < captured ? bytes[at]! >> 4 : 0;
    const size = version === 4 ? ipv4Size : ipv6Size;
    // What is cut here has not even addresses.
    if ((version !== 4 && version !== 6) || at + size > captured) {
      this.cut = true;
      return;
    }
    this.version = version;
    if (version === 4) this.#ipv4(bytes, at);
    else this.#ipv6(bytes, at);
    if (this.transport > this.end) this.cut = true;
    this.captured = Math.min(this.captured, this.end);
  }

  #ipv4(bytes: Uint8Array, at: number): void {
    const size = (bytes[at]! & 0xf) * 4;
    const total = u16(bytes, at + 2);
    // Where the card is to split a packet that is too large for the field, the field is 0.
    if (total !== 0) this.end = Math.min(this.end, at + total);
    if (size < ipv4Size || at + size > this.captured) this.cut = true;
    this.transport = at + Math.max(size, ipv4Size);
    this.protocol = bytes[at + 9]!;
    const part = u16(bytes, at + 6);
    this.#part(u16(bytes, at + 4), (part & 0x1fff) * 8, (part & 0x2000) !== 0);
  }

  #ipv6(bytes: Uint8Array, at: number): void {
    const length = u16(bytes, at + 4);
    let next = bytes[at + 6]!;
    // A length of 0 before hop-by-hop options stands for a jumbogram (RFC 2675).
    if (length !== 0 || next !== 0) this.end = Math.min(this.end, at + ipv6Size + length);
    const captured = Math.min(this.captured, this.end);
    let header = at + ipv6Size;
    // Each extension header tells the next one and its own length (RFC 8200, section 4).
    for (;;) {
      const isPart = next === 44;
      const known = isPart || next === 0 || next === 43 || next === 51 || next === 60 || next === 135 ||
        next === 139 || next === 140;
      if (!known) break;
      if (header + 8 > captured) {
        this.cut = true;
        break;
      }
      const length = bytes[header + 1]!;
      if (isPart) {
        const part = u16(bytes, header + 2);
        this.#part(u32(bytes, header + 4), part & 0xfff8, (part & 1) !== 0);
      }
      const size = isPart ? 8 : next === 51 ? (length + 2) * 4 : (length + 1) * 8;
      next = bytes[header]!;
      header += size;
      // Behind the header of a later part comes payload.
      if (isPart && this.offset > 0) break;
    }
    this.protocol = next;
    this.transport = header;
  }

  #part(identification: number, offset: number, more: boolean): void {
    this.fragment = offset > 0 || more;
    this.identification = identification;
    this.offset = offset;
    this.more = more;
  }

  /** Whether so many bytes from the transport's header on are there. */
  has(size: number): boolean {
    return this.transport + size <= this.captured;
  }

  /** Whether ports stand at the beginning of what IP carries, and are among the bytes. */
  get hasPorts(): boolean {
    const { protocol } = this;
    // Also those of SCTP, DCCP and UDP-Lite.
    const named = protocol === TCP || protocol === UDP || protocol === 132 || protocol === 33 ||
      protocol === 136;
    return named && !this.cut && !(this.fragment && this.offset > 0) && this.has(4);
  }

  /** Whether it is an error of ICMP, which quotes the packet it is about behind its own eight bytes. */
  quotes(bytes: Uint8Array): boolean {
    if (this.cut || (this.fragment && this.offset > 0) || !this.has(8)) return false;
    const type = bytes[this.transport]!;
    if (this.protocol === ICMPV6) return this.version === 6 && type < 128;
    return this.protocol === ICMP && this.version === 4 &&
      (type === 3 || type === 4 || type === 5 || type === 11 || type === 12);
  }
}

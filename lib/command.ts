// command: the contract between the commands and everything else — the one face commands/ imports.
//
// record: what a command is; parameters: how arguments are read; binding: which form they fit; options: how
// options are spelled.
// It knows no particular command, runs nothing and prints nothing.

export * from "./command/record.ts";
export * from "./command/parameters.ts";
export * from "./command/several.ts";
export * from "./command/optval.ts";
export * from "./command/binding.ts";
export * from "./command/options.ts";
export * from "./command/topic.ts";
export { type Address, formatAddress } from "./abi/address.ts";
export type { Interface } from "./abi/interfaces.ts";
export type { CaptureRequest, Captures } from "./capture.ts";
export { afterwards, filterMessage, losses, outcome } from "./capture/summary.ts";
export { quoteWord } from "./language/mod.ts";
export { Failure, InterruptedError, type Message, SystemError, UsageError } from "./errors.ts";
export type { Connection, Datagrams, DatagramService, Reactor, Server, Service } from "./reactor.ts";
export { after, gathered, Socket } from "./sockets/mod.ts";
export type { AddressInfo, Destination, Host, Maybe, Row as NetstatRow, Sockets } from "./sockets/mod.ts";
export { dateText } from "./values/date.ts";
export { cutLetter, isContinuation } from "./values/letters.ts";
export {
  type Bytes,
  type Field,
  isAddress,
  joined,
  type Struct,
  textOf,
  truthy,
  type Value,
} from "./values.ts";

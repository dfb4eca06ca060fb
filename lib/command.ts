// command: the contract between the commands and everything else — the one face commands/ imports.
//
// record: what a command is; parameters: how arguments are read; binding: which form they fit.
// It knows no particular command, runs nothing and prints nothing.

export * from "./command/record.ts";
export * from "./command/parameters.ts";
export * from "./command/binding.ts";
export type { Address } from "./abi/address.ts";
export { type Message, SystemError, UsageError } from "./errors.ts";
export { after } from "./sockets/mod.ts";
export type { Destination, Maybe, Socket, Sockets } from "./sockets/mod.ts";
export { type Bytes, joined, textOf, type Value } from "./values.ts";

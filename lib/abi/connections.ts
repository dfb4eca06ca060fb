// connections: the kernel's tables of TCP connections as Linux shows them in /proc/net/tcp and tcp6 (proc(5)).
//
// They answer what became of a connection whose descriptor is closed: FIN_WAIT2, TIME_WAIT. Pure: text in,
// a state out; whoever asks reads the file.

import { type Address, parseIPv6 } from "./address.ts";
import type { System } from "./mod.ts";

/** Where the tables of that family are read; undefined where the system has none. */
export function connectionTable(system: System, family: Address["family"]): string | undefined {
  if (system.os !== "linux") return undefined;
  return family === "inet" ? "/proc/net/tcp" : family === "inet6" ? "/proc/net/tcp6" : undefined;
}

/** The state of the connection between two addresses, in netstat's spelling; undefined when it is not listed. */
export function findConnection(
  system: System,
  table: string,
  local: Address,
  peer: Address,
): string | undefined {
  const addresses = `: ${tableAddress(local)} ${tableAddress(peer)} `;
  const at = table.indexOf(addresses);
  if (at < 0) return undefined;
  const number = parseInt(table.slice(at + addresses.length, at + addresses.length + 2), 16);
  return system.tcpStates[number] || undefined;
}

/** An address as the tables write it: words of 32 bits in host order, in hexadecimal, and the port. */
function tableAddress(address: Address): string {
  if (address.family !== "inet" && address.family !== "inet6") return "";
  const bytes = address.family === "inet"
    ? address.host.split(".").map(Number)
    : [...parseIPv6(address.host) ?? []];
  let words = "";
  for (let at = 0; at < bytes.length; at += 4) {
    for (const byte of bytes.slice(at, at + 4).reverse()) words += hexadecimal(byte, 2);
  }
  return `${words}:${hexadecimal(address.port, 4)}`;
}

function hexadecimal(number: number, digits: number): string {
  return number.toString(16).toUpperCase().padStart(digits, "0");
}

// interfaces: the network interfaces and their addresses as a table.

import { type Interface, interfaceFlags } from "../abi/interfaces.ts";
import { constantName, type System } from "../abi/mod.ts";
import { escaped } from "../escape.ts";
import { type Language, sentence } from "../messages/mod.ts";
import { table } from "./table.ts";

const columnNames = ["name", "index", "family", "address", "netmask", "broadcast", "flags"] as const;

/**
 * One line for each address: interface, index, family, address with its prefix, netmask, broadcast address or the
 * other end of the link, flags. The flags, which all addresses of an interface share, stand in its first line.
 */
export function interfaceList(
  interfaces: readonly Interface[],
  system: System,
  language: Language,
  columns?: number,
): string {
  const seen = new Set<string>();
  const rows = inOrder(interfaces).map((one) => {
    const { name, index, family, address, prefix, netmask, flags } = one;
    const first = !seen.has(name);
    seen.add(name);
    return [
      escaped(name),
      String(index),
      family === undefined ? "-" : constantName(system, "AF_", family) ?? String(family),
      `${address ?? "-"}${prefix === undefined ? "" : `/${prefix}`}`,
      // A netmask of IPv6 is as wide as a line, and says no more than the prefix does.
      netmask?.includes(":") ? "-" : netmask ?? "-",
      one.peer ?? one.broadcast ?? "-",
      first ? interfaceFlags(system, flags) : "",
    ];
  });
  return table([columnNames.map((name) => sentence(language, `column.${name}`)), ...rows], columns, {
    heading: true,
  });
}

/** The addresses of one interface beside each other: getifaddrs lists them by family. */
function inOrder(interfaces: readonly Interface[]): readonly Interface[] {
  const names = [...new Set(interfaces.map(({ name }) => name))];
  return names.flatMap((name) => interfaces.filter((one) => one.name === name));
}

// interfaces: the network interfaces and their addresses as a table.

import { type Interface, interfaceFlags } from "../abi/interfaces.ts";
import { constantName, type System } from "../abi/mod.ts";
import { escaped } from "../escape.ts";
import { type Language, sentence } from "../messages/mod.ts";
import { table } from "./table.ts";
import { width } from "./width.ts";

const columnNames = ["name", "index", "family", "address", "netmask", "broadcast", "flags"] as const;

/** Those of them that stand beside each other on a narrow terminal: the prefix says what the netmask does. */
const narrowNames = ["name", "index", "family", "address", "broadcast"] as const;

/**
 * One line for each address: interface, index, family, address with its prefix, netmask, broadcast address or the
 * other end of the link, flags. The flags, which all addresses of an interface share, stand in its first line; where
 * the terminal is too narrow for that, in a line of their own below it.
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
  const head = columnNames.map((name) => sentence(language, `column.${name}`));
  const whole = table([head, ...rows], Infinity, { heading: true });
  if (columns === undefined || fits(whole, columns)) return whole;
  const narrow = [head, ...rows].map((row) =>
    narrowNames.map((name) => row[columnNames.indexOf(name)] ?? "")
      .map((cell, i) => cell === "-" && i > narrowNames.indexOf("family") ? "" : cell)
  );
  const flags = ["", ...rows.map((row) => row.at(-1) ?? "")];
  const lines = table(narrow, columns, { heading: true, loose: true }).trimEnd().split("\n");
  if (lines.length !== narrow.length) {
    return table(narrow.map((row, at) => [...row, flags[at] ?? ""]), columns, { heading: true, loose: true });
  }
  return lines.map((line, at) => `${line}\n${flags[at] === "" ? "" : `      ${flags[at]}\n`}`).join("");
}

function fits(text: string, columns: number): boolean {
  return text.split("\n").every((line) => width(line) <= columns);
}

/** The addresses of one interface beside each other: getifaddrs lists them by family. */
function inOrder(interfaces: readonly Interface[]): readonly Interface[] {
  const names = [...new Set(interfaces.map(({ name }) => name))];
  return names.flatMap((name) => interfaces.filter((one) => one.name === name));
}

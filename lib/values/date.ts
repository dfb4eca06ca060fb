// date: date and time as text, in the local time of this machine.

import { UsageError } from "../errors.ts";

/**
 * A point in time as strftime(3) writes it, with the few conversions that are known: %Y %m %d %H %M %S %f (microseconds) %%.
 *
 * @throws {UsageError} for another conversion
 */
export function dateText(date: Date, format: string): string {
  const digits = (number: number, count = 2) => String(number).padStart(count, "0");
  const parts: Readonly<Record<string, string>> = {
    Y: digits(date.getFullYear(), 4),
    m: digits(date.getMonth() + 1),
    d: digits(date.getDate()),
    H: digits(date.getHours()),
    M: digits(date.getMinutes()),
    S: digits(date.getSeconds()),
    f: digits(date.getMilliseconds() * 1000, 6),
    "%": "%",
  };
  return format.replace(/%(.?)/gsu, (whole, letter: string) => {
    if (!Object.hasOwn(parts, letter)) {
      throw new UsageError("value", "value.date-format", { conversion: whole });
    }
    return parts[letter] ?? "";
  });
}

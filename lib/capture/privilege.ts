// privilege: what is missing where packets may not be captured, and the ways to get it, the best first.
//
// Whether dumpcap may be run by this user is looked up, not assumed.

import type { System } from "../abi/mod.ts";
import type { Message, Text } from "../errors.ts";
import { runsPrivileged } from "../libc/privileges.ts";

const ways: Readonly<Record<"sandbox" | "dumpcap" | "sudo" | "setcap", Text>> = {
  sandbox: {
    en:
      "capturing needs the capability CAP_NET_RAW, which this process has not got. In order of preference: " +
      "(1) socksh --sandbox, a private network in which everything may be captured;",
    pt: "capturar exige a capacidade CAP_NET_RAW, que este processo não tem. Em ordem de preferência: " +
      "(1) socksh --sandbox, uma rede privada em que tudo pode ser capturado;",
  },
  dumpcap: {
    en:
      "({number}) dumpcap, which this user may run: {dumpcap} -i {interface} -w FILE.pcapng in another terminal, then capture " +
      "show FILE.pcapng here;",
    pt:
      "({number}) o dumpcap, que este usuário pode executar: {dumpcap} -i {interface} -w ARQUIVO.pcapng em outro terminal e " +
      "depois capture show ARQUIVO.pcapng aqui;",
  },
  sudo: { en: "({number}) sudo socksh;", pt: "({number}) sudo socksh;" },
  setcap: {
    en:
      "({number}) sudo setcap cap_net_raw+ep {program}: then every user who may run that file can read all traffic of " +
      "this machine",
    pt:
      "({number}) sudo setcap cap_net_raw+ep {program}: depois disso, todo usuário que puder executar esse arquivo poderá " +
      "ler todo o tráfego desta máquina",
  },
};

/** The hint for who lacks the privilege. */
export function missingPrivilege(system: System, place: string, environment: string | undefined): Message {
  const dumpcap = (environment ?? "").split(":").map((folder) => `${folder}/dumpcap`)
    .find((path) => path.startsWith("/") && runsPrivileged(system, path));
  const names = ["sandbox", ...dumpcap === undefined ? [] : ["dumpcap"] as const, "sudo", "setcap"] as const;
  const told = (language: keyof Text) =>
    names.map((name, i) => ways[name][language].replace("{number}", String(i + 1))).join(" ");
  return {
    key: "capture.privilege",
    values: { interface: place, dumpcap: dumpcap ?? "", program: Deno.execPath() },
    text: { en: told("en"), pt: told("pt") },
  };
}

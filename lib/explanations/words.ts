// words: names of concepts that are one word, for Tab after `explain`: the texts themselves are loaded with the first
// question. A test holds them to be the first such name of each.

/** The names of concepts that are one word, in both languages. */
export const conceptWords: Readonly<Record<"en" | "pt", readonly string[]>> = {
  en: ("client endpoint descriptor port handshake fin tcp backlog loopback ephemeral connection " +
    "four-tuple duplex framing bufsize EOF sentinel blocking multiserver reuseaddr endianness " +
    "browser Wireshark firewall reset buffers segment unix DNS IPv6 keep-alive nagle states " +
    "acknowledgement layers UTF-8 echo errno")
    .split(" "),
  pt: ("cliente extremidade descritor porta fechamento backlog loopback efêmera conexão quádrupla " +
    "duplex enquadramento sentinela bloqueante multiconexões endianness navegador Wireshark firewall " +
    "reset buffers segmento IPC DNS keep-alive nagle estados confirmação endereço camadas UTF-8 eco " +
    "errno")
    .split(" "),
};

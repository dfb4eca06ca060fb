// states: the texts of the states of a TCP connection, in netstat's spelling.
//
// From RFC 9293, section 3.3.2, and what Linux shows.

import { type Section, section } from "./section.ts";

/** What netstat, ss and `sockets` call the states. */
export const stateTexts: Section = section(
  { en: "the state of a TCP connection", pt: "o estado de uma conexão TCP" },
  "RFC 9293",
  {
    CLOSED: [
      "No connection: a socket that is new, or one whose connection is over.",
      "Nenhuma conexão: um socket novo, ou um cuja conexão acabou.",
    ],
    LISTEN: [
      "The socket waits for connections; accept takes them one by one.",
      "O socket espera conexões; accept as aceita uma a uma.",
    ],
    SYN_SENT: [
      "connect has sent its SYN and waits for the answer. Whoever stays in it for long talks to a host that does not answer, or to a full queue.",
      "connect enviou o SYN e espera a resposta. Quem fica muito tempo nele fala com uma máquina que não responde, ou com uma fila cheia.",
    ],
    SYN_RECV: [
      "A SYN has arrived and was answered with SYN and ACK; the last ACK of the handshake is missing.",
      "Chegou um SYN, respondido com SYN e ACK; falta o último ACK do aperto de mão.",
    ],
    ESTABLISHED: [
      "The connection stands: both sides can send and receive.",
      "A conexão está de pé: os dois lados podem enviar e receber.",
    ],
    FIN_WAIT1: [
      "This side has closed first and sent its FIN, which is not acknowledged yet.",
      "Este lado fechou primeiro e enviou o FIN, que ainda não foi confirmado.",
    ],
    FIN_WAIT2: [
      "This side has closed, and the FIN is acknowledged; the other side has not closed yet and may still send.",
      "Este lado fechou, e o FIN foi confirmado; o outro lado ainda não fechou e pode continuar enviando.",
    ],
    CLOSE_WAIT: [
      "The other side has closed; this one has not called close yet. Sockets that stay in it are a program that forgets to close.",
      "O outro lado fechou; este ainda não chamou close. Sockets que ficam nele são de um programa que se esquece de fechar.",
    ],
    LAST_ACK: [
      "The other side had closed first; now this one has, too, and waits for the ACK of its FIN.",
      "O outro lado tinha fechado primeiro; agora este também fechou e espera o ACK do seu FIN.",
    ],
    CLOSING: [
      "Both sides have closed at the same time; the ACK of this side's FIN is missing.",
      "Os dois lados fecharam ao mesmo tempo; falta o ACK do FIN deste lado.",
    ],
    TIME_WAIT: [
      "The side that closed first waits a while (60 seconds on Linux), so that late segments are not taken for those of a new connection. Meanwhile its address is held: SO_REUSEADDR lets a server bind it again.",
      "O lado que fechou primeiro espera um tempo (60 segundos no Linux), para que segmentos atrasados não sejam tomados por segmentos de uma nova conexão. Enquanto isso o endereço fica preso: SO_REUSEADDR permite que um servidor volte a usá-lo em bind.",
    ],
  },
);

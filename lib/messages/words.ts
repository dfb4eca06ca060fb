// words: what the words and signs of the language do, in English and Brazilian Portuguese.
//
// Answers "what is timeout?" and "how is while written?". The parser decides what is read, commands have their own
// records; here is only what help tells. Who needs the texts loads this file when somebody asks.

import type { Text } from "../errors.ts";
import { localUsage } from "./placeholders.ts";

/** What is said of a word or sign. */
export interface WordText {
  /** In a few words. */
  readonly title: Text;
  /** How it is written, a line for each way; what stands for something is in capitals. */
  readonly usage: Text;
  /** What it does. */
  readonly text: Text;
  /** Statements that can be typed as they stand. */
  readonly example: string;
}

/** The same as it stands below: the capitals are put into Portuguese when they are asked for. */
export type Entry = Omit<WordText, "usage"> & { readonly usage: string };

/** One of the words that choose the kind of a socket. */
function shorthand(name: string, family: string, type: string, en: string, pt: string): Entry {
  return {
    title: { en: `short for ${family}, ${type}`, pt: `abreviação de ${family}, ${type}` },
    usage: `socket ${name}`,
    text: {
      en:
        `socket ${name} is socket(${family}, ${type}, 0): ${en}. help ${family} and help ${type} tell more.`,
      pt: `socket ${name} é socket(${family}, ${type}, 0): ${pt}. help ${family} e help ${type} dizem mais.`,
    },
    example: `s = socket ${name}\nclose s`,
  };
}

const branch =
  "if CONDITION { … }\nif CONDITION { … } else { … }\nif CONDITION { … } else if CONDITION { … }";

/** `and` and `or`. */
const junction: Pick<Entry, "usage" | "example"> = {
  usage: "VALUE and VALUE\nVALUE or VALUE",
  example: 'size = 5\nprint (size > 0 and size < 10)\nname = "" or "nobody"',
};

/** All the texts by what help is asked about. */
export const wordTexts: Readonly<Record<string, Entry>> = {
  if: {
    title: { en: "run statements on a condition", pt: "executa instruções sob uma condição" },
    usage: branch,
    text: {
      en:
        "Runs the block when the condition is true. False are 0, None, False and empty texts, bytes and tuples; all else is " +
        "true. The condition may be a command: its result decides.",
      pt:
        "Executa o bloco quando a condição é verdadeira. São falsos 0, None, False e textos, bytes e tuplas vazios; o " +
        "resto é verdadeiro. A condição pode ser um comando: o resultado dele decide.",
    },
    example: 'size = 3\nif size > 2 { print "large" } else { print "small" }',
  },
  else: {
    title: { en: "what runs when no condition was true", pt: "o que é executado se nenhuma condição valeu" },
    usage: "} else { … }\n} else if CONDITION { … }",
    text: {
      en:
        "Stands on the line of the } that closes the block of its if. Python's elif is written else if here.",
      pt: "Fica na linha do } que fecha o bloco do seu if. O elif de Python se escreve else if aqui.",
    },
    example: 'x = 2\nif x == 1 { print "one" } else if x == 2 { print "two" } else { print "many" }',
  },
  while: {
    title: { en: "repeat as long as a condition holds", pt: "repete enquanto uma condição valer" },
    usage: "while CONDITION { … }\nwhile NAME = COMMAND { … }",
    text: {
      en:
        "Checks the condition before each round and ends when it is false. With an assignment the value it gives " +
        "decides: while data = recv(conn, 1024) ends when nothing more comes. break leaves the loop, continue begins " +
        "the next round.",
      pt:
        "Verifica a condição antes de cada volta e termina quando ela é falsa. Com uma atribuição, decide o valor " +
        "atribuído: while data = recv(conn, 1024) termina quando não vem mais nada. break sai do laço, continue " +
        "começa a próxima volta.",
    },
    example: 'a, b = socketpair()\nsend a "Hello"; close a\nwhile data = recv b 2 { print $data }',
  },
  repeat: {
    title: { en: "run a block so many times", pt: "executa um bloco certo número de vezes" },
    usage: "repeat N { … }",
    text: {
      en:
        "Runs the block N times; N is a number or an expression. There is no for: to count, add 1 to a variable " +
        "in the block.",
      pt:
        "Executa o bloco N vezes; N é um número ou uma expressão. Não há for: para contar, some 1 a uma variável " +
        "dentro do bloco.",
    },
    example: "i = 0\nrepeat 3 { print $i; i = i + 1 }",
  },
  break: {
    title: { en: "leave a loop", pt: "sai de um laço" },
    usage: "break",
    text: {
      en: "Ends the innermost while or repeat around it; what stands behind the loop comes next.",
      pt: "Encerra o while ou repeat mais interno em que está; segue-se o que vem depois do laço.",
    },
    example: "i = 0\nwhile True { i = i + 1; if i == 3 { break } }\nprint $i",
  },
  continue: {
    title: { en: "begin the next round of a loop", pt: "começa a próxima volta de um laço" },
    usage: "continue",
    text: {
      en: "Leaves out the rest of the block in this round of the innermost while or repeat.",
      pt: "Pula o resto do bloco nesta volta do while ou repeat mais interno.",
    },
    example: "i = 0\nrepeat 3 { i = i + 1; if i == 2 { continue }; print $i }",
  },
  timeout: {
    title: { en: "limit how long something may take", pt: "limita quanto tempo algo pode levar" },
    usage: "timeout TIME STATEMENT\ntimeout TIME { … }\nSTATEMENT => timeout",
    text: {
      en:
        "Interrupts a statement or a block that has not ended in time, which then fails; => timeout behind it says " +
        "that this is expected. A time is 500ms, 2s, 1m, or a number of seconds. settimeout is something else: it sets " +
        "the socket's own limits, as in Python.",
      pt:
        "Interrompe uma instrução ou um bloco que não terminou a tempo, e que então falha; => timeout depois dela diz " +
        "que isso é esperado. Um tempo é 500ms, 2s, 1m ou um número de segundos. settimeout é outra coisa: define os " +
        "limites do próprio socket, como em Python.",
    },
    example: "a, b = socketpair()\ntimeout 50ms recv b 1024 => timeout\ntimeout 2s { sleep 10ms }",
  },
  "=>": {
    title: { en: "say what must come out", pt: "diz o que deve resultar" },
    usage: "STATEMENT => VALUE\nSTATEMENT => ok\nSTATEMENT => _\nSTATEMENT => ERROR\nSTATEMENT => timeout\n" +
      'STATEMENT => ~ "PATTERN"\nSTATEMENT => … within TIME',
    text: {
      en:
        "Compares what a call returned with what was expected, and fails if it differs. ok and _ accept anything that is no " +
        "error, and an error's name (ECONNREFUSED) that error alone. In a tuple _ stands for any element.",
      pt:
        "Compara o que a chamada retornou com o esperado, e falha se for diferente. ok e _ aceitam tudo o que não for " +
        "erro, e o nome de um erro (ECONNREFUSED) só aceita esse erro. Em uma tupla, _ representa qualquer elemento.",
    },
    example:
      'a, b = socketpair()\nsend a "Hello" => 5\nrecv b 1024 => "Hello"\nrecv b 1 MSG_DONTWAIT => EAGAIN',
  },
  ok: {
    title: { en: "expect that no error comes", pt: "espera que não venha um erro" },
    usage: "STATEMENT => ok",
    text: {
      en: "Behind => it accepts every value, and fails where the call does.",
      pt: "Depois de => aceita qualquer valor, e falha quando a chamada falha.",
    },
    example: "s = socket tcp\nbind s 127.0.0.1:0 => ok",
  },
  within: {
    title: { en: "expect an end in time", pt: "espera um fim a tempo" },
    usage: "STATEMENT => EXPECTED within TIME",
    text: {
      en:
        "Fails when the statement took longer than the time. Nothing is interrupted: timeout does that. after is the " +
        "opposite, and both may be there.",
      pt:
        "Falha quando a instrução levou mais que esse tempo. Nada é interrompido: isso é com timeout. after é o " +
        "contrário, e podem estar os dois.",
    },
    example: "sleep 10ms => ok within 5s",
  },
  after: {
    title: { en: "expect that it takes some time", pt: "espera que leve algum tempo" },
    usage: "STATEMENT => EXPECTED after TIME",
    text: {
      en:
        "Fails when the statement ended sooner than that, for calls that have to wait. within is the opposite, and both may " +
        "be there.",
      pt:
        "Falha quando a instrução terminou antes desse tempo, para chamadas que têm de esperar. within é o contrário, e " +
        "podem estar os dois.",
    },
    example: "sleep 20ms => ok after 10ms within 5s",
  },
  "~": {
    title: { en: "expect a text of some shape", pt: "espera um texto de certa forma" },
    usage: 'STATEMENT => ~ "PATTERN"',
    text: {
      en:
        "Behind => it looks for a regular expression in the text, or in the bytes, that came. ^ and $ stand for its " +
        "beginning and its end.",
      pt:
        "Depois de => procura uma expressão regular no texto, ou nos bytes, que veio. ^ e $ representam o começo e o " +
        "fim.",
    },
    example: 'now => ~ "^\\d{4}-\\d\\d-\\d\\d"',
  },
  "&": {
    title: { en: "run something in the background (a job)", pt: "executa algo em segundo plano (um job)" },
    usage: "STATEMENT &\n{ … } &",
    text: {
      en:
        "The statement or the block becomes a job: it runs while the next statements do. A name it sets has its value once " +
        "the job has ended. jobs lists the jobs, wait waits for them, cancel ends them.",
      pt:
        "A instrução ou o bloco vira um job: é executado enquanto as próximas instruções são executadas. Um nome que " +
        "ele define tem valor quando o job termina. jobs lista os jobs, wait espera por eles, cancel os encerra.",
    },
    example: 'a, b = socketpair()\ndata = recv b 1024 &\nsend a "ping"\nwait data => "ping"',
  },
  $: {
    title: { en: "put in the value of a variable", pt: "põe o valor de uma variável" },
    usage: '$NAME\n${NAME}\n"text ${EXPRESSION}"',
    text: {
      en:
        "Behind a command in words everything is text: connect s host means a host of that name, connect s $host the " +
        "value of the variable. Inside quotes ${…} puts in a value. Between parentheses names are variables already: " +
        "connect(s, host).",
      pt:
        "Depois de um comando em palavras tudo é texto: connect s host quer dizer um host com esse nome, connect s " +
        "$host o valor da variável. Dentro de aspas, ${…} põe um valor. Entre parênteses os nomes já são variáveis: " +
        "connect(s, host).",
    },
    example: 'host = "127.0.0.1"\nprint $host "${host}:80"\nprint(host)',
  },
  and: {
    ...junction,
    title: { en: "both are true", pt: "os dois são verdadeiros" },
    text: {
      en:
        "The first value if that is false, else the second, which is not looked at otherwise. It binds more tightly " +
        "than or, and not binds more tightly than both.",
      pt:
        "O primeiro valor, se for falso; senão o segundo, que do contrário nem é calculado. Tem precedência sobre or, e " +
        "not sobre os dois.",
    },
  },
  or: {
    ...junction,
    title: { en: "one of both is true", pt: "um dos dois é verdadeiro" },
    text: {
      en:
        "The first value if that is true, else the second, which is not looked at otherwise. To join flags, write " +
        "MSG_PEEK|MSG_DONTWAIT.",
      pt:
        "O primeiro valor, se for verdadeiro; senão o segundo, que do contrário nem é calculado. Para juntar flags, " +
        "escreva MSG_PEEK|MSG_DONTWAIT.",
    },
  },
  not: {
    title: { en: "the opposite of a truth value", pt: "o contrário de um valor lógico" },
    usage: "not VALUE",
    text: {
      en: "True for what is false (0, None, False, and what is empty), else False.",
      pt: "True para o que é falso (0, None, False e o que é vazio), senão False.",
    },
    example: 'data = ""\nif not data { print "nothing came" }',
  },
  True: {
    title: { en: "the truth value of what holds", pt: "o valor lógico do que é verdadeiro" },
    usage: "True",
    text: {
      en: "Comparisons return True or False; as a number it is 1. true means the same.",
      pt: "Comparações retornam True ou False; como número, é 1. true significa o mesmo.",
    },
    example: "s = socket tcp\nsetsockopt(s, SOL_SOCKET, SO_REUSEADDR, True)",
  },
  False: {
    title: { en: "the truth value of what does not hold", pt: "o valor lógico do que é falso" },
    usage: "False",
    text: {
      en: "Comparisons return True or False; as a number it is 0. false means the same.",
      pt: "Comparações retornam True ou False; como número, é 0. false significa o mesmo.",
    },
    example: "s = socket tcp\nsetblocking(s, False)",
  },
  None: {
    title: { en: "no value", pt: "nenhum valor" },
    usage: "None",
    text: {
      en: "What commands without a result return, and what stands for NULL in a call. NULL means the same.",
      pt:
        "O que retornam os comandos sem resultado, e o que representa NULL em uma chamada. NULL significa o mesmo.",
    },
    example: "s = socket tcp\nsettimeout(s, None)",
  },
  len: {
    title: { en: "how long something is", pt: "o comprimento de algo" },
    usage: "len(VALUE)",
    text: {
      en:
        "The letters of a text, the bytes of bytes, the elements of a tuple. A letter may take several bytes: what send " +
        "counts is len(encode(text)).",
      pt:
        "As letras de um texto, os bytes de uma sequência de bytes, os elementos de uma tupla. Uma letra pode ocupar " +
        "vários bytes: o que send conta é len(encode(text)).",
    },
    example: 'print (len("olá")) (len(encode("olá")))',
  },
  str: {
    title: { en: "a value as text", pt: "um valor como texto" },
    usage: "str(VALUE)\nstr(BYTES, ENCODING)",
    text: {
      en:
        "The text a value is printed as. With an encoding (utf-8, ascii or latin-1) bytes that do not fit it are refused.",
      pt:
        "O texto com que um valor é impresso. Com uma codificação (utf-8, ascii ou latin-1), bytes que não cabem nela " +
        "são recusados.",
    },
    example: 'port = 80\naddr = "127.0.0.1:" + str(port)',
  },
  int: {
    title: { en: "a whole number", pt: "um número inteiro" },
    usage: "int(VALUE)\nint(TEXT, BASE)",
    text: {
      en:
        "Reads a number out of a text or bytes, in base 10 if no other is given; cuts off the fraction of a " +
        "number. Of a socket it is the descriptor.",
      pt:
        "Lê um número de um texto ou de bytes, na base 10 se nenhuma outra for dada; corta a fração de um número. De " +
        "um socket, é o descritor.",
    },
    example: 'print (int("42")) (int("ff", 16))',
  },
  bytes: {
    title: { en: "make bytes", pt: "cria bytes" },
    usage: 'bytes(TEXT)\nbytes(N)\nbytes((N, N, …))\nb"TEXT"\nhex"DIGITS"',
    text: {
      en:
        "The bytes of a text, so many zeros, or bytes by their numbers. They can be written down as well: " +
        'b"GET /\\r\\n", hex"00ff".',
      pt:
        "Os bytes de um texto, certo número de zeros, ou bytes pelos seus números. Também podem ser escritos assim: " +
        'b"GET /\\r\\n", hex"00ff".',
    },
    example: 'data = bytes((72, 105))\nassert data == "Hi"\nzeros = bytes(1024)',
  },
  hex: {
    title: { en: "in hexadecimal", pt: "em hexadecimal" },
    usage: 'hex(NUMBER)\nhex(BYTES)\nhex"DIGITS"',
    text: {
      en:
        'A number as 0x…, or two digits for each byte of bytes or a text. The other way round, hex"…" writes ' +
        "down bytes by their digits.",
      pt:
        'Um número como 0x…, ou dois dígitos para cada byte de bytes ou de um texto. No sentido contrário, hex"…" ' +
        "escreve bytes pelos seus dígitos.",
    },
    example: 'print (hex(255)) (hex("AB"))\ndata = hex"4142"',
  },
  encode: {
    title: { en: "the bytes of a text", pt: "os bytes de um texto" },
    usage: "encode(TEXT)\nencode(TEXT, ENCODING)\nTEXT.encode()",
    text: {
      en:
        "In UTF-8, or in ascii or latin-1. Commands that send take texts as they are and encode them in UTF-8 themselves.",
      pt:
        "Em UTF-8, ou em ascii ou latin-1. Os comandos que enviam aceitam textos como estão e os codificam em UTF-8.",
    },
    example: 'data = "olá".encode()\nprint (len(data))',
  },
  decode: {
    title: { en: "the text that bytes spell", pt: "o texto que bytes formam" },
    usage: "decode(BYTES)\ndecode(BYTES, ENCODING)\nBYTES.decode()",
    text: {
      en: "In UTF-8, or in ascii or latin-1. Bytes that are no text in that encoding are refused.",
      pt: "Em UTF-8, ou em ascii ou latin-1. Bytes que não são texto nessa codificação são recusados.",
    },
    example: 'a, b = socketpair()\nsend a "Hello"\ndata = recv b 1024\nprint(data.decode())',
  },
  upper: {
    title: { en: "in capital letters", pt: "em maiúsculas" },
    usage: "TEXT.upper()",
    text: {
      en: "A method of texts and bytes; of bytes it changes letters without accents only.",
      pt: "Um método de textos e bytes; em bytes, muda só as letras sem acento.",
    },
    example: 'name = "hello"\nprint(name.upper())',
  },
  lower: {
    title: { en: "in small letters", pt: "em minúsculas" },
    usage: "TEXT.lower()",
    text: {
      en: "A method of texts and bytes; of bytes it changes letters without accents only.",
      pt: "Um método de textos e bytes; em bytes, muda só as letras sem acento.",
    },
    example: 'name = "HELLO"\nprint(name.lower())',
  },
  strip: {
    title: { en: "without blanks at the ends", pt: "sem espaços nas pontas" },
    usage: "TEXT.strip()",
    text: {
      en: "A method of texts and bytes: what is left without blanks, tabs and line ends at both ends.",
      pt:
        "Um método de textos e bytes: o que resta sem espaços, tabulações e quebras de linha nas duas pontas.",
    },
    example: 'line = " QUIT\\r\\n"\nprint(line.strip())',
  },
  tcp: shorthand("tcp", "AF_INET", "SOCK_STREAM", "TCP over IPv4", "TCP sobre IPv4"),
  udp: shorthand("udp", "AF_INET", "SOCK_DGRAM", "UDP over IPv4", "UDP sobre IPv4"),
  tcp6: shorthand("tcp6", "AF_INET6", "SOCK_STREAM", "TCP over IPv6", "TCP sobre IPv6"),
  udp6: shorthand("udp6", "AF_INET6", "SOCK_DGRAM", "UDP over IPv6", "UDP sobre IPv6"),
  unix: shorthand(
    "unix",
    "AF_UNIX",
    "SOCK_STREAM",
    "a stream between processes of one machine, by a path",
    "um fluxo entre processos de uma mesma máquina, por um caminho",
  ),
  unixgram: shorthand(
    "unixgram",
    "AF_UNIX",
    "SOCK_DGRAM",
    "datagrams between processes of one machine, none of which is lost",
    "datagramas entre processos de uma mesma máquina, sem que nenhum se perca",
  ),
  unixpacket: shorthand(
    "unixpacket",
    "AF_UNIX",
    "SOCK_SEQPACKET",
    "a connection between processes of one machine that keeps the bounds of messages",
    "uma conexão entre processos de uma mesma máquina que mantém os limites das mensagens",
  ),
};

/**
 * What is said of a word or sign.
 *
 * @throws {Error} when it has no text; every topic has one
 */
export function wordText(name: string): WordText {
  const text = Object.hasOwn(wordTexts, name) ? wordTexts[name] : undefined;
  if (text === undefined) throw new Error(`no text for ${name}`);
  return { ...text, usage: { en: text.usage, pt: localUsage(text.usage, "pt-BR") } };
}

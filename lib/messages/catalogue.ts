// catalogue: every sentence the program says itself, in both languages side by side.
//
// What a record says of its command stands in the record; the words of the errnos stand in errno.ts.

/** One sentence in both. */
interface Entry {
  readonly en: string;
  readonly pt: string;
}

/**
 * `{name}` stands for a value, `{@name}` for a value that is itself the name of a kind or state and has a
 * word in each language.
 */
export const catalogue = {
  // Reading a text
  "syntax.unknown-command": {
    en: '"{name}" is not a command',
    pt: '"{name}" não é um comando',
  },
  "syntax.unknown-command-nearest": {
    en: '"{name}" is not a command; the nearest is "{nearest}"',
    pt: '"{name}" não é um comando; o mais próximo é "{nearest}"',
  },
  "syntax.unknown-method": {
    en: '"{name}" is not a method',
    pt: '"{name}" não é um método',
  },
  "syntax.unknown-method-nearest": {
    en: '"{name}" is not a method; the nearest is "{nearest}"',
    pt: '"{name}" não é um método; o mais próximo é "{nearest}"',
  },
  "syntax.unknown-error": {
    en: '"{name}" is not the name of an error',
    pt: '"{name}" não é o nome de um erro',
  },
  "syntax.unknown-error-nearest": {
    en: '"{name}" is not the name of an error; the nearest is "{nearest}"',
    pt: '"{name}" não é o nome de um erro; o mais próximo é "{nearest}"',
  },
  "syntax.call-parentheses": {
    en: '"{name}" is called with parentheses: write "{name}()"',
    pt: '"{name}" é chamado com parênteses: escreva "{name}()"',
  },
  "syntax.argument-name": {
    en: 'arguments have no names here; write the value without "{name}="',
    pt: 'argumentos não têm nome aqui; escreva o valor sem "{name}="',
  },
  "syntax.reserved-name": {
    en: '"{name}" already has a meaning and cannot be assigned; another name would be "{suggestion}"',
    pt: '"{name}" já tem um significado e não pode receber um valor; outro nome seria "{suggestion}"',
  },
  "syntax.assign-target": {
    en: 'only names can stand to the left of "="; to compare, write "=="',
    pt: 'só nomes podem ficar à esquerda de "="; para comparar, escreva "=="',
  },
  "syntax.reserved-keyword": {
    en: '"{word}" is kept for blocks and time limits, which this version does not have',
    pt: '"{word}" está reservado para blocos e limites de tempo, que esta versão não tem',
  },
  "syntax.reserved": {
    en: '"{word}" is kept for blocks and jobs, which this version does not have; put a literal one in quotes',
    pt:
      '"{word}" está reservado para blocos e tarefas, que esta versão não tem; se for texto, coloque entre aspas',
  },
  "syntax.python-block": {
    en:
      '"{header}" begins a Python block; here a block is written "{braces}", and this version runs single statements only',
    pt:
      '"{header}" inicia um bloco de Python; aqui um bloco se escreve "{braces}", e esta versão só executa instruções simples',
  },
  "syntax.unclosed-quote": {
    en: "text opened here is never closed; {quote} is missing",
    pt: "o texto aberto aqui nunca é fechado; falta {quote}",
  },
  "syntax.unclosed-bracket": {
    en: '"{bracket}" opened here is never closed',
    pt: '"{bracket}" aberto aqui nunca é fechado',
  },
  "syntax.close-expected": {
    en: '"{bracket}" is missing before "{found}"',
    pt: 'falta "{bracket}" antes de "{found}"',
  },
  "syntax.dangling-join": {
    en: '"\\" joins this line to the next, and there is no next line',
    pt: '"\\" junta esta linha à seguinte, e não há linha seguinte',
  },
  "syntax.value-expected": {
    en: 'a value belongs here, not "{found}"',
    pt: 'aqui vai um valor, não "{found}"',
  },
  "syntax.value-missing": { en: "a value is missing here", pt: "falta um valor aqui" },
  "syntax.unexpected": {
    en:
      'the statement is complete before "{found}"; separate statements with ";" or a new line, and put a literal in quotes',
    pt:
      'a instrução termina antes de "{found}"; separe instruções com ";" ou nova linha, e coloque texto entre aspas',
  },
  "syntax.glued": {
    en:
      'a blank is missing between "{before}" and "{found}"; an expression as an argument stands in parentheses: (…)',
    pt:
      'falta um espaço entre "{before}" e "{found}"; uma expressão como argumento fica entre parênteses: (…)',
  },
  "syntax.number": {
    en: '"{text}" is not a number; an address or a text stands in quotes',
    pt: '"{text}" não é um número; um endereço ou texto fica entre aspas',
  },
  "syntax.escape": {
    en: '"{escape}" does not stand for a character',
    pt: '"{escape}" não representa um caractere',
  },
  "syntax.hex": {
    en: 'hex"…" takes pairs of hexadecimal digits, not "{found}"',
    pt: 'hex"…" recebe pares de dígitos hexadecimais, não "{found}"',
  },
  "syntax.format": {
    en: 'a format behind ":" is not supported in f"…"; write the expression alone',
    pt: 'um formato depois de ":" não é aceito em f"…"; escreva só a expressão',
  },
  "syntax.regex": {
    en: "the regular expression cannot be read: {reason}",
    pt: "a expressão regular não pode ser lida: {reason}",
  },
  "syntax.too-deep": {
    en: "nested deeper than {limit} levels",
    pt: "aninhado em mais de {limit} níveis",
  },
  "call.count": {
    en: "{call} does not take this number of arguments ({count})",
    pt: "{call} não aceita este número de argumentos ({count})",
  },
  "call.function-count-exact": {
    en: "{call} takes {least} argument(s), not {count}",
    pt: "{call} recebe {least} argumento(s), não {count}",
  },
  "call.function-count": {
    en: "{call} takes {least} to {most} arguments, not {count}",
    pt: "{call} recebe de {least} a {most} argumentos, não {count}",
  },

  // Arguments of the wrong kind
  "expects.socket": {
    en: "a socket, its name or a descriptor number is wanted here, not {@kind}",
    pt: "aqui vai um socket, o nome dele ou um número de descritor, não {@kind}",
  },
  "expects.socket-not": {
    en: 'a socket, its name or a descriptor number is wanted here, not "{value}"',
    pt: 'aqui vai um socket, o nome dele ou um número de descritor, não "{value}"',
  },
  "expects.socket-name": {
    en: 'a socket is wanted here, and the variable "{name}" holds {@kind}',
    pt: 'aqui vai um socket, e a variável "{name}" contém {@kind}',
  },
  "expects.integer": {
    en: "an integer or a constant is wanted here, not {@kind}",
    pt: "aqui vai um número inteiro ou uma constante, não {@kind}",
  },
  "expects.integer-not": {
    en: 'an integer or a constant is wanted here, not "{value}"',
    pt: 'aqui vai um número inteiro ou uma constante, não "{value}"',
  },
  "expects.insert": {
    en: 'a number is wanted here; to insert the value of the variable write "${name}"',
    pt: 'aqui vai um número; para inserir o valor da variável escreva "${name}"',
  },
  "expects.range": {
    en: "{value} does not fit: {type} holds {least} to {most}",
    pt: "{value} não cabe: {type} vai de {least} a {most}",
  },
  "expects.duration": {
    en: "a time is wanted here (2, 0.5, 500ms, 2s, 1m), not {@kind}",
    pt: "aqui vai um tempo (2, 0.5, 500ms, 2s, 1m), não {@kind}",
  },
  "expects.duration-not": {
    en: 'a time is wanted here (2, 0.5, 500ms, 2s, 1m), not "{value}"',
    pt: 'aqui vai um tempo (2, 0.5, 500ms, 2s, 1m), não "{value}"',
  },
  "expects.duration-range": {
    en: "a time lies between 0 and 2147483 seconds; {value} does not",
    pt: "um tempo fica entre 0 e 2147483 segundos; {value} não",
  },
  "expects.boolean": {
    en: "True or False is wanted here, not {@kind}",
    pt: "aqui vai True ou False, não {@kind}",
  },
  "expects.boolean-not": {
    en: 'True or False is wanted here, not "{value}"',
    pt: 'aqui vai True ou False, não "{value}"',
  },
  "expects.data": {
    en: "text or bytes are wanted here, not {@kind}",
    pt: "aqui vai texto ou bytes, não {@kind}",
  },
  "expects.data-not": {
    en: "text or bytes are wanted here, not the number {value}; str() makes text of it",
    pt: "aqui vai texto ou bytes, não o número {value}; str() o transforma em texto",
  },
  "expects.path": {
    en: "the path of a file is wanted here, not {@kind}",
    pt: "aqui vai o caminho de um arquivo, não {@kind}",
  },
  "expects.path-not": {
    en: 'the path of a file is wanted here, not "{value}"',
    pt: 'aqui vai o caminho de um arquivo, não "{value}"',
  },
  "expects.null": {
    en: "NULL is wanted here, not {@kind}",
    pt: "aqui vai NULL, não {@kind}",
  },
  "expects.null-not": {
    en: 'NULL is wanted here, not "{value}"',
    pt: 'aqui vai NULL, não "{value}"',
  },
  "expects.command": {
    en: "the name of a command is wanted here, not {@kind}",
    pt: "aqui vai o nome de um comando, não {@kind}",
  },
  "expects.command-not": {
    en: 'the name of a command is wanted here, not "{value}"',
    pt: 'aqui vai o nome de um comando, não "{value}"',
  },
  "expects.address": {
    en: 'an address is wanted here (127.0.0.1:65432, ("", 65432), unix:/path), not {@kind}',
    pt: 'aqui vai um endereço (127.0.0.1:65432, ("", 65432), unix:/caminho), não {@kind}',
  },
  "expects.address-not": {
    en: 'an address is wanted here (127.0.0.1:65432, ("", 65432), unix:/path), not "{value}"',
    pt: 'aqui vai um endereço (127.0.0.1:65432, ("", 65432), unix:/caminho), não "{value}"',
  },
  "expects.host": {
    en: "a host is wanted here, not {@kind}",
    pt: "aqui vai um host, não {@kind}",
  },
  "expects.host-not": {
    en: 'a host without its port is wanted here, not "{value}"',
    pt: 'aqui vai um host sem a porta, não "{value}"',
  },
  "expects.port": {
    en: "a port number or the name of a service is wanted here, not {@kind}",
    pt: "aqui vai um número de porta ou o nome de um serviço, não {@kind}",
  },
  "expects.port-not": {
    en: 'a port number or the name of a service is wanted here, not "{value}"',
    pt: 'aqui vai um número de porta ou o nome de um serviço, não "{value}"',
  },

  // Names and values
  "socket.unknown": {
    en: 'no socket is called "{name}"',
    pt: 'nenhum socket se chama "{name}"',
  },
  "socket.unknown-nearest": {
    en: 'no socket is called "{name}"; the nearest is "{nearest}"',
    pt: 'nenhum socket se chama "{name}"; o mais próximo é "{nearest}"',
  },
  "socket.refused": {
    en: "descriptor {fd} belongs to socksh itself",
    pt: "o descritor {fd} pertence ao próprio socksh",
  },
  "command.unknown": { en: '"{name}" is not a command', pt: '"{name}" não é um comando' },
  "command.unknown-nearest": {
    en: '"{name}" is not a command; the nearest is "{nearest}"',
    pt: '"{name}" não é um comando; o mais próximo é "{nearest}"',
  },
  "constant.unknown-nearest": {
    en: 'there is no constant "{name}"; the nearest is "{nearest}"',
    pt: 'não há constante "{name}"; a mais próxima é "{nearest}"',
  },
  "variable.unset": {
    en: 'the variable "{name}" has no value yet',
    pt: 'a variável "{name}" ainda não tem valor',
  },
  "variable.unset-nearest": {
    en: 'the variable "{name}" has no value yet; the nearest that has one is "{nearest}"',
    pt: 'a variável "{name}" ainda não tem valor; a mais próxima que tem é "{nearest}"',
  },
  "address.port": {
    en: "{port} is not a port: ports are 0 to 65535",
    pt: "{port} não é uma porta: portas vão de 0 a 65535",
  },
  "address.scope": {
    en: "{scope} does not fit: a scope id holds 0 to 4294967295",
    pt: "{scope} não cabe: um scope id vai de 0 a 4294967295",
  },
  "address.flowinfo": {
    en: "{flowinfo} does not fit: flow information holds 0 to 1048575",
    pt: "{flowinfo} não cabe: flowinfo vai de 0 a 1048575",
  },
  "address.host": { en: '"{host}" is not an address', pt: '"{host}" não é um endereço' },
  "address.text": {
    en:
      '"{text}" is not an address with a port: write it as 127.0.0.1:65432, [::1]:65432, localhost:http or :65432',
    pt:
      '"{text}" não é um endereço com porta: escreva 127.0.0.1:65432, [::1]:65432, localhost:http ou :65432',
  },
  "address.tuple": {
    en: 'an address is ("host", port), not a tuple of {length}',
    pt: 'um endereço é ("host", porta), não uma tupla de {length}',
  },
  "address.interface": {
    en: 'this machine has no network interface "{name}"',
    pt: 'esta máquina não tem interface de rede "{name}"',
  },
  "address.path-too-long": {
    en: "the path has {length} bytes, and a socket's address holds {limit}",
    pt: "o caminho tem {length} bytes, e o endereço de um socket comporta {limit}",
  },
  "abi.timeval": {
    en: "{seconds} seconds do not fit a struct timeval",
    pt: "{seconds} segundos não cabem em uma struct timeval",
  },
  "data.length": {
    en: "the length {length} is more than the {bytes} bytes there are",
    pt: "o comprimento {length} é maior que os {bytes} bytes que há",
  },
  "value.too-large": {
    en: "a value of {length} bytes is too large; the limit is {limit}",
    pt: "um valor de {length} bytes é grande demais; o limite é {limit}",
  },
  "value.too-many": {
    en: "a tuple of {length} elements is too large; the limit is {limit}",
    pt: "uma tupla de {length} elementos é grande demais; o limite é {limit}",
  },
  "value.not-finite": {
    en: "the result is too large for a number",
    pt: "o resultado é grande demais para um número",
  },
  "value.modulo-zero": {
    en: "the remainder by 0 is not defined",
    pt: "o resto da divisão por 0 não é definido",
  },
  "value.operands": {
    en: '"{operator}" does not work on {@left} and {@right}',
    pt: '"{operator}" não funciona com {@left} e {@right}',
  },
  "value.operand": {
    en: '"{operator}" does not work on {@kind}',
    pt: '"{operator}" não funciona com {@kind}',
  },
  "value.no-index": {
    en: "{@kind} has no elements to index",
    pt: "{@kind} não tem elementos a indexar",
  },
  "value.index-kind": {
    en: "an index is an integer, not {@kind}",
    pt: "um índice é um número inteiro, não {@kind}",
  },
  "value.index-range": {
    en: "there is no element {index}: the length is {length}",
    pt: "não há elemento {index}: o comprimento é {length}",
  },
  "value.format-few": {
    en: 'the text "{template}" has more places than there are values behind %',
    pt: 'o texto "{template}" tem mais lugares do que há valores depois de %',
  },
  "value.format-many": {
    en: 'the text "{template}" has fewer places than there are values behind %',
    pt: 'o texto "{template}" tem menos lugares do que há valores depois de %',
  },
  "value.format-kind": {
    en: '"{conversion}" takes a number, not {@kind}',
    pt: '"{conversion}" recebe um número, não {@kind}',
  },
  "value.format-unknown": {
    en: '"{conversion}" is not a conversion; %s, %d, %x and %f are',
    pt: '"{conversion}" não é uma conversão; %s, %d, %x e %f são',
  },
  "value.not-integer": { en: '"{value}" is not an integer', pt: '"{value}" não é um número inteiro' },
  "value.not-byte": {
    en: '"{value}" is not a byte: bytes are 0 to 255',
    pt: '"{value}" não é um byte: bytes vão de 0 a 255',
  },
  "value.byte-count": {
    en: "{value} is not a number of bytes",
    pt: "{value} não é um número de bytes",
  },
  "value.not-character": {
    en: "{code} is not the number of a character",
    pt: "{code} não é o número de um caractere",
  },
  "value.encoding": {
    en: '"{encoding}" is not an encoding known here; utf-8, ascii and latin-1 are',
    pt: '"{encoding}" não é uma codificação conhecida aqui; utf-8, ascii e latin-1 são',
  },
  "value.encode": {
    en: '"{letter}" has no place in {encoding}',
    pt: '"{letter}" não existe em {encoding}',
  },
  "value.decode": { en: "the bytes are no {encoding} text", pt: "os bytes não são texto em {encoding}" },
  "value.no-method": { en: "{@kind} has no method {method}", pt: "{@kind} não tem o método {method}" },
  "value.function-kind": {
    en: "{name}() does not take {@kind}",
    pt: "{name}() não aceita {@kind}",
  },
  "value.wildcard": {
    en: '"_" stands for any element only behind =>',
    pt: '"_" só vale por qualquer elemento depois de =>',
  },
  "assign.kind": {
    en: "{@kind} cannot be taken apart into {count} names",
    pt: "{@kind} não pode ser desempacotado em {count} nomes",
  },
  "assign.count": {
    en: "{length} values cannot be taken apart into {count} names",
    pt: "{length} valores não podem ser desempacotados em {count} nomes",
  },

  // Files
  "source.binary": {
    en: '"{path}" is not a text: it holds NUL bytes',
    pt: '"{path}" não é um texto: contém bytes NUL',
  },
  "source.not-utf8": {
    en: '"{path}" is not UTF-8 text: line {line} is not',
    pt: '"{path}" não é um texto em UTF-8: a linha {line} não é',
  },
  "source.cycle": {
    en: '"{path}" is being run already; it would never end',
    pt: '"{path}" já está sendo executado; isso nunca terminaria',
  },
  "source.syntax": {
    en: '"{path}" cannot be read as statements',
    pt: '"{path}" não pode ser lido como instruções',
  },
  "source.failed": {
    en: 'a statement of "{path}" failed',
    pt: 'uma instrução de "{path}" falhou',
  },

  // What a call waits for
  "waiting.accept": {
    en: "waiting for a client on {local} (Ctrl-C gives up)",
    pt: "esperando um cliente em {local} (Ctrl-C desiste)",
  },
  "waiting.connect": {
    en: "waiting for the connection of {socket} (Ctrl-C gives up)",
    pt: "esperando a conexão de {socket} (Ctrl-C desiste)",
  },
  "waiting.recv": {
    en: "waiting for data on {socket} (Ctrl-C gives up)",
    pt: "esperando dados em {socket} (Ctrl-C desiste)",
  },
  "waiting.recvfrom": {
    en: "waiting for a datagram on {socket} (Ctrl-C gives up)",
    pt: "esperando um datagrama em {socket} (Ctrl-C desiste)",
  },
  "waiting.send": {
    en: "waiting for room in the send buffer of {socket} (Ctrl-C gives up)",
    pt: "esperando espaço no buffer de envio de {socket} (Ctrl-C desiste)",
  },
  "waiting.sendto": {
    en: "waiting for room in the send buffer of {socket} (Ctrl-C gives up)",
    pt: "esperando espaço no buffer de envio de {socket} (Ctrl-C desiste)",
  },
  "waiting.rest": {
    en: "{sent} of {length} bytes are in the send buffer of {socket}, waiting for room (Ctrl-C gives up)",
    pt: "{sent} de {length} bytes estão no buffer de envio de {socket}, esperando espaço (Ctrl-C desiste)",
  },
  "waiting.getaddrinfo": {
    en: "waiting for the address of {host} (Ctrl-C gives up)",
    pt: "esperando o endereço de {host} (Ctrl-C desiste)",
  },
  "waiting.sleep": {
    en: "waiting {seconds} s (Ctrl-C gives up)",
    pt: "esperando {seconds} s (Ctrl-C desiste)",
  },

  // What an answer says besides
  "detail.sent": {
    en: "{sent} of {length} bytes had gone out",
    pt: "{sent} de {length} bytes já tinham saído",
  },
  "detail.path": { en: "{path}", pt: "{path}" },
  "note.word": {
    en: '"{word}" was taken as text; the value of the variable is ${word}',
    pt: '"{word}" foi lido como texto; o valor da variável é ${word}',
  },
  "note.renamed": {
    en: 'the socket that was called "{name}" stays open as "{socket}"',
    pt: 'o socket que se chamava "{name}" continua aberto como "{socket}"',
  },
  "note.closed-stream": {
    en: "nothing received: the peer has closed its side",
    pt: "nada recebido: o outro lado fechou a sua parte",
  },
  "note.sent": {
    en: "all {length} bytes were handed to the kernel",
    pt: "todos os {length} bytes foram entregues ao núcleo",
  },
  "note.errno": { en: "{number} is {name}", pt: "{number} é {name}" },
  "note.empty-datagram": {
    en: "an empty datagram",
    pt: "um datagrama vazio",
  },
  "note.kernel": {
    en: "the kernel still holds the connection {local} → {peer}: {state}",
    pt: "o núcleo ainda guarda a conexão {local} → {peer}: {state}",
  },

  // Answers
  "answer.expected": {
    en: "expected {expected} but {call} {actual}",
    pt: "esperava {expected}, mas {call} {actual}",
  },
  "answer.expected-value": {
    en: "expected {expected} but the value is {actual}",
    pt: "esperava {expected}, mas o valor é {actual}",
  },
  "answer.returned": { en: "returned {value}", pt: "devolveu {value}" },
  "answer.failed": { en: "failed with {code} ({message})", pt: "falhou com {code} ({message})" },
  "answer.hint": { en: "hint: {hint}", pt: "dica: {hint}" },
  "answer.usage": { en: "written: {usage}", pt: "escreve-se: {usage}" },
  "answer.note": { en: "note: {note}", pt: "nota: {note}" },
  "answer.local": { en: "local {address}", pt: "local {address}" },
  "answer.peer": { en: "peer {address}", pt: "remoto {address}" },
  "answer.bytes": { en: "{length} bytes", pt: "{length} bytes" },
  "answer.cut": { en: "… ({length} bytes in all)", pt: "… ({length} bytes ao todo)" },
  "answer.cut-letters": { en: "… ({length} characters in all)", pt: "… ({length} caracteres ao todo)" },
  "answer.cut-items": { en: "… ({length} elements in all)", pt: "… ({length} elementos ao todo)" },
  "answer.unnamed": { en: "unix:(unnamed)", pt: "unix:(sem nome)" },
  "answer.socket": { en: "{name} (descriptor {fd})", pt: "{name} (descritor {fd})" },
  "answer.socket-closed": { en: "{name} (closed)", pt: "{name} (fechado)" },
  "answer.no-sockets": { en: "no sockets are open", pt: "nenhum socket aberto" },
  "state.closed": { en: "closed", pt: "fechado" },
  "state.unbound": { en: "unbound", pt: "sem endereço" },
  "state.bound": { en: "bound", pt: "com endereço" },
  "state.connected": { en: "connected", pt: "conectado" },
  "state.listening": { en: "listening", pt: "em escuta" },
  "column.name": { en: "NAME", pt: "NOME" },
  "column.descriptor": { en: "FD", pt: "FD" },
  "column.kind": { en: "KIND", pt: "TIPO" },
  "column.state": { en: "STATE", pt: "ESTADO" },
  "column.local": { en: "LOCAL", pt: "LOCAL" },
  "column.peer": { en: "PEER", pt: "REMOTO" },

  // Kinds, as they stand in a sentence
  "kind.None": { en: "None", pt: "None" },
  "kind.boolean": { en: "a truth value", pt: "um valor lógico" },
  "kind.number": { en: "a number", pt: "um número" },
  "kind.text": { en: "a text", pt: "um texto" },
  "kind.bytes": { en: "bytes", pt: "bytes" },
  "kind.address": { en: "an address", pt: "um endereço" },
  "kind.socket": { en: "a socket", pt: "um socket" },
  "kind.tuple": { en: "a tuple", pt: "uma tupla" },

  // Help
  "help.head": {
    en: "Commands (help COMMAND tells more):",
    pt: "Comandos (help COMANDO explica mais):",
  },
  "help.foot": {
    en: "Each is written as words, as in C, or as in Python:",
    pt: "Cada um se escreve como palavras, como em C ou como em Python:",
  },
  "help.usage": { en: "Written", pt: "Escreve-se" },
  "help.errors": { en: "Errors", pt: "Erros" },
  "help.example": { en: "Example", pt: "Exemplo" },

  // Running
  "prompt.welcome": {
    en: "socksh {version}: the Berkeley sockets API, call by call. help lists the commands, Ctrl-D leaves.",
    pt:
      "socksh {version}: a API de sockets de Berkeley, chamada por chamada. help lista os comandos, Ctrl-D sai.",
  },
  "history.unavailable": {
    en: "the history is not kept: {path}: {reason}",
    pt: "o histórico não é guardado: {path}: {reason}",
  },
  "run.unsupported": {
    en:
      "socksh runs on Linux and macOS (x86_64 and aarch64); there is no table of system calls for {os} {arch} yet",
    pt:
      "o socksh funciona em Linux e macOS (x86_64 e aarch64); ainda não há tabela de chamadas de sistema para {os} {arch}",
  },
  "run.libc": {
    en: "the C library cannot be opened: {reason}",
    pt: "a biblioteca C não pode ser aberta: {reason}",
  },
  "run.unreadable": { en: "{path}: {reason} ({code})", pt: "{path}: {reason} ({code})" },
  "run.option": {
    en: 'there is no option "{option}"; socksh --help lists them',
    pt: 'não há opção "{option}"; socksh --help lista todas',
  },
  "run.option-value": {
    en: 'the option "{option}" needs a value',
    pt: 'a opção "{option}" precisa de um valor',
  },
  "run.language": {
    en: 'there is no language "{value}"; en and pt-BR are there',
    pt: 'não há língua "{value}"; há en e pt-BR',
  },
  "run.internal": { en: "internal error: {reason}", pt: "erro interno: {reason}" },
  "run.output": {
    en: "the output cannot be written: {reason}",
    pt: "a saída não pode ser escrita: {reason}",
  },
} as const satisfies Record<string, Entry>;

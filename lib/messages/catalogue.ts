// catalogue: every sentence the program says itself, in both languages side by side.
//
// What a record says of its command stands in the record; the words of the errnos stand in errno.ts.
//
// Terms, the same everywhere in messages, records and --help (English – Portuguese):
//
//   socket – socket                    descriptor – descritor            kernel – kernel
//   address – endereço                 port – porta                      peer – outro lado, remoto
//   bind, bound – vincular, vinculado  listen, listening – escutar, em escuta
//   connection – conexão               queue – fila                      handshake – aperto de mão
//   stream – fluxo (stream)            datagram – datagrama              send buffer – buffer de envio
//   blocking – bloqueante              timeout – tempo limite            wait – esperar, aguardar
//   return – retornar                  take (accept) – aceitar           set an option – definir, ativar
//   session – sessão                   command – comando                 statement – instrução
//   argument – argumento               flags – flags (as flags)          usage – uso
//   text – texto                       tuple – tupla                     unpack – desempacotar
//   block – bloco                      job – job                         language – idioma
//   file, folder – arquivo, pasta      path – caminho                    hint, note – dica, nota
//   option, switch – opção             exit code – código de saída       interrupted – interrompido

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
    en: '"{name}" needs parentheses: write "{name}()"',
    pt: '"{name}" precisa de parênteses: escreva "{name}()"',
  },
  "syntax.argument-name": {
    en: 'arguments have no names here; write the value without "{name}="',
    pt: 'os argumentos não têm nome aqui; escreva o valor sem "{name}="',
  },
  "syntax.reserved-name": {
    en: '"{name}" already has a meaning and cannot be assigned; use another name, such as "{suggestion}"',
    pt: '"{name}" já tem um significado e não pode receber um valor; use outro nome, como "{suggestion}"',
  },
  "syntax.assign-target": {
    en: 'only names can be on the left of "="; to compare, write "=="',
    pt: 'só nomes podem ficar à esquerda de "="; para comparar, escreva "=="',
  },
  "syntax.reserved-keyword": {
    en: '"{word}" is reserved for blocks and time limits, which this version does not have',
    pt: '"{word}" é uma palavra reservada para blocos e limites de tempo, que esta versão não tem',
  },
  "syntax.reserved": {
    en:
      '"{word}" is reserved for blocks and jobs, which this version does not have; to use it as text, put it in quotes',
    pt:
      '"{word}" é reservado para blocos e jobs, que esta versão não tem; para usá-lo como texto, coloque-o entre aspas',
  },
  "syntax.python-block": {
    en:
      '"{header}" begins a Python block; here it is written "{braces}", and this version does not run blocks yet: type the statements one by one',
    pt:
      '"{header}" inicia um bloco de Python; aqui se escreve "{braces}", e esta versão ainda não executa blocos: digite as instruções uma a uma',
  },
  "syntax.unclosed-quote": {
    en: "the text that begins here is never closed; {quote} is missing",
    pt: "o texto que começa aqui não é fechado; falta {quote}",
  },
  "syntax.unclosed-bracket": {
    en: '"{bracket}" opened here is never closed',
    pt: 'o "{bracket}" aberto aqui não é fechado',
  },
  "syntax.close-expected": {
    en: '"{bracket}" is missing before "{found}"',
    pt: 'falta "{bracket}" antes de "{found}"',
  },
  "syntax.dangling-join": {
    en: '"\\" joins this line to the next, but there is no next line',
    pt: '"\\" une esta linha à seguinte, mas não há linha seguinte',
  },
  "syntax.value-expected": {
    en: 'expected a value, not "{found}"',
    pt: 'era esperado um valor, não "{found}"',
  },
  "syntax.value-missing": { en: "a value is missing here", pt: "falta um valor aqui" },
  "syntax.unexpected": {
    en:
      'the statement is complete before "{found}"; separate statements with ";" or a new line, and put text in quotes',
    pt:
      'a instrução já está completa antes de "{found}"; separe instruções com ";" ou com uma nova linha e coloque textos entre aspas',
  },
  "syntax.glued": {
    en:
      "a space is missing between {before} and {found}; put an expression used as an argument in parentheses: (…)",
    pt:
      "falta um espaço entre {before} e {found}; uma expressão usada como argumento fica entre parênteses: (…)",
  },
  "syntax.number": {
    en: '"{text}" is not a number; put an address or a text in quotes',
    pt: '"{text}" não é um número; coloque endereços e textos entre aspas',
  },
  "syntax.escape": {
    en: '"{escape}" does not stand for a character',
    pt: '"{escape}" não representa um caractere',
  },
  "syntax.hex": {
    en: 'hex"…" takes pairs of hexadecimal digits, not "{found}"',
    pt: 'hex"…" aceita pares de dígitos hexadecimais, não "{found}"',
  },
  "syntax.format": {
    en: 'a format after ":" is not supported in f"…"; write the expression alone',
    pt: 'f"…" não aceita um formato depois de ":"; escreva só a expressão',
  },
  "syntax.regex": {
    en: "the regular expression is not valid: {reason}",
    pt: "a expressão regular não é válida: {reason}",
  },
  "syntax.too-deep": {
    en: "nested more than {limit} levels deep",
    pt: "há mais de {limit} níveis de aninhamento",
  },
  "syntax.option": {
    en: '{command} has no option "{name}"',
    pt: '{command} não tem a opção "{name}"',
  },
  "syntax.option-nearest": {
    en: '{command} has no option "{name}"; the nearest is "{nearest}"',
    pt: '{command} não tem a opção "{name}"; a mais próxima é "{nearest}"',
  },
  "syntax.option-value": {
    en: 'the option "{option}" of {command} needs a value',
    pt: 'a opção "{option}" de {command} precisa de um valor',
  },
  "syntax.option-found": {
    en:
      'the option "{option}" of {command} needs a value; if "{found}" is the value, write "{option}={found}"',
    pt:
      'a opção "{option}" de {command} precisa de um valor; se "{found}" é o valor, escreva "{option}={found}"',
  },
  "syntax.option-exclusive": {
    en: "{one} and {other} make no sense together; leave one of them out",
    pt: "{one} e {other} não fazem sentido juntos; deixe só um deles",
  },
  "syntax.option-switch": {
    en: 'the option "{option}" of {command} takes no value',
    pt: 'a opção "{option}" de {command} não aceita valor',
  },
  "call.count": {
    en: "{call} does not take this number of arguments ({count})",
    pt: "{call} não aceita este número de argumentos ({count})",
  },
  "call.function-count-exact": {
    en: "{call} takes {least} argument(s), not {count}",
    pt: "{call} aceita {least} argumento(s), não {count}",
  },
  "call.function-count": {
    en: "{call} takes {least} to {most} arguments, not {count}",
    pt: "{call} aceita de {least} a {most} argumentos, não {count}",
  },

  // Arguments of the wrong kind
  "expects.socket": {
    en: "expected a socket, its name or a descriptor number, not {@kind}",
    pt: "era esperado um socket, o nome dele ou um número de descritor, não {@kind}",
  },
  "expects.socket-not": {
    en: 'expected a socket, its name or a descriptor number, not "{value}"',
    pt: 'era esperado um socket, o nome dele ou um número de descritor, não "{value}"',
  },
  "expects.socket-name": {
    en: 'expected a socket, but the variable "{name}" holds {@kind}',
    pt: 'era esperado um socket, mas a variável "{name}" contém {@kind}',
  },
  "expects.integer": {
    en: "expected an integer or a constant, not {@kind}",
    pt: "era esperado um número inteiro ou uma constante, não {@kind}",
  },
  "expects.integer-not": {
    en: 'expected an integer or a constant, not "{value}"',
    pt: 'era esperado um número inteiro ou uma constante, não "{value}"',
  },
  "expects.integer-word": {
    en:
      'expected an integer or a constant, not "{value}"; if it belongs to a text with spaces, put the whole text in quotes',
    pt:
      'era esperado um número inteiro ou uma constante, não "{value}"; se faz parte de um texto com espaços, coloque o texto inteiro entre aspas',
  },
  "expects.word": {
    en: '"{value}" is not one of: {words}',
    pt: '"{value}" não é nenhuma destas palavras: {words}',
  },
  "expects.word-nearest": {
    en: '"{value}" is not one of: {words}; the nearest is "{nearest}"',
    pt: '"{value}" não é nenhuma destas palavras: {words}; a mais próxima é "{nearest}"',
  },
  "expects.exit-code": {
    en: "{value} is not an exit code: exit codes are 0 to 255",
    pt: "{value} não é um código de saída: os códigos de saída vão de 0 a 255",
  },
  "expects.insert": {
    en: 'expected a number; to insert the value of the variable, write "${name}"',
    pt: 'era esperado um número; para inserir o valor da variável, escreva "${name}"',
  },
  "expects.range": {
    en: "{value} does not fit: {type} goes from {least} to {most}",
    pt: "{value} não cabe: {type} vai de {least} a {most}",
  },
  "expects.duration": {
    en: "expected a time (2, 0.5, 500ms, 2s, 1m), not {@kind}",
    pt: "era esperado um tempo (2, 0.5, 500ms, 2s, 1m), não {@kind}",
  },
  "expects.duration-not": {
    en: 'expected a time (2, 0.5, 500ms, 2s, 1m), not "{value}"',
    pt: 'era esperado um tempo (2, 0.5, 500ms, 2s, 1m), não "{value}"',
  },
  "expects.duration-range": {
    en: "{value} is out of range: a time lies between 0 and 2147483 seconds",
    pt: "{value} está fora do intervalo: um tempo fica entre 0 e 2147483 segundos",
  },
  "expects.boolean": {
    en: "expected True or False, not {@kind}",
    pt: "era esperado True ou False, não {@kind}",
  },
  "expects.boolean-not": {
    en: 'expected True or False, not "{value}"',
    pt: 'era esperado True ou False, não "{value}"',
  },
  "expects.data": {
    en: "expected text or bytes, not {@kind}",
    pt: "era esperado texto ou bytes, não {@kind}",
  },
  "expects.data-not": {
    en: "expected text or bytes, not the number {value}; use str() to turn it into text",
    pt: "era esperado texto ou bytes, não o número {value}; use str() para convertê-lo em texto",
  },
  "expects.path": {
    en: "expected the path of a file, not {@kind}",
    pt: "era esperado o caminho de um arquivo, não {@kind}",
  },
  "expects.path-not": {
    en: 'expected the path of a file, not "{value}"',
    pt: 'era esperado o caminho de um arquivo, não "{value}"',
  },
  "expects.null": {
    en: "expected NULL, not {@kind}",
    pt: "era esperado NULL, não {@kind}",
  },
  "expects.null-not": {
    en: 'expected NULL, not "{value}"',
    pt: 'era esperado NULL, não "{value}"',
  },
  "expects.command": {
    en: "expected the name of a command, not {@kind}",
    pt: "era esperado o nome de um comando, não {@kind}",
  },
  "expects.command-not": {
    en: 'expected the name of a command, not "{value}"',
    pt: 'era esperado o nome de um comando, não "{value}"',
  },
  "expects.address": {
    en: 'expected an address (127.0.0.1:65432, ("", 65432), unix:/path), not {@kind}',
    pt: 'era esperado um endereço (127.0.0.1:65432, ("", 65432), unix:/caminho), não {@kind}',
  },
  "expects.address-not": {
    en: 'expected an address (127.0.0.1:65432, ("", 65432), unix:/path), not "{value}"',
    pt: 'era esperado um endereço (127.0.0.1:65432, ("", 65432), unix:/caminho), não "{value}"',
  },
  "expects.host": {
    en: "expected a host, not {@kind}",
    pt: "era esperado um host, não {@kind}",
  },
  "expects.host-not": {
    en: 'expected a host without its port, not "{value}"',
    pt: 'era esperado um host sem a porta, não "{value}"',
  },
  "expects.port": {
    en: "expected a port number or the name of a service, not {@kind}",
    pt: "era esperado um número de porta ou o nome de um serviço, não {@kind}",
  },
  "expects.port-not": {
    en: 'expected a port number or the name of a service, not "{value}"',
    pt: 'era esperado um número de porta ou o nome de um serviço, não "{value}"',
  },

  "expects.count": {
    en: "expected a whole number from 1 up, not {@kind}",
    pt: "era esperado um número inteiro a partir de 1, não {@kind}",
  },
  "expects.count-not": {
    en: 'expected a whole number from 1 up, not "{value}"',
    pt: 'era esperado um número inteiro a partir de 1, não "{value}"',
  },
  "expects.byte-size": {
    en: "expected a number of bytes from 1 to 1G (64, 16K, 1M), not {@kind}",
    pt: "era esperada uma quantidade de bytes de 1 a 1G (64, 16K, 1M), não {@kind}",
  },
  "expects.byte-size-not": {
    en: 'expected a number of bytes from 1 to 1G (64, 16K, 1M), not "{value}"',
    pt: 'era esperada uma quantidade de bytes de 1 a 1G (64, 16K, 1M), não "{value}"',
  },
  "expects.text": { en: "expected text, not {@kind}", pt: "era esperado texto, não {@kind}" },
  "expects.place": {
    en: "expected an address or a port (8080, :8080, localhost:8080, [::1]:8080, unix:/path), not {@kind}",
    pt:
      "era esperado um endereço ou uma porta (8080, :8080, localhost:8080, [::1]:8080, unix:/caminho), não {@kind}",
  },
  "expects.place-not": {
    en: 'expected an address or a port (8080, :8080, localhost:8080, [::1]:8080, unix:/path), not "{value}"',
    pt:
      'era esperado um endereço ou uma porta (8080, :8080, localhost:8080, [::1]:8080, unix:/caminho), não "{value}"',
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
  "constant.unknown": {
    en: 'there is no constant "{name}"',
    pt: 'não existe a constante "{name}"',
  },
  "constant.unknown-nearest": {
    en: 'there is no constant "{name}"; the nearest is "{nearest}"',
    pt: 'não existe a constante "{name}"; a mais próxima é "{nearest}"',
  },
  "variable.unset": {
    en: 'there is no variable or constant "{name}"',
    pt: 'não existe variável nem constante "{name}"',
  },
  "variable.unset-nearest": {
    en: 'there is no variable or constant "{name}"; the nearest is "{nearest}"',
    pt: 'não existe variável nem constante "{name}"; a mais próxima é "{nearest}"',
  },
  "argument.missing": {
    en: "argument ${index} was not given",
    pt: "o argumento ${index} não foi informado",
  },
  "address.port": {
    en: "{port} is not a port: ports are 0 to 65535",
    pt: "{port} não é uma porta: as portas vão de 0 a 65535",
  },
  "address.scope": {
    en: "{scope} does not fit: a scope id goes from 0 to 4294967295",
    pt: "{scope} não cabe: um scope id vai de 0 a 4294967295",
  },
  "address.flowinfo": {
    en: "{flowinfo} does not fit: flow information goes from 0 to 1048575",
    pt: "{flowinfo} não cabe: a informação de fluxo (flowinfo) vai de 0 a 1048575",
  },
  "address.host": { en: '"{host}" is not an address', pt: '"{host}" não é um endereço' },
  "address.text": {
    en:
      '"{text}" is not an address with a port: write it as 127.0.0.1:65432, [::1]:65432, localhost:http or :65432',
    pt:
      '"{text}" não é um endereço com porta: escreva-o como 127.0.0.1:65432, [::1]:65432, localhost:http ou :65432',
  },
  "address.tuple": {
    en: 'an address is ("host", port), not a tuple of length {length}',
    pt: 'um endereço é ("host", porta), não uma tupla de comprimento {length}',
  },
  "address.interface": {
    en: 'this machine has no network interface "{name}"',
    pt: 'esta máquina não tem a interface de rede "{name}"',
  },
  "address.path-too-long": {
    en: "the path has {length} bytes, but a socket's address holds at most {limit}",
    pt: "o caminho tem {length} bytes, mas o endereço de um socket comporta no máximo {limit}",
  },
  "abi.timeval": {
    en: "{seconds} seconds do not fit in a struct timeval",
    pt: "{seconds} segundos não cabem em uma struct timeval",
  },
  "data.length": {
    en: "the length {length} is greater than that of the data, {bytes} bytes",
    pt: "o comprimento {length} é maior que o dos dados, {bytes} bytes",
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
    en: "the remainder of a division by 0 is not defined",
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
  "value.regex-time": {
    en: "the regular expression takes longer than {seconds} s on this text",
    pt: "a expressão regular leva mais de {seconds} s neste texto",
  },
  "value.too-deep": {
    en: "tuples are nested at most {limit} deep",
    pt: "tuplas podem ser aninhadas em no máximo {limit} níveis",
  },
  "value.nul": {
    en: "a path or a name cannot hold a NUL character",
    pt: "um caminho ou nome não pode conter um caractere NUL",
  },
  "value.exhausted": {
    en: "the values are too large or nested too deep",
    pt: "os valores são grandes demais ou aninhados demais",
  },
  "value.no-index": {
    en: "{@kind} cannot be indexed",
    pt: "não é possível indexar {@kind}",
  },
  "value.index-kind": {
    en: "an index must be an integer, not {@kind}",
    pt: "um índice deve ser um número inteiro, não {@kind}",
  },
  "value.index-range": {
    en: "there is no element {index}: the length is {length}",
    pt: "não existe o elemento {index}: o comprimento é {length}",
  },
  "value.format-few": {
    en: 'there are fewer values after % than places in the text "{template}"',
    pt: 'há menos valores depois de % do que lugares no texto "{template}"',
  },
  "value.format-many": {
    en: 'there are more values after % than places in the text "{template}"',
    pt: 'há mais valores depois de % do que lugares no texto "{template}"',
  },
  "value.format-kind": {
    en: '"{conversion}" takes a number, not {@kind}',
    pt: '"{conversion}" aceita um número, não {@kind}',
  },
  "value.format-unknown": {
    en: '"{conversion}" is not a conversion known here; use %s, %d, %x or %f',
    pt: '"{conversion}" não é uma conversão conhecida aqui; use %s, %d, %x ou %f',
  },
  "value.not-integer": { en: '"{value}" is not an integer', pt: '"{value}" não é um número inteiro' },
  "value.not-byte": {
    en: '"{value}" is not a byte: bytes are 0 to 255',
    pt: '"{value}" não é um byte: os bytes vão de 0 a 255',
  },
  "value.byte-count": {
    en: "{value} is not a number of bytes",
    pt: "{value} não é uma quantidade de bytes",
  },
  "value.not-character": {
    en: "{code} is not the code of a character",
    pt: "{code} não é o código de um caractere",
  },
  "value.encoding": {
    en: '"{encoding}" is not an encoding known here; use utf-8, ascii or latin-1',
    pt: '"{encoding}" não é uma codificação conhecida aqui; use utf-8, ascii ou latin-1',
  },
  "value.encode": {
    en: '"{letter}" does not exist in {encoding}',
    pt: '"{letter}" não existe em {encoding}',
  },
  "value.decode": { en: "the bytes are not {encoding} text", pt: "os bytes não são texto em {encoding}" },
  "value.no-method": { en: "{@kind} has no method {method}", pt: "{@kind} não tem o método {method}" },
  "value.function-kind": {
    en: "{name}() does not take {@kind}",
    pt: "{name}() não aceita {@kind}",
  },
  "value.wildcard": {
    en: '"_" stands for any element only after =>',
    pt: '"_" só representa um elemento qualquer depois de =>',
  },
  "assign.kind": {
    en: "{@kind} cannot be unpacked into {count} names",
    pt: "não é possível desempacotar {@kind} em {count} nomes",
  },
  "assign.count": {
    en: "{length} values cannot be unpacked into {count} names",
    pt: "não é possível desempacotar {length} valores em {count} nomes",
  },

  // Files
  "source.binary": {
    en: '"{path}" is not text: it holds NUL bytes',
    pt: '"{path}" não é texto: contém bytes NUL',
  },
  "source.not-utf8": {
    en: '"{path}" is not UTF-8 text: line {line} is not valid UTF-8',
    pt: '"{path}" não é texto em UTF-8: a linha {line} não é UTF-8 válido',
  },
  "source.cycle": {
    en: '"{path}" is already running; to source it again would never end',
    pt: '"{path}" já está em execução; executá-lo de novo nunca terminaria',
  },
  "source.syntax": {
    en: '"{path}" was not run, because it contains an error',
    pt: '"{path}" não foi executado, pois contém um erro',
  },
  "source.failed": {
    en: 'a statement of "{path}" failed',
    pt: 'uma instrução de "{path}" falhou',
  },

  // What a call waits for
  "waiting.accept": {
    en: "waiting for a client on {local} (Ctrl-C gives up)",
    pt: "aguardando um cliente em {local} (Ctrl-C cancela)",
  },
  "waiting.connect": {
    en: "waiting for the connection of {socket} (Ctrl-C gives up)",
    pt: "aguardando a conexão de {socket} (Ctrl-C cancela)",
  },
  "waiting.recv": {
    en: "waiting for data on {socket} (Ctrl-C gives up)",
    pt: "aguardando dados em {socket} (Ctrl-C cancela)",
  },
  "waiting.recvfrom": {
    en: "waiting for a datagram on {socket} (Ctrl-C gives up)",
    pt: "aguardando um datagrama em {socket} (Ctrl-C cancela)",
  },
  "waiting.send": {
    en: "waiting for room in the send buffer of {socket} (Ctrl-C gives up)",
    pt: "aguardando espaço no buffer de envio de {socket} (Ctrl-C cancela)",
  },
  "waiting.sendto": {
    en: "waiting for room in the send buffer of {socket} (Ctrl-C gives up)",
    pt: "aguardando espaço no buffer de envio de {socket} (Ctrl-C cancela)",
  },
  "waiting.rest": {
    en:
      "{sent} of {length} bytes were handed to the kernel; waiting for room in the send buffer of {socket} (Ctrl-C gives up)",
    pt:
      "{sent} de {length} bytes foram entregues ao kernel; aguardando espaço no buffer de envio de {socket} (Ctrl-C cancela)",
  },
  "waiting.close": {
    en: "waiting until {socket} has sent what is left (SO_LINGER; Ctrl-C gives up)",
    pt: "aguardando {socket} enviar o que resta (SO_LINGER; Ctrl-C cancela)",
  },
  "waiting.getaddrinfo": {
    en: "waiting for the address of {host} (Ctrl-C gives up)",
    pt: "aguardando o endereço de {host} (Ctrl-C cancela)",
  },
  "waiting.sleep": {
    en: "waiting {seconds} s (Ctrl-C gives up)",
    pt: "aguardando {seconds} s (Ctrl-C cancela)",
  },

  // What an answer says besides
  "detail.sent": {
    en: "{sent} of {length} bytes had been sent",
    pt: "{sent} de {length} bytes já enviados",
  },
  "detail.path": { en: "{path}", pt: "{path}" },
  "note.word": {
    en: '"{word}" was taken as text; to use the value of the variable, write ${word}',
    pt: '"{word}" foi lido como texto; para usar o valor da variável, escreva ${word}',
  },
  "note.renamed": {
    en: 'the socket that was called "{name}" stays open as "{socket}"',
    pt: 'o socket que se chamava "{name}" continua aberto como "{socket}"',
  },
  "note.closed-stream": {
    en: "nothing received: the peer has closed its side",
    pt: "nada recebido: o outro lado encerrou o envio (fim dos dados)",
  },
  "note.sent": {
    en: "all {length} bytes were handed to the kernel",
    pt: "todos os {length} bytes foram entregues ao kernel",
  },
  "note.errno": { en: "{number} is {name}", pt: "{number} é {name}" },
  "note.truncated": {
    en: "the datagram had {real} bytes; {length} were received",
    pt: "o datagrama tinha {real} bytes; {length} foram recebidos",
  },
  "note.deaf-stream": {
    en: "nothing received: this side was shut down for reading",
    pt: "nada recebido: este lado foi encerrado para leitura",
  },
  "note.reset-stream": {
    en: "nothing received: the connection is gone",
    pt: "nada recebido: a conexão não existe mais",
  },
  "note.empty-datagram": {
    en: "an empty datagram was received",
    pt: "um datagrama vazio foi recebido",
  },
  "note.kernel": {
    en: "the kernel still holds the connection {local} → {peer}: {state}",
    pt: "o kernel ainda mantém a conexão {local} → {peer}: {state}",
  },

  // Answers
  "answer.expected": {
    en: "expected {expected} but {call} {actual}",
    pt: "era esperado {expected}, mas {call} {actual}",
  },
  "answer.expected-value": {
    en: "expected {expected} but the value is {actual}",
    pt: "era esperado {expected}, mas o valor é {actual}",
  },
  "answer.returned": { en: "returned {value}", pt: "retornou {value}" },
  "answer.failed": { en: "failed with {code} ({message})", pt: "falhou com {code} ({message})" },
  "answer.hint": { en: "hint: {hint}", pt: "dica: {hint}" },
  "answer.usage": { en: "usage: {usage}", pt: "uso: {usage}" },
  "answer.note": { en: "note: {note}", pt: "nota: {note}" },
  "answer.local": { en: "local {address}", pt: "local {address}" },
  "answer.peer": { en: "peer {address}", pt: "remoto {address}" },
  "answer.bytes": { en: "{length} bytes", pt: "{length} bytes" },
  "answer.cut": { en: "… ({length} bytes in all)", pt: "… ({length} bytes no total)" },
  "answer.cut-letters": { en: "… ({length} characters in all)", pt: "… ({length} caracteres no total)" },
  "answer.cut-items": { en: "… ({length} elements in all)", pt: "… ({length} elementos no total)" },
  "answer.unnamed": { en: "unix:(unnamed)", pt: "unix:(sem nome)" },
  "answer.socket": { en: "{name} (descriptor {fd})", pt: "{name} (descritor {fd})" },
  "answer.socket-closed": { en: "{name} (closed)", pt: "{name} (fechado)" },
  "answer.no-sockets": { en: "no sockets are open", pt: "nenhum socket está aberto" },
  "state.closed": { en: "closed", pt: "fechado" },
  "state.unbound": { en: "unbound", pt: "não vinculado" },
  "state.bound": { en: "bound", pt: "vinculado" },
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
  "kind.boolean": { en: "a boolean", pt: "um valor booleano" },
  "kind.number": { en: "a number", pt: "um número" },
  "kind.text": { en: "text", pt: "texto" },
  "kind.bytes": { en: "bytes", pt: "bytes" },
  "kind.address": { en: "an address", pt: "um endereço" },
  "kind.socket": { en: "a socket", pt: "um socket" },
  "kind.tuple": { en: "a tuple", pt: "uma tupla" },

  // Help
  "help.head": {
    en: "Commands (help COMMAND explains one):",
    pt: "Comandos (help COMANDO explica um deles):",
  },
  "help.foot": {
    en: "Every command can be written in words, as in C or as in Python:",
    pt: "Todo comando pode ser escrito em palavras, como em C ou como em Python:",
  },
  "help.usage": { en: "Usage", pt: "Uso" },
  "help.options": { en: "Options", pt: "Opções" },
  "help.help": { en: "show this help", pt: "mostra esta ajuda" },
  "help.errors": { en: "Errors", pt: "Erros" },
  "help.example": { en: "Example", pt: "Exemplo" },

  // Running
  "prompt.welcome": {
    en: "socksh {version}: the Berkeley sockets API, call by call. help lists the commands, Ctrl-D leaves.",
    pt:
      "socksh {version}: a API de sockets de Berkeley, chamada a chamada. help lista os comandos, Ctrl-D sai.",
  },
  "history.unavailable": {
    en: "the history is not kept: {path}: {reason}",
    pt: "o histórico não será mantido: {path}: {reason}",
  },
  "run.unsupported": {
    en:
      "socksh runs on Linux and macOS (x86_64 and aarch64); there is no table of system calls for {os} {arch} yet",
    pt:
      "o socksh funciona em Linux e macOS (x86_64 e aarch64); ainda não há uma tabela de chamadas de sistema para {os} {arch}",
  },
  "run.libc": {
    en: "the C library cannot be opened: {reason}",
    pt: "não foi possível abrir a biblioteca C: {reason}",
  },
  "run.unreadable": { en: "{path}: {reason} ({code})", pt: "{path}: {reason} ({code})" },
  "run.neither": {
    en: '"{name}" is neither a file nor a command',
    pt: '"{name}" não é um arquivo nem um comando',
  },
  "run.neither-nearest": {
    en: '"{name}" is neither a file nor a command; the nearest command is "{nearest}"',
    pt: '"{name}" não é um arquivo nem um comando; o comando mais próximo é "{nearest}"',
  },
  "run.option": {
    en: 'there is no option "{option}"; socksh --help lists the options',
    pt: 'não existe a opção "{option}"; socksh --help lista as opções',
  },
  "run.option-value": {
    en: 'the option "{option}" needs a value',
    pt: 'a opção "{option}" precisa de um valor',
  },
  "run.language": {
    en: 'the language "{value}" is not available; use en or pt-BR',
    pt: 'o idioma "{value}" não está disponível; use en ou pt-BR',
  },
  "run.internal": { en: "internal error: {reason}", pt: "erro interno: {reason}" },
  "run.output": {
    en: "the output cannot be written: {reason}",
    pt: "não foi possível escrever a saída: {reason}",
  },
} as const satisfies Record<string, Entry>;

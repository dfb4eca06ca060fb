// catalogue: every sentence the program says itself, in both languages side by side.
//
// What a record says of its command stands in the record; the words of the errnos stand in errno.ts.
//
// GLOSSARY.md has the terms, the same everywhere in messages, records and --help.

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
  "syntax.command-elsewhere": {
    en: '"{name}" is not a command here: use {own}',
    pt: '"{name}" não é um comando aqui: use {own}',
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
  "syntax.augmented": {
    en: 'there is no "{written}" here; write {name} = {name} {operator} …',
    pt: 'não há "{written}" aqui; escreva {name} = {name} {operator} …',
  },
  "syntax.no-operator": {
    en: 'there is no "{operator}" here',
    pt: 'não há "{operator}" aqui',
  },
  "syntax.other-operator": {
    en: 'there is no "{operator}" here; write "{instead}"',
    pt: 'não há "{operator}" aqui; escreva "{instead}"',
  },
  "syntax.assign-inside": {
    en:
      "an assignment is no value: write it alone, or as the condition itself: while n = recv(s, 1024) { … }",
    pt:
      "uma atribuição não é um valor: escreva-a sozinha ou como a própria condição: while n = recv(s, 1024) { … }",
  },
  "syntax.arrow-glued": {
    en: '"=>" stands alone: => {name}',
    pt: '"=>" fica separado por espaços: => {name}',
  },
  "syntax.declaration": {
    en: "nothing is declared here: a name is there once it is given a value (buf = recv(s, 1024))",
    pt: "nada se declara aqui: um nome passa a existir quando recebe um valor (buf = recv(s, 1024))",
  },
  "syntax.misplaced": {
    en: '"{word}" cannot stand here: it begins a statement of its own; to use it as text, put it in quotes',
    pt:
      '"{word}" não pode ficar aqui: inicia uma instrução própria; para usá-lo como texto, coloque-o entre aspas',
  },
  "syntax.block-here": {
    en:
      'a block "{" stands only behind if, while, repeat, else and timeout, or alone; to use "{" as text, put it in quotes',
    pt:
      'um bloco "{" só fica depois de if, while, repeat, else e timeout, ou sozinho; para usar "{" como texto, coloque-o entre aspas',
  },
  "syntax.block-missing": {
    en: 'the block is missing: "{" has to stand on this line',
    pt: 'falta o bloco: o "{" precisa ficar nesta linha',
  },
  "syntax.block-expected": {
    en: 'expected the block "{", not "{found}"',
    pt: 'era esperado o bloco "{", não "{found}"',
  },
  "syntax.block-expectation": {
    en: 'a block takes no expectation; write "=>" behind a statement inside it',
    pt: 'um bloco não aceita expectativa; escreva "=>" depois de uma instrução dentro dele',
  },
  "syntax.unopened": {
    en: '"}" closes no block; to use it as text, put it in quotes',
    pt: '"}" não fecha nenhum bloco; para usá-lo como texto, coloque-o entre aspas',
  },
  "syntax.else": {
    en: '"else" stands on the line of the "}" that closes the block of its "if": } else { … }',
    pt: '"else" fica na linha do "}" que fecha o bloco do seu "if": } else { … }',
  },
  "syntax.elif": {
    en: 'there is no "elif" here; write } else if … { … }',
    pt: 'não há "elif" aqui; escreva } else if … { … }',
  },
  "syntax.for": {
    en: 'there is no "for" here; write repeat N { … } or while … { … }',
    pt: 'não há "for" aqui; escreva repeat N { … } ou while … { … }',
  },
  "syntax.no-loop": {
    en: '"{word}" is not inside a loop (a job is not inside the loop that starts it)',
    pt: '"{word}" não está dentro de um laço (um job não está dentro do laço que o inicia)',
  },
  "syntax.timeout-statement": {
    en: "a statement is missing behind the time limit: timeout 2s recv s 1024",
    pt: "falta uma instrução depois do limite de tempo: timeout 2s recv s 1024",
  },
  "syntax.timing-twice": {
    en: 'there is a second "{word}"',
    pt: 'há um segundo "{word}"',
  },
  "syntax.job-mark": {
    en: '"&" starts a job and stands behind the statement, before "=>"; to use it as text, put it in quotes',
    pt:
      '"&" inicia um job e fica depois da instrução, antes de "=>"; para usá-lo como texto, coloque-o entre aspas',
  },
  "syntax.python-block": {
    en: '"{header}" begins a Python block; here it is written "{braces}"',
    pt: '"{header}" inicia um bloco de Python; aqui se escreve "{braces}"',
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
  "syntax.dollar-parenthesis": {
    en: "an expression used as an argument stands in parentheses alone: write (…) without the $",
    pt: "uma expressão usada como argumento fica só entre parênteses: escreva (…) sem o $",
  },
  "syntax.number": {
    en: '"{text}" is not a number; put an address or a text in quotes',
    pt: '"{text}" não é um número; coloque endereços e textos entre aspas',
  },
  "syntax.number-large": {
    en: '"{text}" is too large: numbers go up to 9007199254740991 exactly',
    pt: '"{text}" é grande demais: os números são exatos até 9007199254740991',
  },
  "syntax.duration": {
    en: 'expected a time (500ms, 2s, a name, or an expression in parentheses), not "{found}"',
    pt: 'era esperado um tempo (500ms, 2s, um nome ou uma expressão entre parênteses), não "{found}"',
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
  "syntax.regex-fixed": {
    en:
      'after ~ the regular expression is written out in quotes, and nothing is inserted into it; to compare the whole value with a text that is put together, leave out the ~: => "…${name}"',
    pt:
      'depois de ~ a expressão regular vem escrita por extenso entre aspas, e nada é inserido nela; para comparar o valor inteiro com um texto composto, deixe o ~ de fora: => "…${name}"',
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
    en: "{call} takes {least} {least:argument|arguments}, not {count}",
    pt: "{call} aceita {least} {least:argumento|argumentos}, não {count}",
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
  "expects.control": {
    en: "expected ancillary data as (level, type, data), or a tuple of such triples, not {@kind}",
    pt:
      "eram esperados dados auxiliares na forma (level, type, data), ou uma tupla dessas triplas, não {@kind}",
  },
  "expects.control-data": {
    en: "ancillary data are bytes, numbers, sockets or IP addresses, not {@kind}",
    pt: "dados auxiliares são bytes, números, sockets ou endereços IP, não {@kind}",
  },
  "expects.job": {
    en: "expected a job by its number or by a name it sets, not {@kind}",
    pt: "era esperado um job, pelo número ou por um nome que ele define, não {@kind}",
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
  "expects.topic": {
    en: "expected the name of a command or a constant, not {@kind}",
    pt: "era esperado o nome de um comando ou de uma constante, não {@kind}",
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
  "expects.struct": {
    en: "expected {struct}: ({fields}), the structure itself or its bytes, not {@kind}",
    pt: "era esperado {struct}: ({fields}), a própria estrutura ou os bytes dela, não {@kind}",
  },
  "expects.struct-not": {
    en: 'expected {struct}: ({fields}), the structure itself or its bytes, not "{value}"',
    pt: 'era esperado {struct}: ({fields}), a própria estrutura ou os bytes dela, não "{value}"',
  },
  "expects.fields": {
    en: "{struct} is written ({fields}), not with {count} {count:value|values}",
    pt: "{struct} se escreve ({fields}), não com {count} {count:valor|valores}",
  },
  "expects.in-addr": {
    en: "expected an IPv4 address, not {@kind}",
    pt: "era esperado um endereço IPv4, não {@kind}",
  },
  "expects.in-addr-not": {
    en: 'expected an IPv4 address (239.1.2.3), not "{value}"',
    pt: 'era esperado um endereço IPv4 (239.1.2.3), não "{value}"',
  },
  "expects.in6-addr": {
    en: "expected an IPv6 address, not {@kind}",
    pt: "era esperado um endereço IPv6, não {@kind}",
  },
  "expects.in6-addr-not": {
    en: 'expected an IPv6 address (ff02::1), not "{value}"',
    pt: 'era esperado um endereço IPv6 (ff02::1), não "{value}"',
  },
  "expects.key": {
    en: "expected a key of up to 80 bytes, not {@kind}",
    pt: "era esperada uma chave de até 80 bytes, não {@kind}",
  },
  "expects.key-not": {
    en: 'expected a key of up to 80 bytes, not "{value}"',
    pt: 'era esperada uma chave de até 80 bytes, não "{value}"',
  },
  "expects.sources": {
    en: "expected a tuple of IPv4 addresses, not {@kind}",
    pt: "era esperada uma tupla de endereços IPv4, não {@kind}",
  },
  "expects.sources-not": {
    en: 'expected a tuple of IPv4 addresses, not "{value}"',
    pt: 'era esperada uma tupla de endereços IPv4, não "{value}"',
  },
  "expects.interface": {
    en: "expected the name or number of an interface, not {@kind}",
    pt: "era esperado o nome ou o número de uma interface, não {@kind}",
  },
  "expects.interface-not": {
    en: 'expected the name or number of an interface, not "{value}"',
    pt: 'era esperado o nome ou o número de uma interface, não "{value}"',
  },
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
  "select.descriptor": {
    en: "an fd_set has no place for descriptor {fd}: select takes 0 to 1023; poll takes any",
    pt: "um fd_set não tem lugar para o descritor {fd}: select aceita de 0 a 1023; poll aceita qualquer um",
  },
  "fcntl.structure": {
    en:
      "{name} takes a pointer to a structure, which cannot be written here; give a command that takes an integer",
    pt:
      "{name} usa um ponteiro para uma estrutura, que não pode ser escrito aqui; use um comando que aceite um inteiro",
  },
  "fcntl.signal": {
    en:
      "{name} would have the kernel send signals, and they would end socksh; wait with poll or select instead",
    pt: "{name} faria o kernel enviar sinais, e eles encerrariam o socksh; espere com poll ou select",
  },
  "ioctl.request": {
    en: "request {request} is not one that takes or answers a single integer; known are: {known}",
    pt: "a requisição {request} não é das que usam um único inteiro; as conhecidas são: {known}",
  },
  "terminal.refused": {
    en: "descriptor {fd} is the terminal, where bytes could do anything; print shows them escaped",
    pt:
      "o descritor {fd} é o terminal, onde bytes poderiam causar qualquer efeito; print os mostra com escapes",
  },
  "command.unknown": { en: '"{name}" is not a command', pt: '"{name}" não é um comando' },
  "command.unknown-nearest": {
    en: '"{name}" is not a command; the nearest is "{nearest}"',
    pt: '"{name}" não é um comando; o mais próximo é "{nearest}"',
  },
  "topic.unknown": {
    en: 'there is no help for "{name}"',
    pt: 'não há ajuda para "{name}"',
  },
  "topic.unknown-nearest": {
    en: 'there is no help for "{name}"; the nearest is "{nearest}"',
    pt: 'não há ajuda para "{name}"; o mais próximo é "{nearest}"',
  },
  "topic.number": {
    en: 'expected a name, not {value}: write help SO_REUSEADDR, or quotes in help("SO_REUSEADDR")',
    pt: 'era esperado um nome, não {value}: escreva help SO_REUSEADDR, ou aspas em help("SO_REUSEADDR")',
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
    en: "the path has {length} {length:byte|bytes}, but a socket's address holds at most {limit}",
    pt: "o caminho tem {length} {length:byte|bytes}, mas o endereço de um socket comporta no máximo {limit}",
  },
  "names.service": { en: 'no service is called "{name}"', pt: 'nenhum serviço se chama "{name}"' },
  "names.service-of": {
    en: 'no service over {proto} is called "{name}"',
    pt: 'nenhum serviço sobre {proto} se chama "{name}"',
  },
  "names.port": { en: "no service is known at port {port}", pt: "não há serviço conhecido na porta {port}" },
  "names.port-of": {
    en: "no service over {proto} is known at port {port}",
    pt: "não há serviço conhecido sobre {proto} na porta {port}",
  },
  "names.protocol": { en: 'no protocol is called "{name}"', pt: 'nenhum protocolo se chama "{name}"' },
  "names.address": {
    en: '"{text}" is not an address of the family {family}',
    pt: '"{text}" não é um endereço da família {family}',
  },
  "names.packed": {
    en: "an address of the family {family} has {wanted} bytes, not {length}",
    pt: "um endereço da família {family} tem {wanted} bytes, não {length}",
  },
  "names.length": {
    en: "the length {length} is greater than that of the address, {bytes} {bytes:byte|bytes}",
    pt: "o comprimento {length} é maior que o do endereço, {bytes} {bytes:byte|bytes}",
  },
  "abi.timeval": {
    en: "{seconds} seconds do not fit in a struct timeval",
    pt: "{seconds} segundos não cabem em uma struct timeval",
  },
  "data.length": {
    en: "the length {length} is greater than that of the data, {bytes} {bytes:byte|bytes}",
    pt: "o comprimento {length} é maior que o dos dados, {bytes} {bytes:byte|bytes}",
  },
  "value.too-large": {
    en: "a value of {length} bytes is too large; the limit is {limit}",
    pt: "um valor de {length} bytes é grande demais; o limite é {limit}",
  },
  "value.too-many": {
    en: "a tuple of {length} elements is too large; the limit is {limit}",
    pt: "uma tupla de {length} elementos é grande demais; o limite é {limit}",
  },
  "value.not-exact": {
    en: "the result is too large: integers are exact up to 9007199254740991",
    pt: "o resultado é grande demais: os inteiros são exatos até 9007199254740991",
  },
  "internal.failed": {
    en: "socksh itself failed here ({reason}); the session goes on",
    pt: "o próprio socksh falhou aqui ({reason}); a sessão continua",
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
  "value.no-field": {
    en: 'the structure has no field "{field}"',
    pt: 'a estrutura não tem o campo "{field}"',
  },
  "value.no-field-nearest": {
    en: 'the structure has no field "{field}"; the nearest is "{nearest}"',
    pt: 'a estrutura não tem o campo "{field}"; o mais próximo é "{nearest}"',
  },
  "value.index-range": {
    en: "there is no element {index}: the length is {length}",
    pt: "não existe o elemento {index}: o comprimento é {length}",
  },
  "value.date-format": {
    en: 'there is no "{conversion}" in a date; %Y %m %d %H %M %S %f and %% are known',
    pt: 'não há "{conversion}" em uma data; são conhecidos %Y %m %d %H %M %S %f e %%',
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
    en: "{@kind} cannot be unpacked into {count} {count:name|names}",
    pt: "não é possível desempacotar {@kind} em {count} {count:nome|nomes}",
  },
  "assign.count": {
    en: "{length} {length:value|values} cannot be unpacked into {count} {count:name|names}",
    pt: "não é possível desempacotar {length} {length:valor|valores} em {count} {count:nome|nomes}",
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
  "variable.awaited": {
    en: '"{name}" has no value yet: job {job} sets it when it ends; wait {name} waits for that',
    pt: '"{name}" ainda não tem valor: o job {job} o define quando terminar; wait {name} espera por isso',
  },
  "repeat.count": {
    en: "repeat wants a number of rounds, not {@kind}",
    pt: "repeat precisa de um número de repetições, não de {@kind}",
  },
  "repeat.count-not": {
    en: "repeat wants a whole number of rounds from 0 up, not {value}",
    pt: "repeat precisa de um número inteiro de repetições, a partir de 0, não de {value}",
  },
  "fresh.exit": { en: "exit {code} ended the session", pt: "exit {code} encerrou a sessão" },
  "fresh.timeout": {
    en: "the session was ended after {seconds} s; this line was running",
    pt: "a sessão foi encerrada após {seconds} s; esta linha estava em execução",
  },
  "fresh.interrupted": {
    en: "the session was interrupted; this line was running",
    pt: "a sessão foi interrompida; esta linha estava em execução",
  },
  "fresh.cycle": {
    en: '"{path}" is being tested already; to test it inside itself would never end',
    pt: '"{path}" já está sendo testado; testá-lo dentro de si mesmo nunca terminaria',
  },
  "fresh.nowhere": {
    en: "there is no session file (*.socksh) in this folder",
    pt: "não há nenhum arquivo de sessão (*.socksh) nesta pasta",
  },
  "fresh.unavailable": {
    en: "no other session can be started from here",
    pt: "não é possível iniciar outra sessão a partir daqui",
  },
  "fresh.no-time": {
    en: "a session needs some time: more than 0 s",
    pt: "uma sessão precisa de algum tempo: mais de 0 s",
  },
  "timeout.ran-out": {
    en: "timeout after {seconds} s",
    pt: "tempo limite esgotado após {seconds} s (timeout)",
  },
  "assert.false": { en: "the condition is {value}", pt: "o valor da condição é {value}" },

  // Jobs
  "job.running": { en: "job {job} runs: {text}", pt: "job {job} em execução: {text}" },
  "job.statement": { en: "job {job}: {text}", pt: "job {job}: {text}" },
  "job.succeeded": { en: "job {job} ended: {text}", pt: "job {job} terminou: {text}" },
  "job.failed": { en: "job {job} failed: {text}", pt: "job {job} falhou: {text}" },
  "job.cancelled": { en: "job {job} was cancelled: {text}", pt: "job {job} foi cancelado: {text}" },
  "job.state-running": { en: "running", pt: "em execução" },
  "job.state-succeeded": { en: "ended", pt: "terminou" },
  "job.state-failed": { en: "failed", pt: "falhou" },
  "job.state-cancelled": { en: "cancelled", pt: "cancelado" },
  "job.input": {
    en: "job {job} runs in the background and cannot read what is typed",
    pt: "o job {job} está em segundo plano e não pode ler o que é digitado",
  },
  "job.typing": {
    en: "a line that is being typed cannot become a job",
    pt: "uma linha que está sendo digitada não pode virar um job",
  },
  "job.unknown": {
    en: 'there is no job "{name}"; jobs lists those there are',
    pt: 'não existe o job "{name}"; jobs mostra a lista',
  },
  "job.itself": {
    en: "job {job} ends after this statement: it cannot be waited for here",
    pt: "o job {job} termina depois desta instrução: não se pode esperar por ele aqui",
  },
  "job.cycle": {
    en: "job {job} waits for this one: neither would ever end",
    pt: "o job {job} espera por este: nenhum dos dois terminaria",
  },
  "wait.failed": { en: "job {job} failed", pt: "o job {job} falhou" },
  "wait.some-failed": { en: "a job failed", pt: "um job falhou" },
  "detail.job": { en: "so job {job} ended", pt: "assim terminou o job {job}" },

  "source.too-deep": {
    en: '"{path}" would be inside {limit} files already; files are not sourced deeper',
    pt: '"{path}" já estaria dentro de {limit} arquivos; não se executam arquivos mais fundo',
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
      "{sent} of {length} {length:byte|bytes} were handed to the kernel; waiting for room in the send buffer of {socket} (Ctrl-C gives up)",
    pt:
      "{sent} de {length} {length:byte|bytes} foram entregues ao kernel; aguardando espaço no buffer de envio de {socket} (Ctrl-C cancela)",
  },
  "waiting.close": {
    en: "waiting until {socket} has sent what is left (SO_LINGER; Ctrl-C gives up)",
    pt: "aguardando {socket} enviar o que resta (SO_LINGER; Ctrl-C cancela)",
  },
  "waiting.getaddrinfo": {
    en: "waiting for the address of {host} (Ctrl-C gives up)",
    pt: "aguardando o endereço de {host} (Ctrl-C cancela)",
  },
  "waiting.getnameinfo": {
    en: "waiting for the name of {host} (Ctrl-C gives up)",
    pt: "aguardando o nome de {host} (Ctrl-C cancela)",
  },
  "waiting.recvmsg": {
    en: "waiting for data on {socket} (Ctrl-C gives up)",
    pt: "aguardando dados em {socket} (Ctrl-C cancela)",
  },
  "waiting.sendmsg": {
    en: "waiting for room in the send buffer of {socket} (Ctrl-C gives up)",
    pt: "aguardando espaço no buffer de envio de {socket} (Ctrl-C cancela)",
  },
  "waiting.read": {
    en: "waiting for data on {socket} (Ctrl-C gives up)",
    pt: "aguardando dados em {socket} (Ctrl-C cancela)",
  },
  "waiting.write": {
    en: "waiting until {socket} takes more data (Ctrl-C gives up)",
    pt: "aguardando {socket} aceitar mais dados (Ctrl-C cancela)",
  },
  "waiting.accept4": {
    en: "waiting for a client on {local} (Ctrl-C gives up)",
    pt: "aguardando um cliente em {local} (Ctrl-C cancela)",
  },
  "waiting.poll": {
    en: "waiting until {count:the descriptor|one of # descriptors} is ready (Ctrl-C gives up)",
    pt: "aguardando {count:o descritor|um de # descritores} ficar pronto (Ctrl-C cancela)",
  },
  "waiting.select": {
    en: "waiting until {count:the descriptor|one of # descriptors} is ready (Ctrl-C gives up)",
    pt: "aguardando {count:o descritor|um de # descritores} ficar pronto (Ctrl-C cancela)",
  },
  "waiting.wait": {
    en: "waiting for job {job} (Ctrl-C gives up)",
    pt: "aguardando o job {job} (Ctrl-C cancela)",
  },
  "waiting.sleep": {
    en: "waiting {seconds} s (Ctrl-C gives up)",
    pt: "aguardando {seconds} s (Ctrl-C cancela)",
  },

  // What an answer says besides
  "detail.sent": {
    en: "{sent} of {length} {length:byte|bytes} had been sent",
    pt: "{sent} de {length} {length:byte|bytes} já {sent:enviado|enviados}",
  },
  "detail.path": { en: "{path}", pt: "{path}" },
  "note.word": {
    en: '"{word}" was taken as text; to use the value of the variable, write ${word}',
    pt: '"{word}" foi lido como texto; para usar o valor da variável, escreva ${word}',
  },
  "note.level": { en: "{option} belongs to level {level}", pt: "{option} é do nível {level}" },
  "note.renamed": {
    en: 'the socket that was called "{name}" stays open as "{socket}"',
    pt: 'o socket que se chamava "{name}" continua aberto como "{socket}"',
  },
  "note.closed-stream": {
    en: "nothing received: the peer has closed its side",
    pt: "nada recebido: o outro lado encerrou o envio (fim dos dados)",
  },
  "note.sent": {
    en: "{length:the byte was|all # bytes were} handed to the kernel",
    pt: "{length:o byte foi entregue|todos os # bytes foram entregues} ao kernel",
  },
  "note.errno": { en: "{number} is {name}", pt: "{number} é {name}" },
  "note.truncated": {
    en: "the datagram had {real} {real:byte|bytes}; {length} {length:was|were} received",
    pt: "o datagrama tinha {real} {real:byte|bytes}; {length} {length:foi recebido|foram recebidos}",
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
  "note.end": { en: "nothing read: this is the end", pt: "nada lido: este é o fim" },
  "note.nothing-ready": { en: "the time ran out: nothing is ready", pt: "o tempo acabou: nada está pronto" },
  "note.ancillary-lost": {
    en:
      "ancillary data were lost: there was no room for them (ancbufsize; CMSG_SPACE tells how much they take)",
    pt: "dados auxiliares se perderam: não havia espaço para eles (ancbufsize; CMSG_SPACE diz quanto ocupam)",
  },
  "note.rest-lost": {
    en: "the datagram was longer than the room for it; the rest is lost",
    pt: "o datagrama era maior que o espaço dado; o resto se perdeu",
  },
  "note.kernel": {
    en: "the kernel still holds the connection {local} → {peer}: {state}",
    pt: "o kernel ainda mantém a conexão {local} → {peer}: {state}",
  },
  "note.heir": {
    en: "{heir} stands for the same socket and holds the connection {local} → {peer}: {state}",
    pt: "{heir} representa o mesmo socket e mantém a conexão {local} → {peer}: {state}",
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
  "answer.timed-out": {
    en: "ran into the timeout of {seconds} s",
    pt: "esgotou o tempo limite de {seconds} s (timeout)",
  },
  "answer.timeout": {
    en: "timeout after {seconds} s, as expected",
    pt: "tempo limite esgotado após {seconds} s (timeout), como esperado",
  },
  "answer.took": {
    en: "expected {expected} but it took {time}",
    pt: "era esperado {expected}, mas levou {time}",
  },
  "answer.hint": { en: "hint: {hint}", pt: "dica: {hint}" },
  "answer.usage": { en: "usage: {usage}", pt: "uso: {usage}" },
  "answer.note": { en: "note: {note}", pt: "nota: {note}" },
  "answer.local": { en: "local {address}", pt: "local {address}" },
  "answer.peer": { en: "peer {address}", pt: "remoto {address}" },
  "answer.bytes": { en: "{length} {length:byte|bytes}", pt: "{length} {length:byte|bytes}" },
  "answer.cut": { en: "… ({length} bytes in all)", pt: "… ({length} bytes no total)" },
  "answer.cut-letters": { en: "… ({length} characters in all)", pt: "… ({length} caracteres no total)" },
  "answer.cut-items": { en: "… ({length} elements in all)", pt: "… ({length} elementos no total)" },
  "answer.cut-fields": { en: "… ({length} fields in all)", pt: "… ({length} campos no total)" },
  "answer.unnamed": { en: "unix:(unnamed)", pt: "unix:(sem nome)" },
  "answer.socket": { en: "{name} (descriptor {fd})", pt: "{name} (descritor {fd})" },
  "answer.socket-closed": { en: "{name} (closed)", pt: "{name} (fechado)" },
  "answer.no-jobs": { en: "there are no jobs", pt: "não há jobs" },
  "column.job": { en: "JOB", pt: "JOB" },
  "column.statement": { en: "STATEMENT", pt: "INSTRUÇÃO" },
  "answer.no-sockets": { en: "no sockets are open", pt: "nenhum socket está aberto" },
  "state.closed": { en: "closed", pt: "fechado" },
  "state.unbound": { en: "unbound", pt: "não vinculado" },
  "state.bound": { en: "bound", pt: "vinculado" },
  "state.connected": { en: "connected", pt: "conectado" },
  "state.listening": { en: "listening", pt: "em escuta" },
  "column.name": { en: "NAME", pt: "NOME" },
  "column.descriptor": { en: "FD", pt: "FD" },
  "state.what": { en: "{protocol}, descriptor {fd}", pt: "{protocol}, descritor {fd}" },
  "state.what-closed": { en: "its descriptor is closed", pt: "o descritor está fechado" },
  "state.queues": {
    en: "Recv-Q {received}, Send-Q {unsent}: what is not read yet, and what is not acknowledged yet",
    pt: "Recv-Q {received}, Send-Q {unsent}: o que ainda não foi lido e o que ainda não foi confirmado",
  },
  "state.backlog": {
    en: "Recv-Q {received}/{unsent}: connections that wait for accept, and the backlog",
    pt: "Recv-Q {received}/{unsent}: conexões que esperam por accept, e o backlog",
  },
  "state.history": {
    en: "states, each with the time it was first seen:",
    pt: "estados, cada um com a hora em que foi visto pela primeira vez:",
  },
  "state.deduced": { en: "(deduced)", pt: "(deduzido)" },
  "netstat.internet": {
    en: "Active Internet connections ({which})",
    pt: "Conexões Internet ativas ({which})",
  },
  "netstat.unix": {
    en: "Active UNIX domain sockets ({which})",
    pt: "Sockets do domínio UNIX ativos ({which})",
  },
  "netstat.all": { en: "servers and established", pt: "servidores e estabelecidas" },
  "netstat.servers": { en: "only servers", pt: "só servidores" },
  "netstat.connected": { en: "w/o servers", pt: "sem os servidores" },
  "netstat.partial": {
    en: "(programs of other users stay unknown: only they and root may read which sockets they have open)",
    pt:
      "(programas de outros usuários ficam desconhecidos: só eles e root podem ler quais sockets têm abertos)",
  },
  "transcript.title": { en: "Session with socksh", pt: "Sessão com o socksh" },
  "transcript.name": { en: "Name", pt: "Nome" },
  "transcript.began": { en: "Began", pt: "Início" },
  "transcript.program": { en: "Program", pt: "Programa" },
  "transcript.system": { en: "System", pt: "Sistema" },
  "transcript.connections": { en: "Connections of the session", pt: "Conexões da sessão" },
  "transcript.missing-before": {
    en: "what came before this was not written down",
    pt: "o que veio antes não foi registrado",
  },
  "transcript.missing-after": {
    en: "what came after this was not written down",
    pt: "o que veio depois disto não foi registrado",
  },
  "transcript.ending": {
    en: "{file}: end the name in .md (Markdown), .txt (plain text) or .html (one page)",
    pt: "{file}: termine o nome com .md (Markdown), .txt (texto puro) ou .html (uma página)",
  },
  "transcript.none-before": {
    en: "there is no earlier session: sessions at the prompt are kept, unless SOCKSH_HISTORY is empty",
    pt: "não há sessão anterior: as sessões do prompt são guardadas, a menos que SOCKSH_HISTORY esteja vazia",
  },
  "transcript.nothing": {
    en: "nothing came before this: --last takes the session before this one",
    pt: "ainda não há nada a transcrever: --last usa a sessão anterior a esta",
  },
  "recording.late": {
    en:
      "this run was not recorded from its beginning: for that, write {word} in the file itself, not only in one it runs with source",
    pt:
      "esta execução não foi registrada desde o início: para isso, escreva {word} no próprio arquivo, e não só em um que ele executa com source",
  },
  "transcript.written": { en: "written to {file}", pt: "gravado em {file}" },
  "capture.word": {
    en:
      '"{word}" has no place here: capture start [IFACE] [FILE.pcapng] [all | port N], capture show [FILE], capture stop',
    pt:
      '"{word}" não cabe aqui: capture start [INTERFACE] [ARQUIVO.pcapng] [all | port N], capture show [ARQUIVO], capture stop',
  },
  "capture.ending": {
    en: "{file}: captures are written as pcapng; end the name in .pcapng",
    pt: "{file}: as capturas são gravadas em pcapng; termine o nome com .pcapng",
  },
  "capture.port": {
    en: 'port wants a number from 1 to 65535, not "{word}"',
    pt: 'port precisa de um número de 1 a 65535, não "{word}"',
  },
  "capture.running": {
    en: "a capture into {file} is running already: capture stop ends it",
    pt: "já há uma captura em andamento para {file}: capture stop a encerra",
  },
  "capture.none": {
    en: "no capture is running: capture start begins one; capture show FILE lists the packets of a file",
    pt:
      "nenhuma captura em andamento: capture start inicia uma; capture show ARQUIVO lista os pacotes de um arquivo",
  },
  "capture.format": {
    en: "that is no capture file: neither pcapng nor pcap",
    pt: "isso não é um arquivo de captura: nem pcapng nem pcap",
  },
  "capture.privilege": {
    en:
      "capturing needs the capability CAP_NET_RAW, which this process has not got. In order of preference: (1) socksh --sandbox, a private network in which everything may be captured; (2) sudo socksh; (3) sudo setcap cap_net_raw+ep {program}, after which every user who may run that file can read all traffic of this machine",
    pt:
      "capturar exige a capacidade CAP_NET_RAW, que este processo não tem. Em ordem de preferência: (1) socksh --sandbox, uma rede privada em que tudo pode ser capturado; (2) sudo socksh; (3) sudo setcap cap_net_raw+ep {program}: depois disso, todo usuário que puder executar esse arquivo poderá ler todo o tráfego desta máquina",
  },
  "capture.privilege-or-dumpcap": {
    en:
      "capturing needs the capability CAP_NET_RAW, which this process has not got. In order of preference: (1) socksh --sandbox, a private network in which everything may be captured; (2) dumpcap, which this user may run: {dumpcap} -i {interface} -w FILE.pcapng in another terminal, then capture show FILE.pcapng here; (3) sudo socksh; (4) sudo setcap cap_net_raw+ep {program}, after which every user who may run that file can read all traffic of this machine",
    pt:
      "capturar exige a capacidade CAP_NET_RAW, que este processo não tem. Em ordem de preferência: (1) socksh --sandbox, uma rede privada em que tudo pode ser capturado; (2) o dumpcap, que este usuário pode executar: {dumpcap} -i {interface} -w ARQUIVO.pcapng em outro terminal e depois capture show ARQUIVO.pcapng aqui; (3) sudo socksh; (4) sudo setcap cap_net_raw+ep {program}: depois disso, todo usuário que puder executar esse arquivo poderá ler todo o tráfego desta máquina",
  },
  "capture.started-own": {
    en:
      "capturing on {interface} into {file}: the packets of this session's sockets; capture show lists them",
    pt: "capturando em {interface} para {file}: os pacotes dos sockets desta sessão; capture show os lista",
  },
  "capture.started-all": {
    en: "capturing on {interface} into {file}: all packets; capture show lists them",
    pt: "capturando em {interface} para {file}: todos os pacotes; capture show os lista",
  },
  "capture.started-port": {
    en: "capturing on {interface} into {file}: the packets of port {port}; capture show lists them",
    pt: "capturando em {interface} para {file}: os pacotes da porta {port}; capture show os lista",
  },
  "capture.alone-all": {
    en:
      "capturing on {interface} into {file} until Ctrl-C: all packets; socksh capture show {file} lists them",
    pt:
      "capturando em {interface} para {file} até Ctrl-C: todos os pacotes; socksh capture show {file} os lista",
  },
  "capture.alone-port": {
    en:
      "capturing on {interface} into {file} until Ctrl-C: the packets of port {port}; socksh capture show {file} lists them",
    pt:
      "capturando em {interface} para {file} até Ctrl-C: os pacotes da porta {port}; socksh capture show {file} os lista",
  },
  "capture.stopped": {
    en: "capture ended; packets in {file}: {packets}",
    pt: "captura encerrada; pacotes em {file}: {packets}",
  },
  "capture.dropped": {
    en: "packets lost because they came faster than they were read: {dropped}",
    pt: "pacotes perdidos por chegarem mais rápido do que foram lidos: {dropped}",
  },
  "capture.ended": {
    en:
      "the capture has ended by itself ({code}): what came before that is in {file}, what came later is not",
    pt: "a captura terminou sozinha ({code}): o que veio antes está em {file}; o que veio depois, não",
  },
  "capture.filter": {
    en: "display filter for Wireshark: {filter}",
    pt: "filtro de exibição para o Wireshark: {filter}",
  },
  "capture.empty": { en: "no packets in {file}", pt: "nenhum pacote em {file}" },
  "capture.unreadable": {
    en: "{file} cannot be read any more: it was removed or changed meanwhile",
    pt: "{file} não pode mais ser lido: foi removido ou alterado nesse meio-tempo",
  },
  "capture.left-out": {
    en: "⋮ packets left out here, but in the file: {packets}",
    pt: "⋮ pacotes omitidos aqui, presentes no arquivo: {packets}",
  },
  "capture.truncated": {
    en: "{file} ends in the middle of a block: only what stands before it can be read",
    pt: "{file} termina no meio de um bloco: só se pode ler o que vem antes dele",
  },
  "capture.damaged": {
    en: "{file} is damaged: what follows cannot be read",
    pt: "{file} está danificado: o que vem a seguir não pode ser lido",
  },
  "capture.unalterable": {
    en:
      "that file or its folder may not be written, not even by root (lsattr tells why): choose another name",
    pt:
      "esse arquivo ou a pasta dele não pode ser escrito, nem pelo root (lsattr mostra por quê): escolha outro nome",
  },
  "capture.foreign": {
    en:
      "that file belongs to another user, who could read the packets, or may not be changed (lsattr tells): choose another name",
    pt:
      "esse arquivo pertence a outro usuário, que poderia ler os pacotes, ou não pode ser alterado (lsattr mostra): escolha outro nome",
  },
  "diagram.none": {
    en: "no conversation over TCP or UDP yet: connect, or send a datagram",
    pt: "ainda não há conversa por TCP ou UDP: use connect, ou envie um datagrama",
  },
  "diagram.kind": {
    en: "{socket} is a {kind} socket: diagrams are of TCP and UDP",
    pt: "{socket} é um socket {kind}: os diagramas são de TCP e UDP",
  },
  "diagram.nobody": {
    en: "nobody has connected to {socket} yet",
    pt: "ninguém se conectou a {socket} ainda",
  },
  "diagram.ending": {
    en: "{file}: end the name in .svg",
    pt: "{file}: termine o nome com .svg",
  },
  "diagram.incomplete": {
    en: "the capture lost packets or ended by itself: segments may be missing",
    pt: "a captura perdeu pacotes ou terminou sozinha: podem faltar segmentos",
  },
  "diagram.partial": {
    en: "there were very many calls: some of them are not known any more",
    pt: "houve chamadas demais: algumas já não são conhecidas",
  },
  "diagram.shortcut": {
    en:
      "what {command} went on to send, receive and close is not among the calls: with capture start it is drawn",
    pt:
      "o que {command} enviou, recebeu e fechou depois não está entre as chamadas: com capture start é desenhado",
  },
  "diagram.itself": {
    en: "{name} talks to itself: on the left what it sends, on the right what reaches it",
    pt: "{name} conversa consigo mesmo: à esquerda o que envia, à direita o que lhe chega",
  },
  "diagram.omitted": {
    en: "⋮ {conversations} earlier {conversations:conversation|conversations} left out",
    pt: "⋮ {conversations} {conversations:conversa anterior omitida|conversas anteriores omitidas}",
  },
  "diagram.forgotten": {
    en: "⋮ the calls of {sockets} {sockets:socket|sockets} before these are not known any more",
    pt: "⋮ as chamadas de {sockets} {sockets:socket anterior|sockets anteriores} já não são conhecidas",
  },
  "diagram.repeated": { en: "{segment}, again", pt: "{segment}, de novo" },
  "diagram.title": { en: "Sequence diagram", pt: "Diagrama de sequência" },
  "diagram.stranger": { en: "no socket of this session", pt: "fora desta sessão" },
  "diagram.folded": {
    en:
      "⋮ {lines} {lines:line|lines} left out: {right} {right:segment|segments} with {rightBytes} B to the right, {left} with {leftBytes} B to the left",
    pt:
      "⋮ {lines} {lines:linha omitida|linhas omitidas}: {right} {right:segmento|segmentos} com {rightBytes} B para a direita, {left} com {leftBytes} B para a esquerda",
  },
  "diagram.captured": { en: "--->: captured", pt: "--->: capturado" },
  "diagram.deduced": {
    en: "...>: not captured, deduced from the calls",
    pt: "...>: não capturado, deduzido das chamadas",
  },
  "diagram.captured-line": { en: "solid arrow: captured", pt: "seta contínua: capturado" },
  "diagram.deduced-line": {
    en: "dotted arrow: not captured, deduced from the calls",
    pt: "seta pontilhada: não capturado, deduzido das chamadas",
  },
  "diagram.state-deduced": {
    en: "a state in parentheses follows from the segments, the kernel was not asked then",
    pt: "um estado entre parênteses foi deduzido dos segmentos; naquele momento o kernel não foi consultado",
  },
  "netstat.word": {
    en: 'only options and | grep WORD can stand here, not "{word}": netstat -tan | grep 65432',
    pt: 'aqui só cabem opções e | grep WORD, não "{word}": netstat -tan | grep 65432',
  },
  "netstat.option": {
    en: "options are written without parentheses and quotes: netstat {word}",
    pt: "opções se escrevem sem parênteses nem aspas: netstat {word}",
  },
  "netstat.program": {
    en:
      'after | only grep WORD is understood here, not "{program}"; in a terminal, socksh netstat … can be piped into anything',
    pt:
      'depois de | aqui só se entende grep WORD, não "{program}"; em um terminal, a saída de socksh netstat … pode ir para qualquer programa',
  },
  "netstat.grep-option": {
    en:
      'grep takes -i (capitals and small letters are alike) and -v (lines without the word) here, not "{option}"',
    pt: 'grep aceita aqui -i (sem distinguir maiúsculas) e -v (linhas sem a palavra), não "{option}"',
  },
  "netstat.grep-nothing": {
    en: "grep wants the text to look for: netstat -an | grep 65432",
    pt: "grep precisa do texto a procurar: netstat -an | grep 65432",
  },
  "netstat.grep-words": {
    en: 'grep takes one text here, not also "{word}"; text with blanks stands in quotes',
    pt: 'grep aceita aqui um só texto, não também "{word}"; um texto com espaços fica entre aspas',
  },
  "column.protocol": { en: "PROTO", pt: "PROTO" },
  "column.received": { en: "RECV-Q", pt: "RECV-Q" },
  "column.unsent": { en: "SEND-Q", pt: "SEND-Q" },
  "column.state": { en: "STATE", pt: "ESTADO" },
  "column.local": { en: "LOCAL", pt: "LOCAL" },
  "column.index": { en: "INDEX", pt: "ÍNDICE" },
  "column.family": { en: "FAMILY", pt: "FAMÍLIA" },
  "column.address": { en: "ADDRESS", pt: "ENDEREÇO" },
  "column.netmask": { en: "NETMASK", pt: "MÁSCARA" },
  "column.broadcast": { en: "BROADCAST/PEER", pt: "BROADCAST/REMOTO" },
  "column.flags": { en: "FLAGS", pt: "FLAGS" },
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
  "kind.struct": { en: "a structure", pt: "uma estrutura" },

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
  "help.constants": {
    en: "help SO_REUSEADDR tells what a constant is for",
    pt: "help SO_REUSEADDR informa para que serve uma constante",
  },
  "help.language": {
    en: 'help while, help timeout and help "=>" explain the language; Tab behind help offers the rest',
    pt: 'help while, help timeout e help "=>" explicam a linguagem; Tab depois de help oferece o resto',
  },
  "help.used": { en: "Use", pt: "Uso" },
  "help.value": { en: "Value", pt: "Valor" },
  "help.see": { en: "See", pt: "Veja" },
  "help.alias": { en: "Same as", pt: "Igual a" },
  "help.answered": { en: "Errors of", pt: "Erros de" },

  // explain
  "explain.unknown": {
    en: 'there is no topic "{name}"; explain alone lists the topics',
    pt: 'não há o tópico "{name}"; explain sozinho lista os tópicos',
  },
  "explain.unknown-nearest": {
    en: 'there is no topic "{name}"; nearest: {nearest} (explain alone lists all)',
    pt: 'não há o tópico "{name}"; os mais próximos: {nearest} (explain sozinho lista todos)',
  },
  "explain.head": {
    en: "Topics (explain TOPIC tells about one; several words need no quotes):",
    pt: "Tópicos (explain TÓPICO fala de um deles; várias palavras dispensam aspas):",
  },
  "explain.foot": {
    en:
      "Names are found in English and Portuguese, with or without accents and capitals. Any port number is a topic, and explain on tells after each call what it did",
    pt:
      "Os nomes são encontrados em português e em inglês, com ou sem acentos e maiúsculas. Qualquer número de porta é um tópico, e explain on diz depois de cada chamada o que ela fez",
  },
  "explain.concepts": { en: "Concepts", pt: "Conceitos" },
  "explain.states": { en: "States of a TCP connection", pt: "Estados de uma conexão TCP" },
  "explain.errors": { en: "Errors of the calls", pt: "Erros das chamadas" },
  "explain.ports": { en: "Well-known ports", pt: "Portas conhecidas" },
  "explain.commands": { en: "Commands", pt: "Comandos" },
  "explain.means": { en: "Meaning", pt: "Significado" },
  "explain.reached": { en: "How one gets there", pt: "Como se chega a ele" },
  "explain.ends": { en: "What ends it", pt: "O que o encerra" },
  "explain.shown": { en: "What netstat shows", pt: "O que o netstat mostra" },
  "explain.when": { en: "When", pt: "Quando acontece" },
  "explain.try": { en: "What to look at", pt: "O que verificar" },
  "explain.wire": { en: "On the wire", pt: "Na rede" },
  "explain.order": { en: "Before and after", pt: "Antes e depois" },

  // Running
  "prompt.welcome": {
    en: "socksh {version}: the Berkeley sockets API, call by call. help lists the commands, Ctrl-D leaves.",
    pt:
      "socksh {version}: a API de sockets de Berkeley, chamada a chamada. help lista os comandos, Ctrl-D sai.",
  },
  "prompt.interrupted": { en: "interrupted", pt: "interrompido" },
  "step.help": {
    en: "Enter runs the next statement, f and Enter the rest of a loop; Ctrl-C ends",
    pt: "Enter executa a próxima instrução, f e Enter o resto de um laço; Ctrl-C encerra",
  },
  "history.unavailable": {
    en: "the history is not kept: {path}: {reason}",
    pt: "o histórico não será mantido: {path}: {reason}",
  },
  "journal.unavailable": {
    en: "this session is not kept for transcript --last: {path}: {reason}",
    pt: "esta sessão não será guardada para transcript --last: {path}: {reason}",
  },
  "journal.lost": {
    en: "from here on this session is not kept for transcript --last: {path}: {reason}",
    pt: "daqui em diante esta sessão não será guardada para transcript --last: {path}: {reason}",
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
  "run.option-exclusive": {
    en: 'the options "{one}" and "{other}" make no sense together',
    pt: 'as opções "{one}" e "{other}" não fazem sentido juntas',
  },
  "run.option-file": {
    en: '"{option}" reads standard input, and "{file}" would be a file',
    pt: '"{option}" lê a entrada padrão, e "{file}" seria um arquivo',
  },
  "run.language": {
    en: 'the language "{value}" is not available; use en or pt-BR',
    pt: 'o idioma "{value}" não está disponível; use en ou pt-BR',
  },

  // A private network
  "sandbox.inside": {
    en:
      "private network: nothing is in it but the loopback interface, this shell and the programs that join it",
    pt: "rede privada: nela só existem a interface de loopback, este shell e os programas que entrarem nela",
  },
  "sandbox.join": {
    en: "to join it from another terminal, with socksh or any other program in its place:",
    pt: "para entrar nela a partir de outro terminal, com o socksh ou outro programa no lugar dele:",
  },
  "sandbox.linux": {
    en: "no private network: only Linux has network namespaces",
    pt: "sem rede privada: só o Linux tem namespaces de rede",
  },
  "sandbox.linux-hint": {
    en: "start it without --sandbox",
    pt: "inicie sem --sandbox",
  },
  "sandbox.missing": {
    en: 'no private network: the program "unshare" is not in any folder of the PATH',
    pt: 'sem rede privada: o programa "unshare" não está em nenhuma pasta do PATH',
  },
  "sandbox.missing-hint": {
    en: "unshare is part of the package util-linux",
    pt: "o unshare faz parte do pacote util-linux",
  },
  "sandbox.setting": {
    en: "no private network: this system forbids the namespaces it takes ({name} is {value})",
    pt: "sem rede privada: este sistema proíbe os namespaces necessários ({name} é {value})",
  },
  "sandbox.setting-hint": {
    en: "an administrator allows them, until the machine is restarted, with: sudo sysctl {name}={wanted}",
    pt: "um administrador os permite, até a máquina ser reiniciada, com: sudo sysctl {name}={wanted}",
  },
  "sandbox.unprivileged": {
    en: "no private network: this system forbids user namespaces to ordinary users ({name} is {value})",
    pt: "sem rede privada: este sistema proíbe namespaces de usuário a usuários comuns ({name} é {value})",
  },
  "sandbox.unprivileged-hint": {
    en:
      "an administrator allows them, until the machine is restarted, with: sudo sysctl {name}={wanted}; or start this with sudo",
    pt:
      "um administrador os permite, até a máquina ser reiniciada, com: sudo sysctl {name}={wanted}; ou inicie isto com sudo",
  },
  "sandbox.loopback": {
    en: "no private network: it was made, but its loopback interface may not be turned on ({code})",
    pt: "sem rede privada: ela foi criada, mas não foi possível ativar a interface de loopback ({code})",
  },
  "sandbox.seccomp": {
    en:
      "no private network: namespaces are refused, perhaps by the filter of system calls (seccomp) that is in force here",
    pt:
      "sem rede privada: namespaces são recusados, talvez pelo filtro de chamadas de sistema (seccomp) que vale aqui",
  },
  "sandbox.seccomp-hint": {
    en: "containers have such filters; this starts one without: docker run --security-opt seccomp=unconfined",
    pt:
      "contêineres têm esses filtros; isto inicia um sem filtro: docker run --security-opt seccomp=unconfined",
  },
  "sandbox.unknown": {
    en: "no private network: namespaces are refused, and no setting of the system tells why",
    pt: "sem rede privada: namespaces são recusados, e nenhuma configuração do sistema diz por quê",
  },
  "sandbox.unknown-hint": {
    en: "the system's root, outside any container, may be allowed to make them: start this with sudo",
    pt: "talvez o root do sistema, fora de contêineres, possa criá-los: inicie isto com sudo",
  },
  "run.internal": { en: "internal error: {reason}", pt: "erro interno: {reason}" },
  "run.output": {
    en: "the output cannot be written: {reason}",
    pt: "não foi possível escrever a saída: {reason}",
  },
} as const satisfies Record<string, Entry>;

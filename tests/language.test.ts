// language: is every rule of the grammar read as the design says?
//
// Tables of texts and their trees, written compactly by `show`: `name(…)` is a call, `name~(…)` one in
// word style, its options behind it, `w:x` a bare word, `#X` a constant, `<a, b>` a tuple, `«…»` an interpolation. A block is
// `{ … }` with its statements joined by ` ; `, a job ends with ` &`.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { SyntaxFault } from "../lib/errors.ts";
import {
  type Block,
  type Expression,
  nearest,
  parse,
  partsOf,
  quoteOptions,
  quoteWord,
  type Simple,
  type Spellings,
  type Statement,
  targetsOf,
  type Vocabulary,
} from "../lib/language/mod.ts";
import { type CursorContext, cursorContext } from "../lib/language/typing.ts";
import { placeOf } from "../lib/render/excerpt.ts";

const COMMANDS = [
  ..."socket bind listen accept connect connect_ex send sendall sendto recv recvfrom close print help".split(
    " ",
  ),
  ..."setsockopt getsockopt getsockname gethostbyname netstat state echo-server".split(" "),
];

/** What `serve` can be told besides its arguments. */
const SPELLINGS: Spellings = new Map([
  ["--max-clients", { name: "maxClients", takesValue: true }],
  ["-n", { name: "maxClients", takesValue: true }],
  ["--message", { name: "message", takesValue: true }],
  ["--mensagem", { name: "message", takesValue: true }],
  ["--quiet", { name: "quiet", takesValue: false }],
  ["-q", { name: "quiet", takesValue: false }],
  ["-4", { name: "four", takesValue: false }],
]);

const vocabulary: Vocabulary = {
  commands: new Map([
    ...COMMANDS.map((name) => [name, {}] as const),
    ["assert", { rest: "expression" }],
    ["exit", { rest: "expression" }],
    ["serve", { options: SPELLINGS }],
  ]),
  constants: new Map<string, number | string>([
    ["AF_INET", 2],
    ["SOCK_STREAM", 1],
    ["SOCK_DGRAM", 2],
    ["SOL_SOCKET", 1],
    ["SO_REUSEADDR", 2],
    ["LISTEN", "LISTEN"],
    ["ESTABLISHED", "ESTABLISHED"],
  ]),
  errors: new Set(["EADDRINUSE", "ECONNREFUSED", "EAGAIN", "EAI_NONAME"]),
};

/** Variables the tables use without assigning them. */
const KNOWN = ["x", "y", "srv", "addr", "data"];

function read(text: string, known: Iterable<string> = KNOWN): readonly Statement[] {
  return parse({ name: "test", text }, vocabulary, known).statements;
}

function fault(text: string, known: Iterable<string> = KNOWN): SyntaxFault {
  return assertThrows(() => read(text, known), SyntaxFault) as SyntaxFault;
}

/** A fault as `key 1:2 «what it points at»`, with `…` when more input could complete the text. */
function complaint(text: string): string {
  const { key, span, incomplete } = fault(text);
  const { line, column } = placeOf({ name: "", text }, span.start);
  return `${key} ${line}:${column} «${text.slice(span.start, span.end)}»${incomplete ? "…" : ""}`;
}

function show(node: Expression): string {
  const list = (nodes: readonly Expression[]) => nodes.map(show).join(", ");
  switch (node.kind) {
    case "literal":
      if (node.value instanceof Uint8Array) return `bytes ${node.value.toHex()}`;
      if (node.form === "word") return `w:${node.value}`;
      if (node.form === "constant") return `#${node.constant}`;
      return JSON.stringify(node.value) + (node.form === "duration" ? " s" : "");
    case "name":
      return node.name;
    case "interpolation": {
      const parts = node.parts.map((part) => typeof part === "string" ? part : `{${show(part)}}`);
      return `${node.form === "word" ? "w:" : ""}«${parts.join("")}»`;
    }
    case "tuple":
      return `<${list(node.items)}>`;
    case "call":
      return `${node.name}${node.words ? "~" : ""}(${list(node.args)})${
        node.options?.map(({ name, value }) => ` ${name}${value === undefined ? "" : `=${show(value)}`}`)
          .join("") ??
          ""
      }`;
    case "method":
      return `${show(node.receiver)}.${node.name}(${list(node.args)})`;
    case "index":
      return `${show(node.receiver)}[${show(node.index)}]`;
    case "unary":
      return `(${node.operator} ${show(node.operand)})`;
    case "chain":
      return `(${show(node.first)}${
        node.rest.map((each) => ` ${each.operator} ${show(each.operand)}`).join("")
      })`;
    case "wildcard":
      return "_?";
  }
}

function showSimple({ limit, targets, unpack, body, expectation }: Simple): string {
  const names = targets?.map((target) => target.name).join(", ");
  const left = names === undefined ? "" : unpack ? `<${names}> = ` : `${names} = `;
  const limited = limit === undefined ? "" : `timeout ${show(limit)} `;
  if (expectation === undefined) return limited + left + show(body);
  const wanted = expectation.kind === "value"
    ? show(expectation.value)
    : expectation.kind === "error"
    ? expectation.name
    : expectation.kind === "match"
    ? `/${expectation.pattern}/`
    : `!${expectation.kind}`;
  const timings = expectation.timings.map(({ kind, limit }) => ` ${kind} ${show(limit)}`).join("");
  return `${limited}${left}${show(body)} => ${wanted}${timings}`;
}

function showStatement(statement: Statement): string {
  switch (statement.kind) {
    case "simple":
      return showSimple(statement);
    case "if": {
      const branches = statement.branches.map(({ condition, body }) =>
        `if ${showSimple(condition)} ${showBlock(body)}`
      );
      if (statement.otherwise !== undefined) branches.push(showBlock(statement.otherwise));
      return branches.join(" else ");
    }
    case "while":
      return `while ${showSimple(statement.condition)} ${showBlock(statement.body)}`;
    case "repeat":
      return `repeat ${show(statement.count)} ${showBlock(statement.body)}`;
    case "group":
      return showBlock(statement.body);
    case "limited":
      return `timeout ${show(statement.limit)} ${showBlock(statement.body)}`;
    case "break":
    case "continue":
      return statement.kind;
    case "job":
      return `${showStatement(statement.statement)} &`;
  }
}

function showBlock(block: Block): string {
  return block.length === 0 ? "{ }" : `{ ${block.map(showStatement).join(" ; ")} }`;
}

/** The first statement of a text, which is a simple one. */
function simple(text: string): Simple {
  const [statement] = read(text);
  assert(statement?.kind === "simple", `${JSON.stringify(text)} is a simple statement`);
  return statement;
}

/** Each text and the statements it consists of, joined by ` ; `. */
function trees(name: string, table: readonly (readonly [text: string, tree: string])[]): void {
  Deno.test(name, () => {
    for (const [text, tree] of table) {
      assertEquals(read(text).map(showStatement).join(" ; "), tree, `reading ${JSON.stringify(text)}`);
    }
  });
}

/** Each text and its fault. */
function faults(name: string, table: readonly (readonly [text: string, complaint: string])[]): void {
  Deno.test(name, () => {
    for (const [text, expected] of table) {
      assertEquals(complaint(text), expected, `reading ${JSON.stringify(text)}`);
    }
  });
}

// ── the three spellings ───────────────────────────────────────────────────────────────────────

trees("the same call can be spelled as words, as in C and as in Python", [
  ["srv = socket tcp", "srv = socket~(w:tcp)"],
  ["srv = socket(AF_INET, SOCK_STREAM, 0);", "srv = socket(#AF_INET, #SOCK_STREAM, 0)"],
  ["srv = socket.socket(socket.AF_INET, socket.SOCK_STREAM)", "srv = socket(#AF_INET, #SOCK_STREAM)"],
  ["bind srv 127.0.0.1:65432", "bind~(w:srv, w:127.0.0.1:65432)"],
  ['bind(srv, ("127.0.0.1", 65432))', 'bind(srv, <"127.0.0.1", 65432>)'],
  ['srv.bind(("127.0.0.1", 65432))', 'srv.bind(<"127.0.0.1", 65432>)'],
  ["conn, addr = srv.accept()", "<conn, addr> = srv.accept()"],
  ['sendall conn "Hello, world"', 'sendall~(w:conn, "Hello, world")'],
  ["data = conn.recv(1024)", "data = conn.recv(1024)"],
  ["socket()", "socket()"],
  ["socket", "socket~()"],
]);

trees("every statement of the handouts is read, indented and commented as they are", [
  [
    "\tserv_socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
    "serv_socket = socket(#AF_INET, #SOCK_STREAM)",
  ],
  ["   \tserv_socket.bind(addr)", "serv_socket.bind(addr)"],
  ["   \tserv_socket.listen(3)", "serv_socket.listen(3)"],
  ["   \tconn, cliente = serv_socket.accept()", "<conn, cliente> = serv_socket.accept()"],
  ["client_socket.connect_ex(addr)", "client_socket.connect_ex(addr)"],
  ["client_socket.sendall(str.encode(mensagem))", "client_socket.sendall(mensagem.encode())"],
  ["data = conn.recv(1024)", "data = conn.recv(1024)"],
  ["conn.sendall(data)", "conn.sendall(data)"],
  ["   \tconn.close()", "conn.close()"],
  ['host = "127.0.0.1" # Standard loopback interface address (localhost)', 'host = "127.0.0.1"'],
  ["port = 65432 # Port to listen on (non-privileged ports are > 1023)", "port = 65432"],
  ["data_payload = 1024 #The maximum amount of data to be received at once", "data_payload = 1024"],
  ["server_address = (host, port)", "server_address = <host, port>"],
  [
    'print ("Starting up echo server on %s port %s" % server_address)',
    'print~(("Starting up echo server on %s port %s" % server_address))',
  ],
  ["sock.bind(server_address)", "sock.bind(server_address)"],
  ["sock.listen(5)", "sock.listen(5)"],
  ["client, address = sock.accept()", "<client, address> = sock.accept()"],
  [
    '    print ("Waiting to receive message from client")',
    'print~("Waiting to receive message from client")',
  ],
  ["    data = client.recv(data_payload)", "data = client.recv(data_payload)"],
  ["    message = data.decode()", "message = data.decode()"],
  ['        print ("Data: %s" % message)', 'print~(("Data: %s" % message))'],
  ["        client.sendall(message.encode())", "client.sendall(message.encode())"],
  ["print ('Closing client connection', client)", 'print~("Closing client connection", client)'],
  ["import socket", ""],
  ["host = '127.0.0.1'\nport=65432", 'host = "127.0.0.1" ; port = 65432'],
  ["sock.connect(server_address)", "sock.connect(server_address)"],
  ['message = "Hello, world"', 'message = "Hello, world"'],
  ['print ("Received: %s" % data.decode())', 'print~(("Received: %s" % data.decode()))'],
  ["s.bind((HOST, PORT))", "s.bind(<HOST, PORT>)"],
  ["s.listen()", "s.listen()"],
  ['HOST = "127.0.0.1"  # The server\'s hostname or IP address', 'HOST = "127.0.0.1"'],
  ["    s.connect((HOST, PORT))", "s.connect(<HOST, PORT>)"],
  ['    s.sendall(b"Hello, world")', "s.sendall(bytes 48656c6c6f2c20776f726c64)"],
  ['print(f"Received {str(data)}")', "print(«Received {str(data)}»)"],
  ["udp.sendto(msg.encode(), dest)", "udp.sendto(msg.encode(), dest)"],
  ["udp.recvfrom(1024)", "udp.recvfrom(1024)"],
  ["socket.socket(socket.AF_INET, socket.SOCK_DGRAM)", "socket(#AF_INET, #SOCK_DGRAM)"],
  ["netstat -an", "netstat~(w:-an)"],
]);

// ── rule 1 and 2: where statements end and comments begin ─────────────────────────────────────

trees("a statement ends at a newline or a semicolon, and empty ones are nothing", [
  ["print a\nprint b", "print~(w:a) ; print~(w:b)"],
  ["print a; print b;", "print~(w:a) ; print~(w:b)"],
  ["print a;;\n\n;  ;", "print~(w:a)"],
  ["print a\r\nx\r\n", "print~(w:a) ; x"],
  ["\ufeffprint a", "print~(w:a)"],
  ["print(1,\n  2)\nx", "print(1, 2) ; x"],
  ["x = (1, # one\n  2)", "x = <1, 2>"],
  ['print "a\nb"', 'print~("a\\nb")'],
  ["print a \\\n  b", "print~(w:a, w:b)"],
  ["print a \\\r\n  b", "print~(w:a, w:b)"],
  ["print a\\\nb", "print~(w:ab)"],
  ["print\\\n a", "print~(w:a)"],
  ["x = 1 + \\\n 2", "x = (1 + 2)"],
  ["print\u00a0a", "print~(w:a)"],
  ["", ""],
]);

trees("a pasted prompt is dropped", [
  [">>> print a\n>>> print b", "print~(w:a) ; print~(w:b)"],
  ["socksh> print a\n  socksh> x", "print~(w:a) ; x"],
  [">>>\nx", "x"],
  ["print >>> a", "print~(w:>>>, w:a)"],
]);

trees("a comment starts only where a token may start", [
  ["# all\nprint a # rest\nx // rest", "print~(w:a) ; x"],
  ["#!/usr/bin/env socksh\nx", "x"],
  ["print http://h/x unix:/a//b a#b", "print~(w:http://h/x, w:unix:/a//b, w:a#b)"],
  ["print(1)//c\nprint (1)#c\nx;#c", "print(1) ; print~(1) ; x"],
  ["print(1,#c\n2)", "print(1, 2)"],
  ['print "a # b" // c', 'print~("a # b")'],
  ["print #c", "print~()"],
]);

// ── rule 3: what the beginning decides ────────────────────────────────────────────────────────

trees("imports do nothing and a C type before an assignment is skipped", [
  ["import socket, sys; x", "x"],
  ["from socket import *", ""],
  ["from socket import (AF_INET,\n  SOCK_STREAM)\nx", "x"],
  ["int srv = socket(AF_INET, SOCK_STREAM, 0);", "srv = socket(#AF_INET, #SOCK_STREAM, 0)"],
  ["ssize_t n = recv c 5", "n = recv~(w:c, w:5)"],
  ['int("5")', 'int("5")'],
]);

trees("names and an equals sign are an assignment", [
  ["a = 1", "a = 1"],
  ["a=1", "a = 1"],
  ["(a, b) = 1, 2", "<a, b> = <1, 2>"],
  ["(a,\n b) = y", "<a, b> = y"],
  ["a, = 1,", "<a> = <1>"],
  ["_, b = accept srv", "<_, b> = accept~(w:srv)"],
  ["x == 1", "(x == 1)"],
  ["x => 1", "x => 1"],
  ["endereço = 1; endereço", "endereço = 1 ; endereço"],
  ["tcp = 1; udp = 2; s = 3", "tcp = 1 ; udp = 2 ; s = 3"],
]);

trees("a call may be an operand, and anything else is an expression", [
  ["recv(x, 5) == b'a'", "(recv(x, 5) == bytes 61)"],
  ["echo-server(7)", "echo-server(7)"],
  ["addr[0]", "addr[0]"],
  ["1 + 1", "(1 + 1)"],
  ["LISTEN", "#LISTEN"],
  ["foo - 1", "(foo - 1)"],
  ["foo[0], x", "<foo[0], x>"],
  ["a = 1\na", "a = 1 ; a"],
  ["s1; argv[1]", "s1 ; argv[1]"],
  ["True", "true"],
]);

trees("a blank before the parenthesis makes words, and a lone tuple is spread", [
  ["bind (srv, addr)", "bind~(srv, addr)"],
  ["listen (srv)", "listen~(srv)"],
  ["socket ()", "socket~()"],
  ["x = socket (AF_INET, SOCK_STREAM)", "x = socket~(#AF_INET, #SOCK_STREAM)"],
  ["print ((1, 2))", "print~(1, 2)"],
  ["print (1, 2) 3", "print~(<1, 2>, w:3)"],
  ["x.recv (5)", "x.recv(5)"],
]);

faults("a first name that is no command and no variable is an unknown command", [
  ["recvv c 5", "syntax.unknown-command 1:1 «recvv»"],
  ["recvv(c, 5)", "syntax.unknown-command 1:1 «recvv»"],
  ["nobody", "syntax.unknown-command 1:1 «nobody»"],
  ["a = nobody", "syntax.unknown-command 1:5 «nobody»"],
  ["nobody => ok", "syntax.unknown-command 1:1 «nobody»"],
  ["ls -la", "syntax.unknown-command 1:1 «ls»"],
  ["echo-sever 80", "syntax.unknown-command 1:1 «echo-sever»"],
  ["print(1 + foo(2))", "syntax.unknown-command 1:11 «foo»"],
  ["srv.recvv(5)", "syntax.unknown-method 1:5 «recvv»"],
  ["srv.close", "syntax.call-parentheses 1:5 «close»"],
]);

Deno.test("an unknown name brings the nearest known one", () => {
  assertEquals(fault("recvv c 5").values, { name: "recvv", nearest: "recv" });
  assertEquals(fault("srb").values, { name: "srb", nearest: "srv" });
  assertEquals(fault("echo-sever 80").values, { name: "echo-sever", nearest: "echo-server" });
  assertEquals(fault("x.sned(1)").values, { name: "sned", nearest: "send" });
  assertEquals(fault("x => ECONREFUSED").values, { name: "ECONREFUSED", nearest: "ECONNREFUSED" });
  assertEquals(fault("zzzzzz").values, { name: "zzzzzz" });
});

faults("commands, keywords, values and constants cannot be assigned", [
  ["recv = 5", "syntax.reserved-name 1:1 «recv»"],
  ["a, AF_INET = 5", "syntax.reserved-name 1:4 «AF_INET»"],
  ["timeout = 5", "syntax.reserved-name 1:1 «timeout»"],
  ["None = 5", "syntax.reserved-name 1:1 «None»"],
  ["int send = 5", "syntax.reserved-name 1:5 «send»"],
  ["len(x) = 5", "syntax.assign-target 1:1 «len(x)»"],
  ["x[0] = 5", "syntax.assign-target 1:1 «x[0]»"],
]);

Deno.test("a reserved name brings another one", () => {
  assertEquals(fault("AF_INET = 5").values, { name: "AF_INET", suggestion: "my_af_inet" });
});

// ── rule 4 to 6: words ────────────────────────────────────────────────────────────────────────

trees("words are text up to a blank, and quotes count only where a word starts", [
  ["bind s [fe80::1%eth0]:80", "bind~(w:s, w:[fe80::1%eth0]:80)"],
  ["bind s :65432", "bind~(w:s, w::65432)"],
  ["bind s unix:@a", "bind~(w:s, w:unix:@a)"],
  ["socket AF_INET|1 x==y a,b", "socket~(w:AF_INET|1, w:x==y, w:a,b)"],
  ['print don\'t say"x"', 'print~(w:don\'t, w:say"x")'],
  ["print -5 --x -- a", "print~(w:-5, w:--x, w:--, w:a)"],
  ["print 'a b' b'c' hex\"de ad\" r'\\n'", 'print~("a b", bytes 63, bytes dead, "\\\\n")'],
  ["print (1 + 2) x", "print~((1 + 2), w:x)"],
  ["print a=>b a =>b", "print~(w:a=>b, w:a, w:=>b)"],
  ["print a & b a&", "print~(w:a, w:&, w:b, w:a&)"],
  ["socket socket.AF_INET socket.SOCK_STREAM|socket.AF_INET", "socket~(w:AF_INET, w:SOCK_STREAM|AF_INET)"],
  ["print socket.timeout", "print~(w:socket.timeout)"],
  ["socket.gethostbyname localhost", "gethostbyname~(w:localhost)"],
]);

trees("a dollar inserts a variable or an argument, and is a letter elsewhere", [
  ["print $x ${x}", "print~(x, x)"],
  ["bind s $x:${y}", "bind~(w:s, w:«{x}:{y}»)"],
  ["print $1 ${1} $10 $0", "print~(argv[1], argv[1], argv[10], argv[0])"],
  ["print a$1b $ 5$ $-", "print~(w:«a{argv[1]}b», w:$, w:5$, w:$-)"],
  ['print "a ${x} $x" \'${x}\' b"${x}"', 'print~(«a {x} $x», "${x}", bytes 247b787d)'],
  ['print "${1} ${a b} ${"', "print~(«{argv[1]} ${a b} ${»)"],
]);

trees("a command may take the rest of the line as one expression", [
  ["assert x == 3", "assert~((x == 3))"],
  ["assert (x) == 3 => ok", "assert~((x == 3)) => !ok"],
  ["exit", "exit~()"],
  ["exit code", "exit~(code)"],
  ["exit(3)", "exit(3)"],
]);

trees("--help alone asks for help", [
  ["recv --help", "help~(w:recv)"],
  ["assert --help", "help~(w:assert)"],
  ["recv --help x", "recv~(w:--help, w:x)"],
]);

trees("a command with options takes them before, between and behind its arguments", [
  ["serve", "serve~()"],
  ["serve :80", "serve~(w::80)"],
  ["serve --quiet", "serve~() quiet"],
  ["serve --max-clients 5 :80 -q x", "serve~(w::80, w:x) maxClients=w:5 quiet"],
  ["serve --max-clients=5 -n 6 -n=7", "serve~() maxClients=w:5 maxClients=w:6 maxClients=w:7"],
  ["serve --mensagem 'a b' --message=\"c ${x}\"", 'serve~() message="a b" message=«c {x}»'],
  ["serve --message=$x --message (x + 1) --message=(y)", "serve~() message=x message=(x + 1) message=y"],
  [
    "serve --message b'c' --message=a:$x --message==",
    "serve~() message=bytes 63 message=w:«a:{x}» message=w:=",
  ],
  ["serve --message='' --message=#x --message=//", 'serve~() message="" message=w:#x message=w://'],
  [
    "serve --message -5 --message -x --message --other",
    "serve~() message=w:-5 message=w:-x message=w:--other",
  ],
  ["serve --message=--quiet --message '--quiet'", 'serve~() message=w:--quiet message="--quiet"'],
  ["serve -qn 5 x", "serve~(w:x) quiet maxClients=w:5"],
  ["serve -qn5 -nq", "serve~() quiet maxClients=w:5 maxClients=w:q"],
  ["serve -5 -.5 - -4 -4x", "serve~(w:-5, w:-.5, w:-, w:-4x) four"],
  ["serve -q -- --quiet -x --help --", "serve~(w:--quiet, w:-x, w:--help, w:--) quiet"],
  ["serve '--quiet' \"-x\" $x (x)", 'serve~("--quiet", "-x", x, x)'],
  ["serve (x, y) --quiet", "serve~(x, y) quiet"],
  ["serve --quiet (x, y)", "serve~(x, y) quiet"],
  ["serve --quiet # --other", "serve~() quiet"],
  ["serve --message \\\n a --quiet\\\n b", "serve~(w:b) message=w:a quiet"],
  ["n = serve --quiet => ok; serve -q", "n = serve~() quiet => !ok ; serve~() quiet"],
  ["socket.serve --quiet", "serve~() quiet"],
  ["serve('--quiet', -5)", 'serve("--quiet", (- 5))'],
]);

trees("behind | stands another program's line: its options are none of the command's", [
  ["serve -q | grep -q x", "serve~(w:|, w:grep, w:-q, w:x) quiet"],
  ["serve -q4|grep --bogus", "serve~(w:|grep, w:--bogus) quiet four"],
  ["serve -4q", "serve~() four quiet"],
  ["serve --message=a|b -q", "serve~() message=w:a|b quiet"],
]);

trees("a command with options gives help wherever it is asked for", [
  ["serve --help", "help~(w:serve)"],
  ["serve -h", "help~(w:serve)"],
  ["serve :80 --quiet -h x", "help~(w:serve)"],
  ["serve --bogus --max-clients --help", "help~(w:serve)"],
  ["serve -h; serve -- -h", "help~(w:serve) ; serve~(w:-h)"],
  ["recv -h", "recv~(w:-h)"],
]);

faults("a wrong option is pointed at", [
  ["serve --bogus", "syntax.option 1:7 «--bogus»"],
  ["serve :80 -x 5", "syntax.option 1:11 «-x»"],
  ["serve --max-client=5", "syntax.option 1:7 «--max-client»"],
  ["serve --Quiet", "syntax.option 1:7 «--Quiet»"],
  ["serve --=x", "syntax.option 1:7 «--»"],
  ["serve -qx 5", "syntax.option 1:7 «-qx»"],
  ["serve -qn", "syntax.option-value 1:9 «n»"],
  ["serve --bogus --worse", "syntax.option 1:7 «--bogus»"],
  ["serve --max-clients", "syntax.option-value 1:7 «--max-clients»"],
  ["serve -n => ok", "syntax.option-value 1:7 «-n»"],
  ["serve -n; serve", "syntax.option-value 1:7 «-n»"],
  ["serve --message= x", "syntax.option-value 1:7 «--message=»"],
  ["serve --message --quiet", "syntax.option-found 1:17 «--quiet»"],
  ["serve --message --quiet=5", "syntax.option-found 1:17 «--quiet»"],
  ["serve --message -- x", "syntax.option-found 1:17 «--»"],
  ["serve --quiet=5 x", "syntax.option-switch 1:14 «=5»"],
  ["serve --quiet='a b'", "syntax.option-switch 1:14 «='a b'»"],
  ["serve --quiet=", "syntax.option-switch 1:14 «=»"],
  ["serve --quiet(x)", "syntax.glued 1:14 «(»"],
  ["serve --message='a'b", "syntax.glued 1:20 «b»"],
  ["serve --message 'a", "syntax.unclosed-quote 1:17 «'»…"],
]);

Deno.test("a wrong option brings the nearest one, and its command", () => {
  assertEquals(fault("serve --max-client 5").values, {
    command: "serve",
    name: "--max-client",
    nearest: "--max-clients",
  });
  assertEquals(fault("serve --hepl").values, { command: "serve", name: "--hepl", nearest: "--help" });
  assertEquals(fault("serve -x").values, { command: "serve", name: "-x" });
  assertEquals(fault("serve --message --quiet").values, {
    command: "serve",
    option: "--message",
    found: "--quiet",
  });
});

Deno.test("an option has its own spans: the whole, its name, its value", () => {
  const text = "serve --message 'a b' --max-clients=5 -q";
  const statement = simple(text);
  assert(statement.body.kind === "call");
  const at = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
  assertEquals(statement.body.options?.map(({ span }) => at(span)), [
    "--message 'a b'",
    "--max-clients=5",
    "-q",
  ]);
  assertEquals(statement.body.options?.map(({ nameSpan }) => at(nameSpan)), [
    "--message",
    "--max-clients",
    "-q",
  ]);
  assertEquals(statement.body.options?.map(({ value }) => value && at(value.span)), [
    "'a b'",
    "5",
    undefined,
  ]);
  assertEquals(at(statement.body.span), text);
});

Deno.test("a call without options carries none", () => {
  for (const text of ["serve :80", "recv c"]) assert(!Object.hasOwn(simple(text).body, "options"), text);
});

Deno.test("the words of a command line are written so that options stay options", () => {
  const table: [words: string[], written: string][] = [
    [["--message=two words", "a b"], "--message='two words' 'a b'"],
    [["--message", "a b", "--quiet", ":80"], "--message 'a b' --quiet :80"],
    [["--message="], "--message=''"],
    [["--message=$x", "$x"], "--message='$x' '$x'"],
    [["--message", "--x=a b"], "--message '--x=a b'"],
    [["--message", "-5", "-5"], "--message -5 -5"],
    [["--", "--x=a b", "--quiet"], "-- '--x=a b' --quiet"],
    [["--mesage=a b", "--opção", "-x"], "--mesage='a b' --opção -x"],
    [["-5=a b", "-", "x=a b", "--a b"], "'-5=a b' - 'x=a b' '--a b'"],
    [["--quiet=a b", "--help", "-h"], "--quiet='a b' --help -h"],
  ];
  for (const [words, written] of table) assertEquals(quoteOptions(words, SPELLINGS).join(" "), written);
});

faults("what is glued to an argument is refused", [
  ['print "a"b', "syntax.glued 1:10 «b»"],
  ["print len(x)", "syntax.glued 1:10 «(»"],
  ["print (x)y", "syntax.glued 1:10 «y»"],
  ['send c "a".encode()', "syntax.glued 1:11 «.»"],
  ["print a)", "syntax.unexpected 1:8 «)»"],
]);

// ── rule 7, 8 and 13: blocks, jobs, time limits ───────────────────────────────────────────────

trees("a block stands behind if, while, repeat, else and timeout, or alone", [
  ["if x { print a }", "if x { print~(w:a) }"],
  ["if x { print a } else { print b }", "if x { print~(w:a) } else { print~(w:b) }"],
  ["if x { 1 } else if y { 2 } else if data { 3 }", "if x { 1 } else if y { 2 } else if data { 3 }"],
  ["if x { 1 } else if y { 2 } else { 3 }", "if x { 1 } else if y { 2 } else { 3 }"],
  ["while x { print a }", "while x { print~(w:a) }"],
  ["repeat 3 { print a }", "repeat 3 { print~(w:a) }"],
  ["repeat len(x) + 1 { print a }", "repeat (len(x) + 1) { print~(w:a) }"],
  ["timeout 2s { print a }", "timeout 2 s { print~(w:a) }"],
  ["{ print a }", "{ print~(w:a) }"],
  ["{ }\n{}", "{ } ; { }"],
  ["{ { { } } }", "{ { { } } }"],
  [
    "if x { while y { repeat 2 { 1 } } } else { { 2 } }",
    "if x { while y { repeat 2 { 1 } } } else { { 2 } }",
  ],
]);

trees("a condition is an expression, an assignment, a call or a command in word style", [
  ["if x == 1 and not y { }", "if ((x == 1) and (not y)) { }"],
  ["if (x) { }", "if x { }"],
  ["while (len(x) < 5) { }", "while (len(x) < 5) { }"],
  ["while data = recv c 1024 { }", "while data = recv~(w:c, w:1024) { }"],
  ["while data = srv.recv(1024) { send c $data }", "while data = srv.recv(1024) { send~(w:c, data) }"],
  ["if conn, addr = accept srv { }", "if <conn, addr> = accept~(w:srv) { }"],
  ["if connect_ex(x, addr) { }", "if connect_ex(x, addr) { }"],
  ["if recv c 5 { } else if echo-server(7) { }", "if recv~(w:c, w:5) { } else if echo-server(7) { }"],
  ["if assert x == 1 { }", "if assert~((x == 1)) { }"],
  ["if serve --quiet { }", "if serve~() quiet { }"],
  ["if print ${x} a${y}b { }", "if print~(x, w:«a{y}b») { }"],
  ['if x == "{" { }', 'if (x == "{") { }'],
  ["if True { }; while 1 { }; repeat 0 { }", "if true { } ; while 1 { } ; repeat 0 { }"],
  ["if int n = recv c 5 { n }", "if n = recv~(w:c, w:5) { n }"],
]);

trees("a name assigned in a condition or in a block is known behind it", [
  ["while got = recv c 5 { got }; got", "while got = recv~(w:c, w:5) { got } ; got"],
  ["if x { a = 1 }\na", "if x { a = 1 } ; a"],
  ["{ a = 1 } &\na", "{ a = 1 } & ; a"],
]);

trees("a block may stand on one line, and on many, as it is written in C", [
  ["if x{print a}else{print b}", "if x { print~(w:a) } else { print~(w:b) }"],
  ["if x {print a;print b;}", "if x { print~(w:a) ; print~(w:b) }"],
  ["while x{}; y", "while x { } ; y"],
  ["repeat 3{ a = 1 }\ny", "repeat 3 { a = 1 } ; y"],
  [
    "if (x) {\n  print a;\n} else if (y) {\n\n  print b\n} else {\n}\n",
    "if x { print~(w:a) } else if y { print~(w:b) } else { }",
  ],
  ["{\n\n}\n", "{ }"],
  ["{\n;;\n}", "{ }"],
  ["if x \\\n { print a }", "if x { print~(w:a) }"],
  ["if x { 1 } \\\n else { 2 }", "if x { 1 } else { 2 }"],
  ["if x == (1,\n 2) {\n}", "if (x == <1, 2>) { }"],
  ["{ print (1,\n 2) }", "{ print~(1, 2) }"],
  ["{ x => ok }", "{ x => !ok }"],
  ["{ x => (1, _) }; y", "{ x => <1, _?> } ; y"],
  ["{ x => 127.0.0.1:80}", "{ x => w:127.0.0.1:80 }"],
  ["{ x => a:${y}}", "{ x => w:«a:{y}» }"],
  ["{ import socket }", "{ }"],
  ["{ from socket import *; x }", "{ x }"],
]);

trees("comments end where the line does, before a brace as behind one", [
  ["if x { # yes }\n  print a # a }\n} else { // no {\n  y // c\n}# end", "if x { print~(w:a) } else { y }"],
  ["{#c\n}//c\n{ }", "{ } ; { }"],
]);

trees("carriage returns and pasted prompts are as nothing in a block, too", [
  ["if x {\r\n  print a\r\n} else {\r\n}\r\n", "if x { print~(w:a) } else { }"],
  ["socksh> if x {\nsocksh> print a\nsocksh> }\nsocksh> y", "if x { print~(w:a) } ; y"],
  [">>> if x {\n...   print a\n... }\n>>> y", "if x { print~(w:a) } ; y"],
  ["socksh> while x {\n   ...>   print a\n   ...> } \nsocksh> y", "while x { print~(w:a) } ; y"],
  ["socksh> if x {\n   ...> } else {\n   ...>\n   ...> }", "if x { } else { }"],
]);

trees("braces of an insertion are none of a block", [
  ["{ print ${x} }", "{ print~(x) }"],
  ["{ print a${x}}", "{ print~(w:«a{x}») }"],
  ['{ print "${x}" f"{y}" }', "{ print~(«{x}», «{y}») }"],
  ["repeat ${x} { send c ${y} }", "repeat x { send~(w:c, y) }"],
  ["while ${x} { }", "while x { }"],
]);

trees("break and continue stand in a loop, however deep in it", [
  ["while x { break }", "while x { break }"],
  ["repeat 3 { if x { continue } else { break } }", "repeat 3 { if x { continue } else { break } }"],
  ["while x { { timeout 2s { break } } }", "while x { { timeout 2 s { break } } }"],
  ["while x { timeout 2s break }", "while x { timeout 2 s { break } }"],
  ["{ while x { break } } &", "{ while x { break } } &"],
  ["while x { while y { break } & }", "while x { while y { break } & }"],
]);

faults("break and continue outside of a loop are refused", [
  ["break", "syntax.no-loop 1:1 «break»"],
  ["if x { continue }", "syntax.no-loop 1:8 «continue»"],
  ["while x { }\nbreak", "syntax.no-loop 2:1 «break»"],
  ["{ repeat 3 { }; break }", "syntax.no-loop 1:17 «break»"],
  ["while x { { break } & }", "syntax.no-loop 1:13 «break»"],
  ["while x { break & }", "syntax.no-loop 1:11 «break»"],
  ["while x { if y { } else { { continue } } & }", "syntax.no-loop 1:29 «continue»"],
  ["while x { timeout 2s break & }", "syntax.no-loop 1:22 «break»"],
  ["while x { timeout 2s timeout 1s { break } & }", "syntax.no-loop 1:35 «break»"],
]);

trees("timeout D stands before a simple statement or a block", [
  ["timeout 2s recv c 5", "timeout 2 s recv~(w:c, w:5)"],
  ["timeout 500ms n = recv(x, 5) => timeout", "timeout 0.5 s n = recv(x, 5) => !timeout"],
  ["timeout 2 a, b = accept srv => _", "timeout 2 <a, b> = accept~(w:srv) => !any"],
  ["timeout x recv c 5", "timeout x recv~(w:c, w:5)"],
  ["timeout $x recv c 5", "timeout x recv~(w:c, w:5)"],
  ["timeout ${x} recv c 5", "timeout x recv~(w:c, w:5)"],
  ["timeout $1 recv c 5", "timeout argv[1] recv~(w:c, w:5)"],
  ["timeout (x + 1) recv c 5", "timeout (x + 1) recv~(w:c, w:5)"],
  ["timeout 2s x.recv(5)", "timeout 2 s x.recv(5)"],
  ["timeout 2s if x { 1 } else { 2 }", "timeout 2 s { if x { 1 } else { 2 } }"],
  ["timeout 2s while x { }", "timeout 2 s { while x { } }"],
  ["timeout 2s repeat 5 { }", "timeout 2 s { repeat 5 { } }"],
  ["timeout 2s timeout 1s recv c 5", "timeout 2 s { timeout 1 s recv~(w:c, w:5) }"],
  ["timeout 2s timeout 1s { }", "timeout 2 s { timeout 1 s { } }"],
  ["{ timeout 2s recv c 5 }", "{ timeout 2 s recv~(w:c, w:5) }"],
  ["timeout 2s \\\n recv c 5", "timeout 2 s recv~(w:c, w:5)"],
]);

faults("a time limit without a time or without a statement is pointed at", [
  ["timeout", "syntax.value-missing 1:8 «»"],
  ["timeout recv c 5", "syntax.duration 1:9 «recv»"],
  ["timeout { }", "syntax.duration 1:9 «{»"],
  ["timeout if x { }", "syntax.duration 1:9 «if»"],
  ["timeout LISTEN recv c 5", "syntax.duration 1:9 «LISTEN»"],
  ["timeout -1 recv c 5", "syntax.duration 1:9 «-»"],
  ["timeout 2s", "syntax.timeout-statement 1:1 «timeout 2s»"],
  ["timeout 2s;", "syntax.timeout-statement 1:1 «timeout 2s»"],
  ["timeout 2s # later\nrecv c 5", "syntax.timeout-statement 1:1 «timeout 2s # later»"],
  ["{ timeout x }", "syntax.timeout-statement 1:3 «timeout x »"],
  ["timeout 5h recv c 5", "syntax.number 1:9 «5h»"],
  ["timeout 2 recvv c 5", "syntax.unknown-command 1:11 «recvv»"],
  ["timeout 2 else { }", "syntax.else 1:11 «else»"],
]);

trees("& behind a statement or a block starts a job", [
  ["recv c 5 &", "recv~(w:c, w:5) &"],
  ["n = recv(x) & # job", "n = recv(x) &"],
  ["recv c 5 & => ok", "recv~(w:c, w:5) => !ok &"],
  ["recv c 5 &=> 'a'", 'recv~(w:c, w:5) => "a" &'],
  ["timeout 2s recv c 5 & => timeout; y", "timeout 2 s recv~(w:c, w:5) => !timeout & ; y"],
  ["timeout 2s timeout 1s recv c 5 &", "timeout 2 s { timeout 1 s recv~(w:c, w:5) } &"],
  ["{ print a } &", "{ print~(w:a) } &"],
  ["if x { } else { }&\ny", "if x { } else { } & ; y"],
  ["while x { recv c 5 & } &", "while x { recv~(w:c, w:5) & } &"],
  ["repeat 3 { } &; y", "repeat 3 { } & ; y"],
  ["timeout 2s { } &", "timeout 2 s { } &"],
  ["timeout 2s while x { } &", "timeout 2 s { while x { } } &"],
  ["{ recv c 5 &}", "{ recv~(w:c, w:5) & }"],
  ["print a & b", "print~(w:a, w:&, w:b)"],
  ["print a&", "print~(w:a&)"],
  ["print '&'", 'print~("&")'],
]);

faults("& where no statement ends is refused", [
  ["x => ok &", "syntax.job-mark 1:9 «&»"],
  ["if x & { }", "syntax.value-expected 1:8 «{»"],
  ["a = &", "syntax.value-expected 1:5 «&»"],
  ["{ } & &", "syntax.unexpected 1:5 «&»"],
  ["&", "syntax.value-expected 1:1 «&»"],
]);

faults("a block that is missing or stands where none can is pointed at", [
  ["if x", "syntax.block-missing 1:5 «»"],
  ["if x\n{\n}", "syntax.block-missing 1:5 «\n»"],
  ["while (x) # all\n{ }", "syntax.block-missing 1:16 «\n»"],
  ["repeat 3", "syntax.block-missing 1:9 «»"],
  ["if x; { }", "syntax.block-expected 1:5 «;»"],
  ["if x print a", "syntax.block-expected 1:6 «print»"],
  ["if x => ok { }", "syntax.block-expected 1:6 «=»"],
  ["if recv c 5 => ok { }", "syntax.block-expected 1:13 «=»"],
  ["if x { } else", "syntax.block-missing 1:14 «»"],
  ["if x { } else print a", "syntax.block-expected 1:15 «print»"],
  ["if { }", "syntax.misplaced 1:4 «{»"],
  ["if", "syntax.value-missing 1:3 «»"],
  ["while\n{ }", "syntax.value-missing 1:6 «»"],
  ["repeat { }", "syntax.value-expected 1:8 «{»"],
  ["if if x { }", "syntax.misplaced 1:4 «if»"],
  ["repeat break { }", "syntax.value-expected 1:8 «break»"],
  ['send c {"a": 1}', "syntax.block-here 1:8 «{»"],
  ["print a{b", "syntax.block-here 1:8 «{»"],
  ["recv(x) { }", "syntax.block-here 1:9 «{»"],
  ["a = { }", "syntax.misplaced 1:5 «{»"],
  ["a = timeout 2s recv c 5", "syntax.misplaced 1:5 «timeout»"],
  ["x == while", "syntax.value-expected 1:6 «while»"],
  ["{ } => ok", "syntax.block-expectation 1:5 «=>»"],
  ["while x { } & => ok", "syntax.block-expectation 1:15 «=>»"],
  ["timeout 2s { } => timeout", "syntax.block-expectation 1:16 «=>»"],
  ["{ } print a", "syntax.unexpected 1:5 «print»"],
  ["{ } { }", "syntax.unexpected 1:5 «{»"],
  ["if x { } { }", "syntax.unexpected 1:10 «{»"],
]);

faults("a brace that closes nothing, and an else without its if, are pointed at", [
  ["}", "syntax.unopened 1:1 «}»"],
  ["print a }", "syntax.unopened 1:9 «}»"],
  ["{ } }", "syntax.unopened 1:5 «}»"],
  ["recv(x) }", "syntax.unopened 1:9 «}»"],
  ["{ print(1 }", "syntax.close-expected 1:11 «}»"],
  ["else { }", "syntax.else 1:1 «else»"],
  ["if x { }\nelse { }", "syntax.else 2:1 «else»"],
  ["if x {\n}\n  else if y { }", "syntax.else 3:3 «else»"],
  ["if x { }; else { }", "syntax.else 1:11 «else»"],
  ["while x { } else { }", "syntax.unexpected 1:13 «else»"],
  ["if x { } else { } else { }", "syntax.unexpected 1:19 «else»"],
]);

faults("the loops and branches of other languages are shown how they are written here", [
  ["for (i = 0; i < 3; i++) { }", "syntax.for 1:1 «for»"],
  ["for (;;) {", "syntax.for 1:1 «for»"],
  ["for i in x { }", "syntax.for 1:1 «for»"],
  ["elif x { }", "syntax.elif 1:1 «elif»"],
  ["if x { } elif y { }", "syntax.elif 1:10 «elif»"],
  ["if x { }\nelif y { }", "syntax.elif 2:1 «elif»"],
  ["x += 1", "syntax.augmented 1:1 «x +=»"],
  ["x+=1", "syntax.augmented 1:1 «x+=»"],
  ["x -= 1; y", "syntax.augmented 1:1 «x -=»"],
  ["x *= 2", "syntax.augmented 1:1 «x *=»"],
  ["x |= 2", "syntax.augmented 1:1 «x |=»"],
  ["x %= 2", "syntax.augmented 1:1 «x %=»"],
  ["x++", "syntax.augmented 1:1 «x++»"],
  ["x--;", "syntax.augmented 1:1 «x--»"],
  ["while x { x ++ }", "syntax.augmented 1:11 «x ++»"],
]);

trees("what only looks like counting is none", [
  ["x --1", "(x - (- 1))"],
  ["x == 1; x >= 1; x <= 1; x != 1", "(x == 1) ; (x >= 1) ; (x <= 1) ; (x != 1)"],
  ["print += 1; print ++; print --", "print~(w:+=, w:1) ; print~(w:++) ; print~(w:--)"],
  ["serve --", "serve~()"],
  ["assert x == 1", "assert~((x == 1))"],
  ["for = 1; elif = 2", "for = 1 ; elif = 2"],
]);

Deno.test("i += 1 is shown as it is written here", () => {
  assertEquals(fault("x += 1").values, { name: "x", operator: "+", written: "+=" });
  assertEquals(fault("x--").values, { name: "x", operator: "-", written: "--" });
});

trees("how long a statement may take stands behind its expectation", [
  ["recv c 5 => ok within 2s", "recv~(w:c, w:5) => !ok within 2 s"],
  ["recv c 5 => 3 after 500ms", "recv~(w:c, w:5) => 3 after 0.5 s"],
  ["recv c 5 => _ after 1s within 2s; y", "recv~(w:c, w:5) => !any after 1 s within 2 s ; y"],
  ["recv c 5 => EAGAIN within x", "recv~(w:c, w:5) => EAGAIN within x"],
  ["recv c 5 => timeout within (x + 1)", "recv~(w:c, w:5) => !timeout within (x + 1)"],
  ['recv c 5 => ~ "a" within $x', "recv~(w:c, w:5) => /a/ within x"],
  ["recv c 5 => (1, _) within 2", "recv~(w:c, w:5) => <1, _?> within 2"],
  ["recv c 5 => a:1 within 2s", "recv~(w:c, w:5) => w:a:1 within 2 s"],
  ["recv c 5 => 1 + 2 within 2s", "recv~(w:c, w:5) => (1 + 2) within 2 s"],
  ["timeout 2s recv c 5 & => ok after 1s", "timeout 2 s recv~(w:c, w:5) => !ok after 1 s &"],
  ["{ x => ok within 2s }", "{ x => !ok within 2 s }"],
  ["within = 1; after = 2; x => within within 2s", "within = 1 ; after = 2 ; x => within within 2 s"],
]);

faults("a time that is asserted wrongly is pointed at", [
  ["x => ok within", "syntax.value-missing 1:15 «»"],
  ["x => ok after;", "syntax.value-missing 1:14 «;»"],
  ["x => ok within 2s within 3s", "syntax.timing-twice 1:19 «within»"],
  ["x => ok after 2s after 3s", "syntax.timing-twice 1:18 «after»"],
  ["x => ok within recv", "syntax.duration 1:16 «recv»"],
  ["x => ok within 2s print a", "syntax.unexpected 1:19 «print»"],
  ["x within 2s", "syntax.unexpected 1:3 «within»"],
]);

faults("a block that is not closed could be completed, and what is wrong in it could not", [
  ["{", "syntax.unclosed-bracket 1:1 «{»…"],
  ["if x {", "syntax.unclosed-bracket 1:6 «{»…"],
  ["if x {\n  print a\n", "syntax.unclosed-bracket 1:6 «{»…"],
  ["if x { } else {", "syntax.unclosed-bracket 1:15 «{»…"],
  ["while x { if y { }", "syntax.unclosed-bracket 1:9 «{»…"],
  ["while x { if y {", "syntax.unclosed-bracket 1:16 «{»…"],
  ["timeout 2s {", "syntax.unclosed-bracket 1:12 «{»…"],
  ["{ print (1,", "syntax.unclosed-bracket 1:9 «(»…"],
  ["{ print 'a", "syntax.unclosed-quote 1:9 «'»…"],
  ["{ print a \\", "syntax.dangling-join 1:11 «\\»…"],
  ["{ # }", "syntax.unclosed-bracket 1:1 «{»…"],
  ["{ print a &", "syntax.unclosed-bracket 1:1 «{»…"],
  ["{ print(srv.close", "syntax.unclosed-bracket 1:8 «(»…"],
  ["{ recvv c", "syntax.unknown-command 1:3 «recvv»"],
  ["{ a =", "syntax.value-missing 1:6 «»"],
  ["{ if x", "syntax.block-missing 1:7 «»"],
  ["{ timeout 2s", "syntax.timeout-statement 1:3 «timeout 2s»"],
  ["{ break", "syntax.no-loop 1:3 «break»"],
  ['{ print hex"xy', 'syntax.unclosed-quote 1:9 «hex"»'],
]);

Deno.test("blocks, conditions, limits, jobs and times have their own spans", () => {
  const text = "\n timeout 2s if a = recv c 5 { x } else if y { } else { break_ = 1 } & # job\n" +
    "while x { continue\n}; timeout 1s y => ok within 2s\nrecv c 5 & => ok";
  const at = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
  const shown: string[] = [];
  const visit = (statement: Statement): void => {
    shown.push(`${statement.kind}: ${at(statement.span)}`);
    assertEquals(statement.source, { name: "test", text });
    if (statement.kind === "simple" && statement.limit) shown.push(`limit: ${at(statement.limit.span)}`);
    if (statement.kind === "simple" && statement.expectation) {
      shown.push(`expectation: ${at(statement.expectation.span)}`);
      for (const timing of statement.expectation.timings) {
        shown.push(`${timing.kind}: ${at(timing.span)}, ${at(timing.limit.span)}`);
      }
    }
    partsOf(statement).forEach(visit);
  };
  read(text).forEach(visit);
  const branches = "if a = recv c 5 { x } else if y { } else { break_ = 1 }";
  assertEquals(shown, [
    `job: timeout 2s ${branches} &`,
    `limited: timeout 2s ${branches}`,
    `if: ${branches}`,
    "simple: a = recv c 5",
    "simple: x",
    "simple: y",
    "simple: break_ = 1",
    "while: while x { continue\n}",
    "simple: x",
    "continue: continue",
    "simple: timeout 1s y => ok within 2s",
    "limit: 1s",
    "expectation: ok within 2s",
    "within: within 2s, 2s",
    "job: recv c 5 & => ok",
    "simple: recv c 5 & => ok",
    "expectation: ok",
  ]);
});

Deno.test("the names a block sets are found wherever they are set", () => {
  const text = "a = 1; if b = x { c, _ = y } else { while d = x { timeout 1 e = 1 } }; { f = 1 & } &; y";
  assertEquals(targetsOf(read(text)), ["a", "b", "c", "d", "e", "f"]);
});

Deno.test("a Python block header gets its brace form", () => {
  const table: [string, string, string][] = [
    ["while True:", "while True:", "while True { … }"],
    ["    if message: # got one", "if message:", "if message { … } else { … }"],
    ["else:", "else:", "} else { … }"],
    ["elif x == ':' :", "elif x == ':':", "} else if x == ':' { … }"],
    ["with socket.socket() as s:", "with socket.socket() as s:", "{ s = socket.socket(); …; close s }"],
    ["with conn:", "with conn:", "{ …; close conn }"],
    ["for i in range(3):", "for i in range(3):", "repeat 3 { … }"],
    ["for b in data:", "for b in data:", "repeat N { … }"],
    ["try:", "try:", "{ … }"],
    ["except OSError as e:", "except OSError as e:", "{ … }"],
    ["def f(a,\n  b):", "def f(a, b):", "{ … }"],
    ["while True: x", "while True:", "while True { … }"],
  ];
  for (const [text, header, braces] of table) {
    const { key, values } = fault(text);
    assertEquals(
      [key, values],
      ["syntax.python-block", { header, braces }],
      text,
    );
  }
  assertEquals(read("while x == 'a:' { }").map(showStatement), [`while (x == "a:") { }`]);
});

// ── rule 10 and 11: texts, numbers, expressions ───────────────────────────────────────────────

trees("escapes are those of Python", [
  [String.raw`print "\\\'\"\a\b\f\n\r\t\v"`, 'print~("\\\\\'\\"\\u0007\\b\\f\\n\\r\\t\\u000b")'],
  [String.raw`print "\x41\101\0\u00e9\U0001F600"`, 'print~("AA\\u0000é😀")'],
  [String.raw`print "\ud83d\ude00"`, 'print~("😀")'],
  [String.raw`print "\d\N{x}"`, 'print~("\\\\d\\\\N{x}")'],
  [String.raw`print b"\x00\377\u00e9é"`, "print~(bytes 00ff5c7530306539c3a9)"],
  ['print "a\\\nb"', 'print~("ab")'],
  [String.raw`print r"\n\"" br'\x'`, 'print~("\\\\n\\\\\\"", bytes 5c78)'],
  ['print """a\n"b" ${x}""" \'\'\'c\'\'\'', 'print~(«a\n"b" {x}», "c")'],
  ["print '' \"\" b'' hex''", 'print~("", "", bytes , bytes )'],
]);

trees("an f-text inserts expressions", [
  ['f"a {x + 1} b"', "«a {(x + 1)} b»"],
  ["f'{x!r}{{}}'", "«{x}{}»"],
  ['f"{x.decode()} {addr[0]} {f"{y}"}"', "«{x.decode()} {addr[0]} {«{y}»}»"],
  ['f"${x}"', "«${x}»"],
  ['f"plain"', '"plain"'],
  ['"%s:%s" % (x, y)', '("%s:%s" % <x, y>)'],
]);

faults("a wrong text is pointed at where it is wrong", [
  [String.raw`print "ab\x4"`, String.raw`syntax.escape 1:10 «\x4»`],
  [String.raw`print "\ud800"`, String.raw`syntax.escape 1:8 «\ud800»`],
  [String.raw`print "\U00110000"`, String.raw`syntax.escape 1:8 «\U00110000»`],
  ['print hex"de a"', "syntax.hex 1:14 «a»"],
  ['print hex"xy"', "syntax.hex 1:11 «xy»"],
  ['f"{x:>5}"', "syntax.format 1:5 «:»"],
  ['f"}"', "syntax.unexpected 1:3 «}»"],
  ['f"{}"', "syntax.value-expected 1:4 «}»"],
]);

trees("numbers are decimal, with a radix, with decimals, or durations", [
  ["0; 00; 65432; 1_000", "0 ; 0 ; 65432 ; 1000"],
  ["0x1F; 0XfF; 0o17; 0b101", "31 ; 255 ; 15 ; 5"],
  ["1.5; .5; 5.; 1e3; 1.5e-3", "1.5 ; 0.5 ; 5 ; 1000 ; 0.0015"],
  ["100us; 500ms; 2s; 1.5m; .5s", "0.0001 s ; 0.5 s ; 2 s ; 90 s ; 0.5 s"],
  ["9007199254740991", "9007199254740991"],
]);

faults("a run of digits that is no number is refused whole", [
  ["x = 9007199254740992", "syntax.number-large 1:5 «9007199254740992»"],
  ["x = 0xFFFFFFFFFFFFFFFF", "syntax.number-large 1:5 «0xFFFFFFFFFFFFFFFF»"],
  ["x = 1e999", "syntax.number-large 1:5 «1e999»"],
  ["x = 12abc", "syntax.number 1:5 «12abc»"],
  ["x = 127.0.0.1", "syntax.number 1:5 «127.0.0.1»"],
  ["x = 017", "syntax.number 1:5 «017»"],
  ["x = 0x", "syntax.number 1:5 «0x»"],
  ["x = 1__0", "syntax.number 1:5 «1__0»"],
  ["x = 5h", "syntax.number 1:5 «5h»"],
]);

trees("operators bind in the order of the ladder", [
  ["x or y and not x == y", "(x or (y and (not (x == y))))"],
  ["1 + 2 * 3 - 4 % 5", "(1 + (2 * 3) - (4 % 5))"],
  ["1 | 2 + 3 == 4", "((1 | (2 + 3)) == 4)"],
  ["-x * -2", "((- x) * (- 2))"],
  ["- -x.recv(1)[0]", "(- (- x.recv(1)[0]))"],
  ["not not x", "(not (not x))"],
  ["1 < 2 <= 3", "(1 < 2 <= 3)"],
  ["(1 + 2) * 3", "((1 + 2) * 3)"],
  ["x != y or x >= y", "((x != y) or (x >= y))"],
  ["(); (1,); (1, 2,); [1]; []", "<> ; <1> ; <1, 2> ; <1> ; <>"],
  ["True == none", "(true == null)"],
  ["NULL; false; None", "null ; false ; null"],
  ["str.encode(x, 'utf-8'); bytes.decode(y)", 'x.encode("utf-8") ; y.decode()'],
  ["len(x) + socket.AF_INET", "(len(x) + #AF_INET)"],
  ["print(x, y,)", "print(x, y)"],
  ["socket.gethostbyname('h')", 'gethostbyname("h")'],
  ["order + 1", "(order + 1)"],
]);

faults("a place where something else belongs is pointed at", [
  ["x = ", "syntax.value-missing 1:5 «»"],
  ["x = \nprint a", "syntax.value-missing 1:5 «»"],
  ["x = 1 +", "syntax.value-missing 1:8 «»"],
  ["x = *", "syntax.value-expected 1:5 «*»"],
  ["x || y", "syntax.other-operator 1:3 «||»"],
  ["x = 1 / 2", "syntax.no-operator 1:7 «/»"],
  ["x = 1 2", "syntax.unexpected 1:7 «2»"],
  ["x srv", "syntax.unexpected 1:3 «srv»"],
  ["x = 1#c", "syntax.unexpected 1:6 «#»"],
  ["listen(srv, backlog=5)", "syntax.argument-name 1:13 «backlog»"],
  ["print(1 2)", "syntax.close-expected 1:9 «2»"],
  ["print(1]", "syntax.close-expected 1:8 «]»"],
  ["str.encode()", "syntax.value-missing 1:12 «)»"],
  ["print a\n\n  x = olá 😀 +", "syntax.unknown-command 3:7 «olá»"],
  ['print "😀", "é"; y +', "syntax.glued 1:10 «,»"],
  ["print a; print ('😀' b)", "syntax.close-expected 1:21 «b»"],
]);

faults("text that more input could complete says so", [
  ["print(1,", "syntax.unclosed-bracket 1:6 «(»…"],
  ["x = ((1, 2)", "syntax.unclosed-bracket 1:5 «(»…"],
  ["x[1", "syntax.unclosed-bracket 1:2 «[»…"],
  ["print (a", "syntax.unclosed-bracket 1:7 «(»…"],
  ["from socket import (a,", "syntax.unclosed-bracket 1:20 «(»…"],
  ['print "abc', 'syntax.unclosed-quote 1:7 «"»…'],
  ["print b'''abc'", "syntax.unclosed-quote 1:7 «b'''»…"],
  ['print hex"de a0 ', 'syntax.unclosed-quote 1:7 «hex"»…'],
  ['print "abc\\', 'syntax.unclosed-quote 1:7 «"»…'],
  ["x = 1 + \\", "syntax.dangling-join 1:9 «\\»…"],
  ["print a\\", "syntax.dangling-join 1:8 «\\»…"],
  ["print a \\\r", "syntax.dangling-join 1:9 «\\»…"],
]);

// ── expectations ──────────────────────────────────────────────────────────────────────────────

trees("an expectation belongs to the whole statement", [
  ["connect c h:1 => ok", "connect~(w:c, w:h:1) => !ok"],
  ["n = recv c 5 => _", "n = recv~(w:c, w:5) => !any"],
  ["recv(c) =>timeout", "recv(c) => !timeout"],
  ["connect c h:1 => ECONNREFUSED # now", "connect~(w:c, w:h:1) => ECONNREFUSED"],
  ["gethostbyname x => EAI_NONAME;", "gethostbyname~(w:x) => EAI_NONAME"],
  ['recv c 5 => ~ "^a\\d+$"', "recv~(w:c, w:5) => /^a\\d+$/"],
  ['recv c 5 => ~"a|b"', "recv~(w:c, w:5) => /a|b/"],
  ['recv c 5 => "abc"', 'recv~(w:c, w:5) => "abc"'],
  ["state srv => LISTEN", "state~(w:srv) => #LISTEN"],
  ["accept srv => (_, ('h', _))", 'accept~(w:srv) => <_?, <"h", _?>>'],
  ["accept srv => (len((_, 1)), [_], _)", "accept~(w:srv) => <len(<_, 1>), <_?>, _?>"],
  ["accept srv => (len(_), _)", "accept~(w:srv) => <len(_), _?>"],
  ["x => -1 + 2", "x => ((- 1) + 2)"],
  ["x == (_, 1)", "(x == <_, 1>)"],
  ["EXPECTED = 5\nx => EXPECTED", "EXPECTED = 5 ; x => EXPECTED"],
]);

trees("an expected address may be written bare", [
  ["x => 127.0.0.1:65432", "x => w:127.0.0.1:65432"],
  ["x => [::1]:80", "x => w:[::1]:80"],
  ["x => ::1", "x => w:::1"],
  ["x => :80", "x => w::80"],
  ["x => localhost:http", "x => w:localhost:http"],
  ["x => unix:/tmp/a", "x => w:unix:/tmp/a"],
  ["x => 127.0.0.1", "x => w:127.0.0.1"],
  ["x => 127.0.0.1:${y}", "x => w:«127.0.0.1:{y}»"],
  ["x => 1.5", "x => 1.5"],
  ["x => 'a:1'", 'x => "a:1"'],
]);

faults("a wrong expectation is pointed at", [
  ["x =>", "syntax.value-missing 1:5 «»"],
  ["x => ECONREFUSED", "syntax.unknown-error 1:6 «ECONREFUSED»"],
  ['x => ~ "(("', 'syntax.regex 1:8 «"(("»'],
  ["x => ~ 5", "syntax.value-expected 1:8 «5»"],
  ['x => ~ "a${port}"', 'syntax.regex-fixed 1:8 «"a${port}"»'],
  ['x => ~ f"a{port}"', 'syntax.regex-fixed 1:8 «f"a{port}"»'],
  ["x => ~ $port", "syntax.regex-fixed 1:8 «$port»"],
  ["x => ~ port", "syntax.regex-fixed 1:8 «port»"],
  ['x => ~ b"a"', 'syntax.value-expected 1:8 «b"a"»'],
  ["x => 1, 2", "syntax.unexpected 1:7 «,»"],
  ["x => ok y", "syntax.unexpected 1:9 «y»"],
]);

Deno.test("statement, call, name, target and expectation have their own spans", () => {
  const text = "\n  n, m = recv c 5 => (_, 'x') ; y";
  const statement = simple(text);
  const at = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
  assertEquals(at(statement.span), "n, m = recv c 5 => (_, 'x')");
  assertEquals(statement.targets?.map((target) => at(target.span)), ["n", "m"]);
  assertEquals(at(statement.body.span), "recv c 5");
  assertEquals(statement.body.kind === "call" && at(statement.body.nameSpan), "recv");
  assertEquals(statement.expectation?.text, "(_, 'x')");
  assertEquals(at(statement.expectation!.span), "(_, 'x')");
  assertEquals(read(" (x) # y").map(({ span }) => span), [{ start: 1, end: 4 }]);
  assertEquals(read(" x & # y").map(({ span }) => span), [{ start: 1, end: 4 }]);
  assertEquals(statement.source, { name: "test", text });
});

// ── limits ────────────────────────────────────────────────────────────────────────────────────

Deno.test("nesting beyond the limit is refused, whatever nests", () => {
  const deep = [
    "x = " + "(".repeat(3_000) + ")".repeat(3_000),
    "x = " + "[".repeat(3_000),
    "x = " + "-".repeat(3_000) + "1",
    "x = " + "not ".repeat(3_000) + "1",
    "x = x" + "[0]".repeat(3_000),
    "x = x" + ".decode()".repeat(3_000),
    "x = " + "len(".repeat(3_000),
    "x = " + 'f"{'.repeat(3_000),
    "{ ".repeat(3_000),
    "if x { ".repeat(3_000),
    "if x { } else { ".repeat(3_000),
    "while x { repeat 2 { ".repeat(1_500),
    "timeout 1s ".repeat(3_000) + "recv c 5",
    "timeout 1s { ".repeat(3_000),
    "{ ".repeat(100) + "x = " + "(".repeat(101),
  ];
  for (const text of deep) {
    const { key, values } = fault(text);
    assertEquals([key, values], ["syntax.too-deep", { limit: 200 }], text.slice(0, 20));
  }
  assertEquals(read("x = " + "(".repeat(200) + "1" + ")".repeat(200)).length, 1);
  assertEquals(read("if x { ".repeat(200) + "}".repeat(200)).length, 1);
  assertEquals(read("timeout 1 ".repeat(200) + "x").length, 1);
  assertEquals(read("if x { " + "} else if x { ".repeat(3_000) + "}").length, 1);
});

Deno.test("a long line and many lines are read", () => {
  const million = 1 << 20;
  for (
    const line of [
      "print " + "a".repeat(million),
      "print " + "ab ".repeat(million / 3),
      'print "' + "a$".repeat(million / 2) + '"',
      'print b"' + "\\x41".repeat(million / 4) + '"',
      "x = 1" + " + 1".repeat(million / 4),
      "x = (1" + ", 1".repeat(million / 3) + ")",
      "print " + "$x".repeat(million / 2),
      "x => a:" + "${x}".repeat(million / 4),
    ]
  ) assertEquals(read(line).length, 1, line.slice(0, 20));
  for (
    const lines of [
      "n = socket tcp\n",
      "if x { y } else { x }\n",
      "while print [ x { }\n",
      "if print don't { }\n",
      "timeout 1 { repeat 3 { x => 1} } &\n",
      "x => a:1 within 2s\n",
    ]
  ) assertEquals(read(lines.repeat(50_000)).length, 50_000, lines);
  for (
    const [before, each, after] of [
      ["while x {", "break\n", "}"],
      ["if x {", "} else if x {", "}"],
      ["{", "x => 1\n", "}"],
      ["{ { {", "if x { y };", "} & } & } &"],
    ] as const
  ) assertEquals(read(before + each.repeat(50_000) + after).length, 1, each);
});

Deno.test("messages quote only the beginning of a long text", () => {
  assertEquals(fault("x = 1" + "a".repeat(1_000)).values, { text: `1${"a".repeat(39)}…` });
  assertEquals(fault("a".repeat(1_000)).values, { name: `${"a".repeat(40)}…` });
});

// ── the smaller tools ─────────────────────────────────────────────────────────────────────────

Deno.test("lines count from 1 and columns count code points", () => {
  assertEquals(placeOf({ name: "", text: "abc" }, 0), { line: 1, column: 1 });
  assertEquals(placeOf({ name: "", text: "😀b" }, 2), { line: 1, column: 2 });
  assertEquals(placeOf({ name: "", text: "a\nbé😀c" }, 6), { line: 2, column: 4 });
  assertEquals(placeOf({ name: "", text: "\ufeffab" }, 2), { line: 1, column: 2 });
  assertEquals(placeOf({ name: "", text: "a\n" }, 2), { line: 2, column: 1 });
  assertEquals(placeOf({ name: "", text: "a" }, 99), { line: 1, column: 2 });
});

Deno.test("the nearest name is a few edits away, and short names have none", () => {
  const names = ["recv", "send", "socket", "ss", "LISTEN"];
  assertEquals(nearest("recvv", names), "recv");
  assertEquals(nearest("rcev", names), "recv");
  assertEquals(nearest("RECV", names), "recv");
  assertEquals(nearest("scoekt", names), "socket");
  assertEquals(nearest("listen", names), "LISTEN");
  assertEquals(nearest("ls", names), undefined);
  assertEquals(nearest("frobnicate", names), undefined);
  assertEquals(nearest("recv", ["recv"]), undefined);
  assertEquals(nearest("x".repeat(100_000), names), undefined);
});

Deno.test("a word is written bare when it is safe and in quotes otherwise", () => {
  const table: [string, string][] = [
    ["127.0.0.1:80", "127.0.0.1:80"],
    ["--port", "--port"],
    ["http://h/x", "http://h/x"],
    ["[::1]:80", "[::1]:80"],
    ["olá", "olá"],
    ["", "''"],
    ["a b", "'a b'"],
    ["=>", "'=>'"],
    ["//x", "'//x'"],
    ["#x", "'#x'"],
    ["$x", "'$x'"],
    ["don't", "'don\\'t'"],
    ["a\\b", "'a\\\\b'"],
    ["a\n\x1b", "'a\\n\\x1b'"],
    ["\u202ex", "'\\u202ex'"],
    ["socket.AF_INET", "'socket.AF_INET'"],
    ["&", "'&'"],
  ];
  for (const [text, word] of table) {
    assertEquals(quoteWord(text), word);
    const statement = simple(`print ${word} end`);
    assert(statement.body.kind === "call");
    const [first, last] = statement.body.args;
    assertEquals(first?.kind === "literal" && first.value, text);
    assertEquals(last === undefined ? "" : show(last), "w:end");
  }
});

// ── the cursor ────────────────────────────────────────────────────────────────────────────────

/** A context as `kind[command index style]:prefix`. */
function showContext(context: CursorContext): string {
  switch (context.kind) {
    case "none":
      return "none";
    case "argument": {
      const { command, index, option, words, quote = "", prefix } = context;
      return `${command} ${option ?? index}${words ? " words" : ""}${quote}:${prefix}`;
    }
    case "option":
      return `${context.command} option beside ${context.given.join(" ")}:${context.prefix}`;
    case "method":
      return `method of ${context.receiver}:${context.prefix}`;
    case "keyword":
      return `${context.words.join(" or ")}:${context.prefix}`;
    case "command": {
      const { keywords, prefix } = context;
      const kind = keywords.includes("break") ? "looped" : keywords.length > 0 ? "statement" : "command";
      return `${kind}:${prefix}`;
    }
    default:
      return `${context.kind}:${context.prefix}`;
  }
}

Deno.test("the cursor knows what is expected there", () => {
  const table: [string, string][] = [
    ["", "statement:"],
    ["re", "statement:re"],
    ["print a; re", "statement:re"],
    ["print a\n  re", "statement:re"],
    [">>> re", "statement:re"],
    ["x = re", "command:re"],
    ["(a, b) = ", "command:"],
    ["echo-se", "statement:echo-se"],
    ["socket.so", "statement:so"],
    ["recv", "statement:recv"],
    ["recv ", "recv 0 words:"],
    ["recv c", "recv 0 words:c"],
    ["n = recv c ", "recv 1 words:"],
    ["send c 'a b' ", "send 2 words:"],
    ['send c "ab', 'send 1 words":ab'],
    ["send c $na", "send 1 words:$na"],
    ["send c ${na", "send 1 words:${na"],
    ["bind s 127.0.0.1:", "bind 1 words:127.0.0.1:"],
    ["echo-server --po", "echo-server 0 words:--po"],
    ["serve ", "serve 0 words:"],
    ["serve -", "serve option beside :-"],
    ["serve --ma", "serve option beside :--ma"],
    ["serve :80 --quiet -n 5 -", "serve option beside quiet maxClients:-"],
    ["serve --quiet -n=5 :80 ", "serve 1 words:"],
    ["serve --max-clients ", "serve maxClients words:"],
    ["serve --max-clients -", "serve maxClients words:-"],
    ["serve --max-clients 5", "serve maxClients words:5"],
    ["serve --max-clients 5 x", "serve 0 words:x"],
    ["serve --message=", "serve message words:"],
    ["serve --message=$na", "serve message words:$na"],
    ['serve --message="a b', 'serve message words":a b'],
    ["serve --message 'a b' ", "serve 0 words:"],
    ["serve --message (x", "expression:x"],
    ["serve --message (x) (a, ", "serve 1:"],
    ["serve --bogus x", "serve 0 words:x"],
    ["serve --quiet= ", "serve quiet words:"],
    ["serve -- --qu", "serve 0 words:--qu"],
    ["serve --message a; serve ", "serve 0 words:"],
    ["serve --message; serve ", "serve 0 words:"],
    ["serve --message; serve --quiet; serve -", "serve option beside :-"],
    ["serve --quiet => o", "expectation:o"],
    ["bind (srv, ad", "bind 1:ad"],
    ["recv(", "recv 0:"],
    ["recv(c, ", "recv 1:"],
    ["recv(c, x + y", "recv 1:y"],
    ["bind(srv, (a, p", "bind 1:p"],
    ["echo-server(", "echo-server 0:"],
    ["len(recv(c, ", "recv 1:"],
    ["print(recv(c, 5), ", "print 1:"],
    ["socket(socket.AF", "socket 0:AF"],
    ["srv.bind(", "bind 1:"],
    ["srv.bind((a, ", "bind 1:"],
    ["srv.", "method of srv:"],
    ["srv.bi", "method of srv:bi"],
    ["x[0].de", "method of :de"],
    ["len(", "expression:"],
    ["1 + y", "expression:y"],
    ["x == ", "expression:"],
    ["assert st", "expression:st"],
    ["send c (x", "expression:x"],
    ["recv c 5 => ", "expectation:"],
    ["recv c 5 => ECO", "expectation:ECO"],
    ["recv(c) =>o", "expectation:o"],
    ['print("a', "none"],
    ["print a # b", "none"],
    ["// b", "none"],
    ["import so", "none"],
    ["if ", "command:"],
    ["if re", "command:re"],
    ["if(", "expression:"],
    ["if recv ", "recv 0 words:"],
    ["while data = re", "command:re"],
    ["while data = recv c ", "recv 1 words:"],
    ["while (a, b) = accept ", "accept 0 words:"],
    ["if x == ", "expression:"],
    ["if not ", "expression:"],
    ["if recv(c, ", "recv 1:"],
    ["repeat ", "expression:"],
    ["repeat le", "expression:le"],
    ["{", "statement:"],
    ["{ re", "statement:re"],
    ["if x { re", "statement:re"],
    ["if x {\n  print a\n  ", "statement:"],
    ["if x == y {", "statement:"],
    ["if recv c 5 {", "statement:"],
    ["if print ${x} {", "statement:"],
    ["if x == ${y} ", "expression:"],
    ["while x { re", "looped:re"],
    ["repeat 3 { if x { ", "looped:"],
    ["repeat 3 { if x { } else { timeout 2s { ", "looped:"],
    ["repeat 3 { }; ", "statement:"],
    ["repeat 3 { if x { } }\n", "statement:"],
    ["repeat 3 { if x { }\n", "looped:"],
    ["if x { } ", "else:"],
    ["if x { } el", "else:el"],
    ["if x { }\n", "statement:"],
    ["if x { }; re", "statement:re"],
    ["if x { } else ", "if:"],
    ["if x { } else i", "if:i"],
    ["if x { } else if ", "command:"],
    ["if x { } else if y { } ", "else:"],
    ["if x { } else { } ", "none"],
    ["if x { } else { re", "statement:re"],
    ["if x { if y { } ", "else:"],
    ["if x { if y { } } ", "else:"],
    ["if x { while y { } ", "none"],
    ["while x { } ", "none"],
    ["{ } re", "none"],
    ["while x { break ", "none"],
    ["timeout ", "expression:"],
    ["timeout 2s", "expression:2s"],
    ["timeout 2s ", "statement:"],
    ["timeout 2s re", "statement:re"],
    ["timeout x re", "statement:re"],
    ["timeout $x re", "statement:re"],
    ["timeout ${x} re", "statement:re"],
    ["timeout (x + ", "expression:"],
    ["timeout (x + 1) re", "statement:re"],
    ["timeout 2s recv ", "recv 0 words:"],
    ["timeout 2s { re", "statement:re"],
    ["while x { timeout 2s ", "looped:"],
    ["timeout 2s n = ", "command:"],
    ["recv c 5 => ok ", "within or after:"],
    ["recv c 5 => ok wi", "within or after:wi"],
    ["recv c 5 & => ok ", "within or after:"],
    ["recv(c) => (1, _) a", "within or after:a"],
    ['recv c 5 => ~ "a" ', "within or after:"],
    ["recv c 5 => 127.0.0.1:80 ", "within or after:"],
    ["recv c 5 => [::1]:80 ", "within or after:"],
    ["recv c 5 => 1 + ", "expression:"],
    ["recv c 5 => x.de", "method of x:de"],
    ["recv c 5 => len(x", "expression:x"],
    ["recv c 5 => (ok ", "expression:"],
    ["recv c 5 => ok within ", "expression:"],
    ["recv c 5 => ok within 2s ", "after:"],
    ["recv c 5 => ok within (x) after x ", ":"],
    ["recv c 5 => ok within 2s; re", "statement:re"],
    ["{ recv c 5 => ok }\nre", "statement:re"],
    ["   ...> re", "statement:re"],
    ["else { re", "statement:re"],
    ["x = 'a' { re", "statement:re"],
    ["(\na, b) = re", "command:re"],
    ["a, (b) = re", "expression:re"],
    ["recv) ]} x", "statement:x"],
  ];
  for (const [text, expected] of table) {
    assertEquals(showContext(cursorContext(text, text.length, vocabulary)), expected, JSON.stringify(text));
  }
});

Deno.test("a long run of blanks of all kinds is read in no time", () => {
  for (const blank of ["\ufeff", "\u2003", "\u00a0", " ", "a ", "a,", "(\n"]) {
    const text = blank.repeat(100_000);
    cursorContext(text, text.length, vocabulary);
  }
});

Deno.test("what stands behind the cursor does not matter", () => {
  assertEquals(cursorContext("recv c 5", 6, vocabulary), {
    kind: "argument",
    command: "recv",
    index: 0,
    from: 5,
    prefix: "c",
    words: true,
  });
});

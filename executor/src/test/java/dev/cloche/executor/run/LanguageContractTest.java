package dev.cloche.executor.run;

import static dev.cloche.executor.run.ContractCase.node;
import static dev.cloche.executor.run.ContractCase.python;
import static dev.cloche.executor.run.ContractCase.shell;

import dev.cloche.executor.process.ChildRequest;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What code in each language can rely on, in real sandboxes.
@ParameterizedClass(name = "walls by {0}")
@EnumSource(
        value = ChildRequest.WallBuilder.class,
        names = {"BUBBLEWRAP", "FASTEST"})
final class LanguageContractTest {

    private static Workbench bench;

    @BeforeParameterizedClassInvocation
    static void start(ChildRequest.WallBuilder walls) throws IOException {
        bench = new Workbench(walls);
        bench.bind("contract", Workbench.LIMITS);
    }

    @AfterParameterizedClassInvocation
    static void end() throws IOException {
        bench.close();
    }

    @SuppressWarnings("unused")
    LanguageContractTest(ChildRequest.WallBuilder walls) {}

    @ParameterizedTest(name = "{0}")
    @MethodSource({"pythonScripts", "pythonHandlers", "pythonFailures", "nodes", "shells"})
    void behaves(ContractCase one) {
        var request =
                bench.request(
                        one.language,
                        one.code,
                        one.event,
                        one.environment,
                        one.stdin,
                        one.timeoutMs);

        var report = bench.report("contract", request);

        one.check(report);
    }

    static Stream<ContractCase> pythonScripts() {
        return Stream.of(
                python("prints", "print(1+1)").prints("2\n").quiet().returnsNothing().leaves(0),
                python("is main", "print(__name__)").prints("__main__\n"),
                python("has its own argv", "import sys\nprint(sys.argv)").prints("['main.py']\n"),
                python("reads stdin", "print(input()[::-1])").stdin("abc\n").prints("cba\n"),
                python("has an empty stdin", "import sys\nprint(repr(sys.stdin.read()))")
                        .prints("''\n"),
                python("works in the workspace", "import os\nprint(os.getcwd())")
                        .prints("/workspace\n"),
                python(
                                "imports from the workspace",
                                "open('mine.py','w').write('x=5')\nimport mine\nprint(mine.x)")
                        .prints("5\n")
                        .makes("mine.py"),
                python(
                                "knows future imports",
                                "'''doc'''\nfrom __future__ import annotations\ndef f(a: Nope): pass\nprint(f.__annotations__)")
                        .prints("{'a': 'Nope'}\n"),
                python(
                                "pickles its own classes",
                                "import pickle\nclass A: pass\nprint(type(pickle.loads(pickle.dumps(A()))).__name__)")
                        .prints("A\n"),
                python(
                                "uses several processes",
                                "from multiprocessing import Pool\ndef f(x): return x*x\nif __name__ == '__main__':\n  with Pool(2) as p: print(p.map(f, [1,2,3]))")
                        .prints("[1, 4, 9]\n"),
                python(
                                "uses threads",
                                "import threading\nt=threading.Thread(target=lambda: print('t'))\nt.start()\nt.join()")
                        .prints("t\n"),
                python(
                                "shows a thread's exception with its line",
                                "import threading\ndef f():\n  raise ValueError('inside')\nt=threading.Thread(target=f)\nt.start()\nt.join()")
                        .complains(
                                "Exception in thread",
                                "File \"main.py\", line 3",
                                "raise ValueError",
                                "inside"),
                python("speaks unicode", "print('äöü €')").prints("äöü €\n"),
                python(
                                "has its bad UTF-8 replaced",
                                "import sys\nsys.stdout.buffer.write(b'a\\xffb\\x00c')")
                        .prints("a\uFFFDbc"),
                python("gets the session's environment", "import os\nprint(os.environ['GREETING'])")
                        .prints("hi\n"),
                python(
                                "gets the request's environment",
                                "import os\nprint(os.environ['GREETING'], os.environ['MORE'])")
                        .environment(Map.of("GREETING", "yo", "MORE", "a=b\nc"))
                        .prints("yo a=b\nc\n"),
                python("leaves with a code", "import sys\nsys.exit(3)")
                        .leaves(3)
                        .verdict("error")
                        .quiet(),
                python("leaves with zero", "import sys\nprint('x')\nsys.exit()")
                        .leaves(0)
                        .prints("x\n"),
                python("leaves with a text", "raise SystemExit('bye')")
                        .leaves(1)
                        .verdict("error")
                        .complains("bye"),
                python(
                                "runs its exit handlers",
                                "import atexit\natexit.register(lambda: print('end'))")
                        .prints("end\n"),
                python("may close its output", "import sys\nprint('a')\nsys.stdout.close()")
                        .prints("a\n")
                        .leaves(0),
                python("may close its descriptors", "import os\nprint('a')\nos.closerange(0, 10)")
                        .prints("a\n"),
                python(
                                "cannot write to stdout what belongs to the result",
                                "import os\nos.write(3, b'V1')")
                        .returns("1"),
                python(
                                "starts programs",
                                "import subprocess\nprint(subprocess.run(['echo','hi'],capture_output=True,text=True).stdout)")
                        .prints("hi\n\n"),
                python(
                                "does not pass its result channel on",
                                "import subprocess\nprint(subprocess.run('ls /proc/self/fd | wc -l',shell=True,capture_output=True,text=True,close_fds=False).stdout.strip())")
                        .prints("4\n"));
    }

    static Stream<ContractCase> pythonHandlers() {
        return Stream.of(
                python("handler gets the event", "def handler(event): return event['a'] + 1")
                        .event("{\"a\":1}")
                        .returns("2"),
                python("handler gets an empty event", "def handler(event): return event")
                        .returns("{}"),
                python("handler without parameters", "def handler(): return 'x'").returns("\"x\""),
                python(
                                "handler gets a context",
                                "def handler(event, context): return [context.session_id, context.timeout, context.get_remaining_time_in_millis() <= 20000]")
                        .returns("[\"contract\",20.0,true]"),
                python("handler with a default", "def handler(event, factor=2): return factor")
                        .returns("2"),
                python(
                                "handler is a coroutine",
                                "import asyncio\nasync def handler(event):\n  await asyncio.sleep(0)\n  return 7")
                        .returns("7"),
                python("handler is assigned", "handler = lambda e: len(e)")
                        .event("{\"a\":1}")
                        .returns("1"),
                python(
                                "handler is wrapped",
                                "import functools\ndef deco(f):\n  @functools.wraps(f)\n  def g(*a, **k): return f(*a, **k)\n  return g\n@deco\ndef handler(event): return 1")
                        .returns("1"),
                python(
                                "handler is an object",
                                "class H:\n  def __call__(self, event, context): return 'o'\nhandler = H()")
                        .returns("\"o\""),
                python("handler prints and returns", "def handler(e):\n  print('p')\n  return 1")
                        .prints("p\n")
                        .returns("1"),
                python("zero is a value", "def handler(e): return 0").returns("0"),
                python("false is a value", "def handler(e): return False").returns("false"),
                python("an empty text is a value", "def handler(e): return ''").returns("\"\""),
                python("none is a value", "def handler(e): return None").returns("null"),
                python("a lone surrogate is a value", "def handler(e): return '\\ud800'").leaves(0),
                python("a large value is returned", "def handler(e): return 'x' * 1000000")
                        .leaves(0),
                python("too large a value is refused", "def handler(e): return 'x' * 3000000")
                        .verdict("error")
                        .leaves(1)
                        .complains("larger than")
                        .returnsNothing(),
                python("NaN is refused", "def handler(e): return float('nan')")
                        .verdict("error")
                        .leaves(1)
                        .complains("not JSON compliant"),
                python("what is no JSON is refused", "def handler(e): return object()")
                        .verdict("error")
                        .leaves(1)
                        .complains("TypeError", "not JSON serializable"),
                python("no value when it leaves", "def handler(e): raise SystemExit(0)")
                        .leaves(0)
                        .returnsNothing());
    }

    static Stream<ContractCase> pythonFailures() {
        return Stream.of(
                python("exceptions have the code's frames only", "def f():\n  return 1/0\nf()")
                        .verdict("error")
                        .leaves(1)
                        .complains(
                                "Traceback (most recent call last)",
                                "File \"main.py\", line 3, in <module>",
                                "return 1/0",
                                "ZeroDivisionError")
                        .neverSays("/run/cloche", "python.py"),
                python(
                                "a handler's exception has its frames only",
                                "def handler(e):\n  raise KeyError('k')")
                        .verdict("error")
                        .complains("line 2, in handler", "KeyError: 'k'")
                        .neverSays("/run/cloche")
                        .returnsNothing(),
                python(
                                "a coroutine's exception has its frames only",
                                "async def handler(e):\n  raise KeyError('k')")
                        .verdict("error")
                        .complains("line 2, in handler")
                        .neverSays("/run/cloche", "runners.py"),
                python(
                                "causes are shown",
                                "try:\n  1/0\nexcept Exception as e:\n  raise ValueError('v') from e")
                        .verdict("error")
                        .complains("ZeroDivisionError", "direct cause", "ValueError: v")
                        .neverSays("/run/cloche"),
                python("syntax errors show the line", "x = (1,\ny = 2\n")
                        .verdict("error")
                        .leaves(1)
                        .complains("File \"main.py\", line 1", "SyntaxError")
                        .neverSays("/run/cloche"),
                python(
                                "lines are right after a workspace file of that name",
                                "open('main.py','w').write('nonsense')\nraise ValueError('here')")
                        .verdict("error")
                        .complains("raise ValueError('here')")
                        .neverSays("nonsense\n"),
                python("no memory is a verdict", "x = bytearray(10**10)")
                        .verdict("oom")
                        .complains("MemoryError"),
                python(
                                "a file too large is a full disk",
                                "with open('big','wb') as f:\n  f.write(b'x'*(80*1024*1024))")
                        .verdict("disk_full")
                        .complains("File too large"),
                python(
                                "a signal is a verdict",
                                "import os,signal\nos.kill(os.getpid(), signal.SIGKILL)")
                        .verdict("signal")
                        .says("signal", "SIGKILL")
                        .leaves(137),
                python("a crash is a verdict", "import ctypes\nctypes.string_at(0)")
                        .verdict("signal")
                        .says("signal", "SIGSEGV"),
                python(
                                "keeps its output at a timeout",
                                "import time\nprint('a')\nprint('b', end='')\ntime.sleep(60)")
                        .timeout(700)
                        .verdict("timeout")
                        .leaves(-1)
                        .prints("a\nb")
                        .says("status", "timeout"));
    }

    static Stream<ContractCase> nodes() {
        return Stream.of(
                node("prints", "console.log(1+1)").prints("2\n").quiet().returnsNothing(),
                node("exports.handler", "exports.handler = (e) => e.a")
                        .event("{\"a\":5}")
                        .returns("5"),
                node("exports.handler, async", "exports.handler = async (e, c) => c.session_id")
                        .returns("\"contract\""),
                node("module.exports is a function", "module.exports = () => 1").returns("1"),
                node("module.exports has a handler", "module.exports = { handler: () => 2 }")
                        .returns("2"),
                node(
                                "function handler",
                                "function handler(e) { return {n: Object.keys(e).length} }")
                        .returns("{\"n\":0}"),
                node("const handler", "const handler = () => 4").returns("4"),
                node(
                                "a promise",
                                "exports.handler = () => new Promise((r) => setTimeout(() => r(6), 5))")
                        .returns("6"),
                node("null is a value", "exports.handler = () => null").returns("null"),
                node("undefined is none", "exports.handler = () => undefined")
                        .returnsNothing()
                        .leaves(0),
                node(
                                "requires from the workspace",
                                "require('fs').writeFileSync('./m.js','exports.x=3');\nconsole.log(require('./m.js').x)")
                        .prints("3\n"),
                node(
                                "requires node_modules",
                                "const fs=require('fs');fs.mkdirSync('node_modules/pack',{recursive:true});fs.writeFileSync('node_modules/pack/index.js','module.exports=9');\nconsole.log(require('pack'))")
                        .prints("9\n"),
                node("is main", "console.log(require.main === module)").prints("true\n"),
                node("top-level await", "const x = await Promise.resolve(8);\nconsole.log(x)")
                        .prints("8\n")
                        .quiet(),
                node(
                                "a module with imports",
                                "import fs from 'node:fs';\nimport { join } from 'path';\nexport const handler = () => join('a', typeof fs.readFileSync)")
                        .returns("\"a/function\"")
                        .quiet(),
                node(
                                "a module imports from the workspace",
                                "import { writeFileSync } from 'fs';\nwriteFileSync('./n.mjs','export const y = 4');\nconst { y } = await import('./n.mjs');\nexport default () => y")
                        .returns("4"),
                node(
                                "exceptions show the code's frames",
                                "function f() { throw new Error('boom') }\nf()")
                        .verdict("error")
                        .leaves(1)
                        .complains("Error: boom", "main.js:1")
                        .neverSays("/run/cloche", "node:internal"),
                node(
                                "a handler's exception",
                                "exports.handler = async () => { throw new TypeError('t') }")
                        .verdict("error")
                        .complains("TypeError: t", "main.js:1")
                        .returnsNothing(),
                node("an unhandled rejection", "Promise.reject(new Error('lost'))")
                        .verdict("error")
                        .leaves(1)
                        .complains("Error: lost"),
                node("syntax errors", "let x = ;")
                        .verdict("error")
                        .leaves(1)
                        .complains("SyntaxError", "main.js:1")
                        .neverSays("/run/cloche"),
                node("leaves with a code", "process.exit(4)").verdict("error").leaves(4),
                node("leaves with zero in a handler", "exports.handler = () => { process.exit(0) }")
                        .leaves(0)
                        .returnsNothing(),
                node("a promise that nobody keeps", "exports.handler = () => new Promise(() => {})")
                        .verdict("error")
                        .leaves(13)
                        .complains("awaits a promise"),
                node("reads stdin", "console.log(require('fs').readFileSync(0,'utf8').trim())")
                        .stdin("in\n")
                        .prints("in\n"),
                node(
                                "does not pass its result channel on",
                                "console.log(require('child_process').execSync('ls /proc/self/fd | wc -l').toString().trim())")
                        .prints("4\n"),
                node(
                                "no memory is a verdict",
                                "const a=[]; while (true) a.push(new Array(1e6).fill({}));")
                        .verdict("oom"),
                node("is stopped at its time", "while (true);")
                        .timeout(900)
                        .verdict("timeout")
                        .leaves(-1));
    }

    static Stream<ContractCase> shells() {
        return Stream.of(
                shell("prints", "echo hi; echo there >&2")
                        .prints("hi\n")
                        .complains("there")
                        .leaves(0),
                shell("gets the event", "echo \"$EVENT_JSON\"; cat \"$EVENT_FILE\"")
                        .event("{\"a\":1}")
                        .prints("{\"a\":1}\n{\"a\":1}"),
                shell(
                                "gets a large event by file only",
                                "echo \"${EVENT_JSON-none}\"; wc -c < \"$EVENT_FILE\"")
                        .event("{\"a\":\"" + "x".repeat(200_000) + "\"}")
                        .prints("none\n200008\n"),
                shell("leaves with a code", "exit 7").verdict("error").leaves(7),
                shell("reopens its streams", "echo a > /dev/stderr; echo b > /dev/stdout")
                        .prints("b\n")
                        .complains("a"),
                shell("pipes", "yes | head -1").prints("y\n").quiet(),
                shell(
                                "makes artifacts",
                                "mkdir -p d; echo x > d/new-file; ln -s /etc/passwd d/link")
                        .makes("d/new-file"),
                shell("is who it should be", "id -un; hostname; pwd")
                        .prints("sandbox\nsandbox\n/workspace\n"),
                shell("has arithmetic and loops", "for i in 1 2 3; do echo $((i*i)); done")
                        .prints("1\n4\n9\n"),
                shell("writes to /tmp", "echo x > /tmp/y && cat /tmp/y && ls /var/tmp")
                        .prints("x\ny\n"),
                shell("a file too large ends it", "head -c 80000000 /dev/zero > big")
                        .verdict("disk_full")
                        .complains("File"),
                shell(
                                "a file too large is a verdict when it kills",
                                "exec head -c 80000000 /dev/zero > big")
                        .verdict("disk_full")
                        .says("signal", "SIGXFSZ"),
                shell("reads stdin", "read x; echo \"got $x\"")
                        .stdin("line\n")
                        .prints("got line\n"),
                shell("syntax errors", "if then")
                        .verdict("error")
                        .leaves(2)
                        .complains("syntax error"));
    }
}

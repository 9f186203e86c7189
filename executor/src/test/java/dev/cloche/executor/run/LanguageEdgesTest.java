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

/// What code in each language can rely on where few look.
@ParameterizedClass(name = "walls by {0}")
@EnumSource(
        value = ChildRequest.WallBuilder.class,
        names = {"BUBBLEWRAP", "FASTEST"})
final class LanguageEdgesTest {

    private static Workbench bench;
    private static int sessions;

    @BeforeParameterizedClassInvocation
    static void start(ChildRequest.WallBuilder walls) throws IOException {
        bench = new Workbench(walls);
    }

    @AfterParameterizedClassInvocation
    static void end() throws IOException {
        bench.close();
    }

    @SuppressWarnings("unused")
    LanguageEdgesTest(ChildRequest.WallBuilder walls) {}

    @ParameterizedTest(name = "{0}")
    @MethodSource({"ends", "tracebacks", "imports", "streams", "starts", "nodes", "shells"})
    void behaves(ContractCase one) throws IOException {
        String session = "edge" + sessions++;
        bench.bind(session, Workbench.LIMITS);
        var request =
                bench.request(
                        one.language,
                        one.code,
                        one.event,
                        one.environment,
                        one.stdin,
                        one.timeoutMs);

        one.check(bench.report(session, request));
    }

    static Stream<ContractCase> ends() {
        return Stream.of(
                python("leaves with 137", "import sys\nsys.exit(137)")
                        .verdict("error")
                        .leaves(137)
                        .says("signal", ""),
                python("is terminated", "import os,signal\nos.kill(os.getpid(), signal.SIGTERM)")
                        .verdict("signal")
                        .says("signal", "SIGTERM")
                        .leaves(143),
                python("is interrupted", "import os,signal\nos.kill(os.getpid(), signal.SIGINT)")
                        .verdict("signal")
                        .says("signal", "SIGINT")
                        .complains("KeyboardInterrupt"),
                python(
                                "handles a signal",
                                "import os,signal\nsignal.signal(signal.SIGTERM, lambda *_: print('t'))\nos.kill(os.getpid(), signal.SIGTERM)\nprint('on')")
                        .prints("t\non\n"),
                python("leaves at once", "import os\nprint('x')\nos._exit(5)")
                        .verdict("error")
                        .prints("x\n")
                        .leaves(5),
                python("leaves with a large number", "import sys\nsys.exit(256 + 7)")
                        .verdict("error")
                        .leaves(7),
                python("leaves with minus one", "import sys\nsys.exit(-1)")
                        .verdict("error")
                        .leaves(255),
                python("leaves with a list", "import sys\nsys.exit([1])")
                        .verdict("error")
                        .leaves(1)
                        .complains("[1]"),
                python("finalizes globals", "class A:\n  def __del__(self): print('gone')\na = A()")
                        .prints("gone\n"),
                python(
                                "finalizes what modules hold",
                                "open('m.py','w').write('class A:\\n  def __del__(self): print(\"gone\")\\na = A()')\nimport m")
                        .prints("gone\n"),
                python(
                                "flushes files that were left open",
                                "f = open('left','w')\nf.write('x')\ng = [f]; h = {'g': g}\nimport atexit\natexit.register(lambda: print('bye'))")
                        .prints("bye\n"),
                python(
                                "does not wait for daemon threads",
                                "import threading,time\nthreading.Thread(target=lambda: time.sleep(30), daemon=True).start()\nprint('x')")
                        .prints("x\n"),
                python(
                                "waits for other threads",
                                "import threading,time\nthreading.Thread(target=lambda: (time.sleep(0.3), print('late'))).start()\nprint('x')")
                        .prints("x\nlate\n"),
                python(
                                "shuts logging down",
                                "import logging,logging.handlers\nt=logging.StreamHandler()\nlogging.getLogger().addHandler(logging.handlers.MemoryHandler(99, target=t))\nlogging.warning('kept')")
                        .complains("kept"),
                python("an exit handler's exception", "import atexit\natexit.register(lambda: 1/0)")
                        .leaves(0)
                        .complains("ZeroDivisionError"),
                python("recurses too deeply", "def f(): f()\nf()")
                        .verdict("error")
                        .complains("RecursionError", "line 1, in f")
                        .neverSays("/run/cloche"),
                python(
                                "has an excepthook of its own",
                                "import sys\nsys.excepthook = lambda t, v, b: print('hooked', t.__name__, b.tb_lineno)\n1/0")
                        .verdict("error")
                        .prints("hooked ZeroDivisionError 3\n")
                        .leaves(1));
    }

    static Stream<ContractCase> tracebacks() {
        return Stream.of(
                python(
                                "of an imported file",
                                "open('m.py','w').write('def f():\\n  return {}[1]\\n')\nimport m\nm.f()")
                        .verdict("error")
                        .complains("line 3, in <module>", "m.py\", line 2, in f", "return {}[1]")
                        .neverSays("/run/cloche"),
                python("chained by context", "try:\n  1/0\nexcept Exception:\n  [][0]")
                        .verdict("error")
                        .complains("During handling", "line 2, in <module>", "line 4, in <module>")
                        .neverSays("/run/cloche"),
                python("groups", "raise ExceptionGroup('g', [ValueError('a'), KeyError('b')])")
                        .verdict("error")
                        .complains("ExceptionGroup: g", "ValueError: a", "KeyError: 'b'")
                        .neverSays("/run/cloche"),
                python(
                                "that code formats itself",
                                "import traceback\ndef f(): 1/0\ntry: f()\nexcept Exception: traceback.print_exc()")
                        .complains("line 3, in <module>", "try: f()", "line 2, in f")
                        .neverSays("/run/cloche"),
                python("of the stack", "import traceback\ndef f(): traceback.print_stack()\nf()")
                        .complains("line 3, in <module>")
                        .neverSays("/run/cloche"),
                python(
                                "source by inspect",
                                "import inspect\ndef f(): return 41\nprint(inspect.getsource(f))")
                        .printsSome("def f(): return 41"),
                python(
                                "of a pool",
                                "import concurrent.futures as c\ndef f(): raise KeyError('x')\nwith c.ThreadPoolExecutor() as p: p.submit(f).result()")
                        .verdict("error")
                        .complains("line 2, in f", "KeyError")
                        .neverSays("/run/cloche"),
                python("circular value", "def handler(e):\n  a = []\n  a.append(a)\n  return a")
                        .verdict("error")
                        .complains("Circular"),
                python(
                                "datetime as value",
                                "import datetime\ndef handler(e): return datetime.datetime(2020,1,1)")
                        .verdict("error")
                        .complains("datetime is not JSON serializable"),
                python("bytes as value", "def handler(e): return b'x'")
                        .verdict("error")
                        .complains("bytes is not JSON serializable"),
                python("handler is no function", "handler = 5").returnsNothing().leaves(0),
                python("handler wants too much", "def handler(a, b, c): return 1")
                        .verdict("error")
                        .complains("TypeError"));
    }

    static Stream<ContractCase> imports() {
        return Stream.of(
                python(
                                "shadows json",
                                "import os\nos.replace; open('json.py','w').write('x=1')\nimport sys, subprocess\nprint(subprocess.run([sys.executable,'-c','import json;print(json.x)'],capture_output=True,text=True).stdout.strip())\ndef handler(e): return 1")
                        .printsSome("1\n"),
                python(
                                "site-packages of its own",
                                "import os,sys,subprocess\nd='/workspace/.local/lib/python%d.%d/site-packages' % sys.version_info[:2]\nos.makedirs(d)\nopen(d+'/own.py','w').write('x=7')\nprint(subprocess.run([sys.executable,'-c','import own;print(own.x)'],capture_output=True,text=True).stdout.strip())")
                        .prints("7\n"),
                python("writes no byte code of ours", "import os\nprint(sorted(os.listdir('.')))")
                        .prints("[]\n"),
                python(
                                "queue between processes",
                                "import multiprocessing as m\ndef f(q): q.put(6)\nif __name__ == '__main__':\n  q = m.Queue()\n  p = m.Process(target=f, args=(q,))\n  p.start()\n  print(q.get())\n  p.join()\n  print(p.exitcode)")
                        .prints("6\n0\n"),
                python(
                                "process pool of futures",
                                "from concurrent.futures import ProcessPoolExecutor\ndef f(x): return x+1\nif __name__ == '__main__':\n  with ProcessPoolExecutor(2) as p: print(list(p.map(f,[1,2])))")
                        .prints("[2, 3]\n"),
                python(
                                "fork",
                                "import os,sys\np=os.fork()\nif p == 0:\n  print('child')\n  sys.stdout.flush()\n  os._exit(3)\nprint(os.waitstatus_to_exitcode(os.waitpid(p,0)[1]))")
                        .prints("child\n3\n"),
                python(
                                "asyncio subprocess",
                                "import asyncio\nasync def f():\n  p = await asyncio.create_subprocess_exec('echo','hi',stdout=-1)\n  print((await p.communicate())[0])\nasyncio.run(f())")
                        .prints("b'hi\\n'\n"),
                python(
                                "none of our modules can be imported",
                                "for n in ('first','frames','kernel','python','changes','forkserver'):\n  try: __import__(n); print(n)\n  except ImportError: pass")
                        .prints(""));
    }

    static Stream<ContractCase> streams() {
        return Stream.of(
                python("a byte order mark", "\uFEFFprint('x')").prints("x\n"),
                python("a declared encoding", "# -*- coding: latin-1 -*-\nprint('ok')")
                        .prints("ok\n"),
                python("carriage returns", "print('a')\r\nprint('b')\r\n").prints("a\nb\n"),
                python("an empty program", "").prints("").leaves(0),
                python("surrogates cannot be printed", "print('\\ud800')")
                        .verdict("error")
                        .complains("UnicodeEncodeError"),
                python(
                                "reopens /dev/stderr",
                                "open('/dev/stderr','w').write('e')\nopen('/dev/stdout','w').write('o')")
                        .prints("o")
                        .complains("e"),
                python("reads /dev/stdin", "print(open('/dev/stdin').read())")
                        .stdin("in")
                        .prints("in\n"),
                python("reads /dev/fd/0", "print(open('/dev/fd/0').read())")
                        .stdin("in")
                        .prints("in\n"),
                python("input at the end", "input()").verdict("error").complains("EOFError"),
                python("prints to a closed stdout", "import os\nos.close(1)\nprint('x')")
                        .verdict("error")
                        .complains("Bad file descriptor"),
                python("a handler prints last", "def handler(e):\n  print('a', end='')\n  return 1")
                        .prints("a")
                        .returns("1"));
    }

    static Stream<ContractCase> starts() {
        return Stream.of(
                python(
                                "PYTHONHASHSEED",
                                "import os\nprint(hash('a'), os.environ['PYTHONHASHSEED'])")
                        .environment(Map.of("PYTHONHASHSEED", "0"))
                        .printsSome(" 0\n"),
                python("PYTHONPATH", "import sys\nprint('/workspace/libs' in sys.path)")
                        .environment(Map.of("PYTHONPATH", "/workspace/libs"))
                        .prints("True\n"),
                python("PYTHONOPTIMIZE", "import sys\nprint(sys.flags.optimize)")
                        .environment(Map.of("PYTHONOPTIMIZE", "1"))
                        .prints("1\n"),
                python("TZ", "import time\nprint(time.tzname[0])")
                        .environment(Map.of("TZ", "XYZ-3"))
                        .prints("XYZ\n"),
                python("LANG of its own", "import os\nprint(os.environ['LANG'])")
                        .environment(Map.of("LANG", "C"))
                        .prints("C\n"),
                python(
                                "OPENBLAS_NUM_THREADS",
                                "import os\nprint(os.environ['OPENBLAS_NUM_THREADS'])")
                        .environment(Map.of("OPENBLAS_NUM_THREADS", "2"))
                        .prints("2\n"),
                node("NODE_OPTIONS", "console.log(process.title)")
                        .environment(Map.of("NODE_OPTIONS", "--title=mine"))
                        .prints("mine\n"),
                node("TZ", "console.log(new Date(0).getHours())")
                        .environment(Map.of("TZ", "UTC-3"))
                        .prints("3\n"),
                shell("BASH_ENV", "echo \"$BASH_ENV\"")
                        .environment(Map.of("BASH_ENV", "/dev/null"))
                        .prints("/dev/null\n"));
    }

    static Stream<ContractCase> nodes() {
        return Stream.of(
                node("timers keep it", "setTimeout(() => console.log('late'), 200)")
                        .prints("late\n"),
                node("an interval keeps it until its time", "setInterval(() => {}, 50)")
                        .timeout(800)
                        .verdict("timeout"),
                node("argv", "console.log(process.argv.length, process.argv[1])")
                        .prints("2 /workspace/main.js\n"),
                node("environment", "console.log(process.env.GREETING, process.env.A)")
                        .environment(Map.of("A", "1"))
                        .prints("hi 1\n"),
                node(
                                "handles its own exceptions",
                                "process.on('uncaughtException', (e) => console.log('own', e.message)); throw new Error('x')")
                        .prints("own x\n"),
                node("exit code", "process.exitCode = 6").verdict("error").leaves(6),
                node("exit handler", "process.on('exit', (c) => console.log('bye', c))")
                        .prints("bye 0\n"),
                node(
                                "exit code of an exit handler",
                                "process.on('exit', () => { process.exitCode = 7 })")
                        .verdict("error")
                        .leaves(7),
                node(
                                "leaves in an exit handler",
                                "process.on('exit', () => process.exit(9)); process.on('exit', () => console.log('no'))")
                        .verdict("error")
                        .leaves(9)
                        .prints(""),
                node("a handler of an emitted exit", "process.emit('exit', 5); console.log('on')")
                        .prints("on\n"),
                node(
                                "a heap that its memory allows",
                                """
                                const told = Number(process.execArgv[0].split('=')[1]);
                                const most = require('v8').getHeapStatistics().heap_size_limit / 2 ** 20;
                                console.log(most >= told && most < told + 64, most);
                                """)
                        .printsSome("true"),
                node(
                                "the machine's memory",
                                "console.log(require('os').totalmem() > 2 ** 30, require('fs').readFileSync('/proc/meminfo', 'utf8').split('\\n').length > 20)")
                        .prints("true true\n"),
                node(
                                "kills itself",
                                "process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 5000)")
                        .verdict("signal")
                        .says("signal", "SIGTERM"),
                node(
                                "workers",
                                "const {Worker}=require('worker_threads');new Worker('console.log(1+1)',{eval:true})")
                        .prints("2\n"),
                node(
                                "forks",
                                "if (process.env.CHILD) console.log('child'); else console.log(require('child_process').execFileSync(process.execPath, ['-e','console.log(7)']).toString().trim())")
                        .prints("7\n"),
                node("a byte order mark", "\uFEFFconsole.log('x')").prints("x\n"),
                node(
                                "circular value",
                                "exports.handler = () => { const a = {}; a.a = a; return a }")
                        .verdict("error")
                        .complains("circular"),
                node("a big number", "exports.handler = () => 10n")
                        .verdict("error")
                        .complains("BigInt"),
                node("NaN becomes null", "exports.handler = () => NaN").returns("null"));
    }

    static Stream<ContractCase> shells() {
        return Stream.of(
                shell("heredocs", "cat <<X\na $((1+1))\nX").prints("a 2\n"),
                shell("traps at the end", "trap 'echo bye' EXIT; echo hi").prints("hi\nbye\n"),
                shell("traps a signal", "trap 'echo got' TERM; kill -TERM $$; echo on")
                        .prints("got\non\n"),
                shell("pipes that break", "set -o pipefail; yes | head -1 > /dev/null; echo $?")
                        .prints("141\n"),
                shell("process substitution", "cat <(echo a) <(echo b)").prints("a\nb\n"),
                shell(
                                "no job control",
                                "[[ $- == *m* ]] && echo m; [[ $- == *i* ]] && echo i; echo none")
                        .prints("none\n"),
                shell("waits for jobs", "(sleep 0.2; echo late) & wait; echo on")
                        .prints("late\non\n"),
                shell("stops at an error", "set -e; false; echo no")
                        .verdict("error")
                        .prints("")
                        .leaves(1),
                shell("a command that is not there", "nosuchthing").verdict("error").leaves(127),
                shell("carries arrays", "a=(1 2 3); echo ${#a[@]}").prints("3\n"),
                shell("kills itself", "kill -9 $$")
                        .verdict("signal")
                        .says("signal", "SIGKILL")
                        .leaves(137),
                shell("leaves with 137", "exit 137").verdict("error").leaves(137));
    }
}

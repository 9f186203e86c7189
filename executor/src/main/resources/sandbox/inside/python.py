"""Runs one body of Python code the way `python3 main.py` would, and calls its handler."""

import os
import sys

RESULT = 3
FILES = "/run/cloche/job"
LIBRARY = "/run/cloche/lib"
# ENOSPC, EDQUOT and EFBIG: what a full disk and a full allowance look like.
FULL = (28, 122, 27)


# The name of the last module that was imported before the code of the run.
last_of_ours = None


class Context:
    """What a handler may know about its execution."""

    def __init__(self, execution_id, session_id, timeout):
        import time

        self.execution_id = execution_id
        self.session_id = session_id
        self.timeout = timeout
        self._end = time.monotonic() + timeout

    def get_remaining_time_in_millis(self):
        import time

        return max(0, int((self._end - time.monotonic()) * 1000))


class Source:
    """Lets tracebacks and `inspect` find the lines of code that is in no file they know."""

    def __init__(self, text):
        self.text = text

    def get_source(self, _name):
        return self.text


def arguments(handler, event, context):
    """(), (event) or (event, context), by what the handler takes."""
    names, required = places(handler)
    if not names:
        return ()
    wants_context = len(names) > 1 and (required > 1 or names[1] == "context")
    return (event, context) if wants_context else (event,)


def places(handler):
    """Names of the positional parameters, and how many have no default."""
    if type(handler) is type(places) and not hasattr(handler, "__wrapped__"):
        code = handler.__code__
        names = code.co_varnames[: code.co_argcount]
        if code.co_flags & 0x04 and not names:
            names = ("args",)
        return names, code.co_argcount - len(handler.__defaults__ or ())
    inspect = library("inspect")
    try:
        parameters = inspect.signature(handler).parameters.values()
    except (TypeError, ValueError):
        return ("event",), 1
    kinds = (0, 1, 2)  # positional only, positional or keyword, *args
    taken = [one for one in parameters if one.kind in kinds]
    required = [one for one in taken if one.default is one.empty and one.kind != 2]
    return [one.name for one in taken], len(required)


def library(name):
    """A module of the standard library, whatever the workspace has under that name."""
    known = sys.modules.get(name)
    if known is not None and not str(getattr(known, "__file__", "")).startswith("/workspace/"):
        return known
    import importlib

    path = sys.path[:]
    shadow = sys.modules.pop(name, None)
    sys.path[:] = [place for place in path if not place.startswith("/workspace")]
    try:
        return importlib.import_module(name)
    finally:
        sys.path[:] = path
        if shadow is not None:
            sys.modules[name] = shadow


def call(handler, told):
    json = library("json")
    job = json.loads(told())
    context = Context(job["execution_id"], job["session_id"], job["timeout"])
    value = handler(*arguments(handler, job["event"], context))
    if hasattr(type(value), "__await__"):

        async def wait():
            return await value

        value = library("asyncio").run(wait())
    return json.dumps(value, allow_nan=False).encode("ascii")


def tell(data):
    """Says something on the result channel; code that has closed it has no result."""
    try:
        while data:
            data = data[os.write(RESULT, data) :]
    except OSError:
        pass


def without_ours(problem, seen):
    """Takes the frames of this file out of an exception and of what led to it."""
    while problem is not None and id(problem) not in seen:
        seen.add(id(problem))
        trace = kept = problem.__traceback__
        while trace is not None:
            if trace.tb_frame.f_globals is globals():
                kept = trace.tb_next
            trace = trace.tb_next
        problem.__traceback__ = kept
        for inner in getattr(problem, "exceptions", ()):
            without_ours(inner, seen)
        without_ours(problem.__cause__, seen)
        problem = problem.__context__


def show(problem, source):
    """Prints an exception as the interpreter would have, had the code been in a file."""
    linecache, traceback = library("linecache"), library("traceback")
    linecache.cache["main.py"] = (len(source), None, source.splitlines(True), "main.py")
    traceback.print_exception(problem)


def show_in_threads(source):
    """The same for threads. `threading` takes its hook from where it is put when it is imported."""
    import _thread

    def hook(args):
        if args.exc_type is not SystemExit and sys.stderr is not None:
            name = _thread.get_ident() if args.thread is None else args.thread.name
            print(f"Exception in thread {name}:", file=sys.stderr, flush=True)
            show(args.exc_value or args.exc_type(), source)

    threading = sys.modules.get("threading")
    if threading is not None and threading.excepthook is threading.__excepthook__:
        threading.excepthook = threading.__excepthook__ = hook
    _thread._excepthook = hook


def report(problem, source):
    """Shows an exception of the code."""
    without_ours(problem, set())
    if isinstance(problem, MemoryError):
        tell(b"M")
    elif isinstance(problem, OSError) and problem.errno in FULL:
        tell(b"D")
    if sys.excepthook is sys.__excepthook__:
        show(problem, source)
    else:
        sys.excepthook(type(problem), problem, problem.__traceback__)


def run(source, told):
    """Runs the code. Raises SystemExit when it asked for that or failed, and KeyboardInterrupt when
    it was interrupted.

    `told` gives the job as JSON.
    """
    os.set_inheritable(RESULT, False)
    source = source.removeprefix("\ufeff")
    show_in_threads(source)
    main = type(sys)("__main__")
    main.__file__ = "/workspace/main.py"
    import builtins

    main.__builtins__ = builtins
    main.__loader__ = Source(source)
    sys.modules["__main__"] = main
    sys.argv[:] = ["main.py"]
    if sys.path[0] == LIBRARY:
        sys.path[0] = "/workspace"
    try:
        exec(compile(source, "main.py", "exec", dont_inherit=True), main.__dict__)
        handler = main.__dict__.get("handler")
        result = call(handler, told) if callable(handler) else None
    except SystemExit:
        raise
    except BaseException as problem:
        report(problem, source)
        interrupted = isinstance(problem, KeyboardInterrupt)
        raise (KeyboardInterrupt() if interrupted else SystemExit(1)) from None
    if result is not None:
        tell(b"V" + result)


def fresh():
    """In an interpreter that was started for this run."""
    with open(FILES + "/main.py", encoding="utf-8", newline="") as file:
        source = file.read()

    def told():
        with open(FILES + "/event.json", "rb") as file:
            return file.read()

    try:
        run(source, told)
    except KeyboardInterrupt:
        # It has been shown. The interpreter ends itself with the signal when it hears of it again.
        sys.excepthook = lambda *_: None
        raise


def resident(job, code, event):
    """In an interpreter that was forked from one that had imported things."""
    global last_of_ours
    last_of_ours = next(reversed(sys.modules))
    adopt(job["environment"])
    try:
        run(code.decode("utf-8"), lambda: event)
        status = 0
    except SystemExit as leaving:
        status = status_of(leaving.code)
    except KeyboardInterrupt:
        status = None
    leave(status)


def adopt(wanted):
    """Makes the environment what it is to be."""
    present = os.environ
    for name in present.keys() - wanted.keys():
        del present[name]
    for name, value in wanted.items():
        if present.get(name) != value:
            present[name] = value


def rehearse():
    """Does what every run does, to no effect: memory that is shared until it is written to is this
    process's own afterwards, and the run need not wait for that."""
    import io

    real, main, arguments, place = sys.stdout, sys.modules["__main__"], sys.argv[:], sys.path[0]
    source = "import os\n\nfor number in range(2):\n    print(1 + 1, [{}], f'{number}'.upper())\n"
    sys.stdout = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    try:
        adopt(dict(os.environ))
        run(source.encode().decode("utf-8"), None)
    finally:
        sys.stdout, sys.modules["__main__"], sys.path[0] = real, main, place
        sys.argv[:] = arguments
        os.set_inheritable(RESULT, True)


def status_of(code):
    """The exit status that the argument of `sys.exit` stands for."""
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF if -(1 << 63) <= code < 1 << 63 else 0xFF
    try:
        sys.stderr.flush()
        print(code, file=sys.stderr, flush=True)
    except (AttributeError, OSError, ValueError):
        pass  # code that has closed its standard error is not told
    return 1


def leave(status):
    """Does what an interpreter does at its end, but for taking itself apart.

    Without a status it ends with the signal that an interruption stands for.
    """
    import atexit

    def quietly(work):
        try:
            work()
        except BaseException:
            sys.excepthook(*sys.exc_info())

    threading = sys.modules.get("threading")
    if threading is not None:
        quietly(threading._shutdown)
    quietly(atexit._run_exitfuncs)
    flushed = flush()
    # What is left of the code's objects is finalized.
    quietly(forget)
    if not (flush() and flushed) and status == 0:
        status = 120
    if status is None:
        import signal

        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    os._exit(130 if status is None else status)


def forget():
    """Lets go of what the code's own modules hold, in the order in which an interpreter does."""
    theirs = [sys.modules["__main__"]]
    # The youngest come first, and to look at one costs a page of memory that is shared until then.
    for name in reversed(sys.modules):
        if name == last_of_ours:
            break
        module = sys.modules[name]
        if str(getattr(module, "__file__", "")).startswith("/workspace/") and module not in theirs:
            theirs.append(module)
    for module in theirs:
        scope = module.__dict__
        for private in (True, False):
            for name in list(scope):
                if name != "__builtins__" and name.startswith("_") == private:
                    scope[name] = None


def flush():
    """Whether everything that was printed is on its way."""
    done = True
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except Exception:
            done = False
    return done


if __name__ == "__main__":
    ours = sys.modules["__main__"]
    fresh()

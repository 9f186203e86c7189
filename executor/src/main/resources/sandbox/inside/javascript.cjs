'use strict';
// Runs one body of JavaScript the way `node main.js` would, and calls its handler.

const fs = require('fs');
const path = require('path');
const Module = require('module');
const { pathToFileURL } = require('url');

const FILES = '/run/cloche/job';
const MAIN = '/workspace/main.js';
const OURS = __filename;
const RESULT = 3;
// Where a process that was started in advance finds its job.
const JOB = 4;
// What the code calls `handler` without exporting it, it leaves here.
const LEFT = Symbol.for('cloche.handler');
const TAIL = "\n;if (typeof handler === 'function') globalThis[Symbol.for('cloche.handler')] = handler;";

function tell(text) {
  let data = Buffer.from(text);
  while (data.length > 0) {
    try {
      data = data.subarray(fs.writeSync(RESULT, data));
    } catch (problem) {
      if (problem.code === 'EAGAIN') continue;
      return; // code that has closed the channel has no result
    }
  }
}

// Frames of this file and of node's loaders say nothing about the code that failed.
function cleaned(stack) {
  return stack
    .split('\n')
    .filter((line) => !line.includes(OURS) && !/^\s+at .*node:(internal|async_hooks|events)/.test(line))
    .map((line) => line.split(pathToFileURL(MAIN).href).join('main.js').split(MAIN).join('main.js'))
    .join('\n');
}

function fail(problem) {
  if (process.listenerCount('uncaughtException') > 1) return; // the code has its own
  let text;
  if (problem instanceof Error || (problem && typeof problem.stack === 'string')) {
    text = cleaned(String(problem.stack));
    if (problem.cause !== undefined) text += '\n[cause]: ' + shown(problem.cause);
  } else {
    text = 'Uncaught ' + shown(problem);
  }
  try {
    fs.writeSync(2, text + '\n');
  } catch {
    // code that has closed its standard error is not told
  }
  process.exit(1);
}

function shown(value) {
  if (value instanceof Error) return cleaned(String(value.stack));
  return require('util').inspect(value);
}

// Whether the text can only be a module: it is asked of the compiler, not guessed.
function isModule(source) {
  try {
    new (require('vm').Script)(Module.wrap(source), { filename: 'main.js' });
    return false;
  } catch (problem) {
    if (problem instanceof SyntaxError && /\b(import|export|await)\b/.test(source)) return true;
    throw problem;
  }
}

async function loadModule(source) {
  const vm = require('vm');
  if (typeof vm.SourceTextModule !== 'function') throw new Error('modules are not available');
  const context = { identifier: 'main.js' };
  const imported = async (specifier) => {
    if (Module.isBuiltin ? Module.isBuiltin(specifier) : Module.builtinModules.includes(specifier.replace(/^node:/, ''))) {
      return import(specifier);
    }
    if (/^(file|data):/.test(specifier)) return import(specifier);
    if (/^\.{0,2}\//.test(specifier)) return import(pathToFileURL(path.resolve('/workspace', specifier)).href);
    return import(packageUrl(specifier));
  };
  const module = new vm.SourceTextModule(source + TAIL, {
    ...context,
    initializeImportMeta: (meta) => {
      meta.url = pathToFileURL(MAIN).href;
      meta.filename = MAIN;
      meta.dirname = '/workspace';
    },
    importModuleDynamically: imported,
  });
  await module.link(async (specifier) => {
    const namespace = await imported(specifier);
    const names = Object.keys(namespace);
    const copy = new vm.SyntheticModule(names, function () {
      for (const name of names) this.setExport(name, namespace[name]);
    });
    return copy;
  });
  await module.evaluate();
  return module.namespace;
}

function packageUrl(specifier) {
  return pathToFileURL(Module.createRequire(MAIN).resolve(specifier)).href;
}

function loadScript(source) {
  const module = new Module(MAIN, null);
  module.filename = MAIN;
  module.paths = Module._nodeModulePaths('/workspace');
  require.cache[MAIN] = module;
  process.mainModule = module;
  module._compile(source + TAIL, MAIN);
  module.loaded = true;
  return module.exports;
}

function handlerOf(exported) {
  if (typeof exported === 'function') return exported;
  if (!exported) return undefined;
  if (typeof exported.handler === 'function') return exported.handler;
  if (typeof exported.default === 'function') return exported.default;
  if (exported.default && typeof exported.default.handler === 'function') return exported.default.handler;
  return undefined;
}

// What to run: from files, or from whoever had this process started in advance.
function assignment() {
  if (process.argv[2] !== 'waiting') {
    return [fs.readFileSync(FILES + '/main.js'), fs.readFileSync(FILES + '/event.json')];
  }
  // What it was started without, for those that it starts.
  process.execArgv.unshift(process.argv[3]);
  rehearse();
  const length = read(4).readUInt32BE(0);
  const head = JSON.parse(read(length).toString('utf8'));
  const parts = head.sizes.map((size) => read(Math.max(size, 0)));
  fs.closeSync(JOB);
  try {
    fs.mkdirSync(head.directory, { recursive: true });
    process.chdir(head.directory);
  } catch (problem) {
    fs.writeSync(2, `${head.directory}: ${problem.message}\n`);
    process.exit(126);
  }
  for (const name of Object.keys(process.env)) {
    if (!(name in head.environment)) delete process.env[name];
  }
  Object.assign(process.env, head.environment);
  return parts;
}

// Does what every run does, to no effect: what is compiled and made the first time is there then.
function rehearse() {
  const { Console } = console;
  const { Writable } = require('stream');
  const nowhere = new Writable({ write: (chunk, encoding, done) => done() });
  const other = new Console({ stdout: nowhere, stderr: nowhere });
  for (const value of [2, 'text', { some: ['value', null, 1.5] }]) other.log(value, value);
  for (const stream of [process.stdout, process.stderr]) stream.writableLength;
  const source = 'exports.handler = (event) => ({ ...event });';
  isModule(source);
  const module = new Module(MAIN, null);
  module.filename = MAIN;
  module.paths = Module._nodeModulePaths('/workspace');
  module._compile(source + TAIL, MAIN);
  handlerOf(module.exports);
  JSON.stringify(module.exports.handler(JSON.parse('{"some":[1]}')));
  delete globalThis[LEFT];
  cleaned(String(new Error('nothing').stack));
}

function read(size) {
  const data = Buffer.alloc(size);
  for (let filled = 0; filled < size; ) {
    const count = fs.readSync(JOB, data, filled, size - filled);
    if (count === 0) process.exit(0); // nobody has work any more
    filled += count;
  }
  return data;
}

async function main() {
  const [code, event] = assignment();
  process.argv = [process.argv[0], MAIN];
  const source = code.toString('utf8').replace(/^#!/, '//');
  const job = JSON.parse(event.toString('utf8'));
  const exported = isModule(source) ? await loadModule(source) : loadScript(source);
  const handler = handlerOf(exported) || globalThis[LEFT];
  delete globalThis[LEFT];
  if (handler === undefined) return;
  const end = Date.now() + job.timeout * 1000;
  const context = {
    execution_id: job.execution_id,
    session_id: job.session_id,
    timeout: job.timeout,
    getRemainingTimeInMillis: () => Math.max(0, end - Date.now()),
  };
  const value = await handler(job.event, context);
  if (value === undefined) return;
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError('the value that the handler returned has no JSON form');
  tell('V' + text);
}

const { emitWarning } = process;
process.emitWarning = (warning, ...rest) => {
  if (!String(warning).startsWith('VM Modules is an experimental feature')) emitWarning(warning, ...rest);
};

let settled = false;
process.on('beforeExit', () => {
  if (settled) return;
  fs.writeSync(2, 'Nothing is left to do, but the code still awaits a promise\n');
  process.exit(13);
});
// Where nobody else wants to hear of the end, node need not take itself apart: after `process.exit` it
// does not either.
process.on('exit', (code) => {
  if (process._exiting && process.listenerCount('exit') === 1) process.reallyExit(code);
});
process.on('uncaughtException', fail);
process.on('unhandledRejection', (reason) => {
  if (process.listenerCount('unhandledRejection') === 1) fail(reason);
});
main().then(
  () => (settled = true),
  (problem) => {
    settled = true;
    // Handlers of the code's own are called by node alone, for what nobody has caught.
    if (process.listenerCount('uncaughtException') > 1) setImmediate(() => { throw problem; });
    else fail(problem);
  },
);

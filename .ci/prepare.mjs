// Makes a clone ready to run: dependencies from the lock file, dist from src, and the program beside the tools that npm
// installs. Runs before `npm start` and `npm test`, with nothing installed yet, so it is plain Node.
//
//   installed  <=> the stamp in node_modules equals (lock file, Node ABI, machine), or what npm left there agrees
//                  with the lock file and the native library loads
//   built      <=> no file or folder of the sources is newer than dist/main.js
//   linked     <=> node_modules/.bin/foliotune leads to dist/main.js: called there it starts at once, where `npx` takes
//                  longer to find it than it takes to run
//
// Silent when there is nothing to do, one line when there was, the whole log when a step fails.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const inRoot = (...path) => join(ROOT, ...path);
const STAMP = inRoot('node_modules', '.foliotune-stamp');
const LOCK = inRoot('.prepare.lock.tmp');
const BUILT = inRoot('dist', 'main.js');
const LINK = inRoot('node_modules', '.bin', 'foliotune');
/** As npm writes links: the clone may be moved. */
const LINK_TARGET = join('..', '..', 'dist', 'main.js');
const SOURCES = ['src', 'package.json', 'tsconfig.json'];

function refuse(sentence) {
  process.stderr.write(`foliotune: ${sentence}\n`);
  process.exit(1);
}

function json(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Holds this Node against "engines" of package.json, written ">=A.B <C". */
function requireNode() {
  const range = json(inRoot('package.json')).engines.node;
  const [, low, lowMinor, high] = /^>=(\d+)\.(\d+) <(\d+)$/.exec(range).map(Number);
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major >= high || major < low || (major === low && minor < lowMinor)) {
    refuse(`Node ${range} is needed, this is ${process.versions.node}`);
  }
}

/** The lock file and what the native library was compiled for. */
function wantedStamp() {
  const lock = createHash('sha256')
    .update(readFileSync(inRoot('package-lock.json')))
    .digest('hex');
  return `${lock} ${process.versions.modules} ${process.platform} ${process.arch}\n`;
}

/** Whether a hand-made `npm install` or `npm ci` left what the lock file says. */
function agreesWithLock() {
  const hidden = inRoot('node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const there = json(hidden).packages;
  return Object.entries(json(inRoot('package-lock.json')).packages).every(([path, wanted]) => {
    const found = there[path];
    return path === '' || (found ? found.version === wanted.version : wanted.optional === true);
  });
}

function nativeLibraryLoads() {
  const script = "new (require('better-sqlite3'))(':memory:').close()";
  return spawnSync(process.execPath, ['-e', script], { cwd: ROOT, stdio: 'ignore' }).status === 0;
}

function isInstalled() {
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wantedStamp()) return true;
  if (!agreesWithLock() || !nativeLibraryLoads()) return false;
  writeFileSync(STAMP, wantedStamp());
  return true;
}

function newest(path) {
  const own = statSync(path);
  if (!own.isDirectory()) return own.mtimeMs;
  // A folder's own time moves when a file in it is removed.
  return Math.max(own.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function isBuilt() {
  return existsSync(BUILT) && statSync(BUILT).mtimeMs >= Math.max(...SOURCES.map((path) => newest(inRoot(path))));
}

const onPath = (tool) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, tool)));

/** Why compiling better-sqlite3 may have failed, where that can be told. */
function missingCompiler() {
  const missing = [
    ['c++', 'g++', 'clang++'].some(onPath) ? '' : 'a C++ compiler',
    onPath('make') ? '' : 'make',
    onPath('python3') ? '' : 'python3',
  ].filter(Boolean);
  return missing.length === 0 || process.platform === 'win32'
    ? ''
    : `; no prebuilt better-sqlite3 could be had and compiling it needs ${missing.join(', ')}: ` +
        'install g++, make and python3 (Debian: apt-get install g++ make python3)';
}

/** Runs a program quietly; its log is shown only when it fails. */
function runQuietly(command, args, env, explain) {
  const { status, error, output } = spawnSync(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  process.stderr.write(`${(output ?? []).filter(Boolean).join('\n')}\n`);
  refuse(`${[command, ...args].join(' ')} failed${error ? ` (${error.message})` : ''}${explain()}`);
}

/** Where the headers of this Node lie beside it, node-gyp compiles against them and downloads nothing. */
function headersEnv() {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  return existsSync(join(prefix, 'include', 'node', 'node.h')) ? { npm_config_nodedir: prefix } : {};
}

function install() {
  const node = dirname(process.execPath);
  const env = { ...headersEnv(), PATH: `${node}${delimiter}${process.env.PATH ?? ''}` };
  runQuietly(
    'npm',
    ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=warn'],
    env,
    missingCompiler,
  );
  if (!nativeLibraryLoads()) refuse(`better-sqlite3 was installed and does not load${missingCompiler()}`);
  writeFileSync(STAMP, wantedStamp());
}

/** Builds beside dist and swaps, so that a failed build leaves the last good one. */
function build() {
  const fresh = inRoot(`dist.${process.pid}.tmp`);
  const old = inRoot(`dist-old.${process.pid}.tmp`);
  const tsup = inRoot('node_modules', 'tsup', 'dist', 'cli-default.js');
  runQuietly(process.execPath, [tsup, '--out-dir', fresh], {}, () => '');
  if (existsSync(dirname(BUILT))) renameSync(dirname(BUILT), old);
  renameSync(fresh, dirname(BUILT));
  rmSync(old, { recursive: true, force: true });
}

function isLinked() {
  try {
    return readlinkSync(LINK) === LINK_TARGET;
  } catch {
    return false;
  }
}

/** Links beside and swaps, so that a shell always finds one. Where links are not to be had, the full path remains. */
function link() {
  const fresh = `${LINK}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(LINK), { recursive: true });
    symlinkSync(LINK_TARGET, fresh);
    renameSync(fresh, LINK);
  } catch (error) {
    rmSync(fresh, { force: true });
    process.stderr.write(`foliotune: no link in node_modules/.bin (${error.message}); use node dist/main.js\n`);
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The process that holds the lock; 0 in the moment before it has said so. */
function lockHolder() {
  try {
    return Number(readFileSync(join(LOCK, 'pid'), 'utf8'));
  } catch {
    return 0;
  }
}

/** One preparation at a time; a lock whose holder is gone is taken over. */
function takeLock() {
  for (let unnamed = 0; ; ) {
    try {
      mkdirSync(LOCK);
      writeFileSync(join(LOCK, 'pid'), String(process.pid));
      process.on('exit', () => rmSync(LOCK, { recursive: true, force: true }));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = lockHolder();
    unnamed = holder === 0 ? unnamed + 1 : 0;
    if ((holder !== 0 && !isAlive(holder)) || unnamed > 25) rmSync(LOCK, { recursive: true, force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

function prepare() {
  requireNode();
  // While another one prepares, what lies there is half done.
  if (!existsSync(LOCK) && isInstalled() && isBuilt() && isLinked()) return;
  takeLock();
  const begun = Date.now();
  const done = [];
  if (!isInstalled()) {
    install();
    done.push('installed the dependencies');
  }
  if (!isBuilt()) {
    build();
    done.push('built dist');
  }
  if (!isLinked()) link();
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  if (done.length > 0) process.stderr.write(`foliotune: ${done.join(' and ')} in ${seconds} s\n`);
}

prepare();

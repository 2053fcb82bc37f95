/** Opens argv[2] as a user without rights and prints the refusal as JSON: [code, exit code, message]. */
import { FoliotuneError } from '../../src/core/errors.js';
import { openStore } from '../../src/store/store.js';

const NOBODY = 65534;

// The native library is loaded while its file can still be read.
openStore(':memory:').close();
if (process.getuid?.() === 0) process.setuid?.(NOBODY);
try {
  openStore(process.argv[2] ?? '').close();
  console.log(JSON.stringify('opened'));
} catch (error) {
  if (!(error instanceof FoliotuneError)) throw error;
  console.log(JSON.stringify([error.code, error.exitCode, error.message]));
}

/** Opens the embedded server in a directory, says how that went, and waits for its end. */
import { EmbeddedServerError } from '../../../../src/store/embedded/errors.js';
import { openEmbeddedServer } from '../../../../src/store/embedded/server.js';

const [, , directory = ''] = process.argv;
const log: string[] = [];
const note = (_: object, message: string): void => {
  log.push(message);
};
try {
  const server = await openEmbeddedServer({ directory, log: { info: note, warn: note } });
  const { pid, adopted, connection } = server;
  process.stdout.write(`${JSON.stringify({ pid, adopted, connection, log })}\n`);
  setInterval(() => undefined, 60_000);
} catch (error) {
  const code = error instanceof EmbeddedServerError ? error.code : String(error);
  process.stdout.write(`${JSON.stringify({ code, log })}\n`);
}

/** Connects to a socket of PostgreSQL as the superuser `pgrepl`, and says what came of it. */
import { connect } from 'node:net';

const say = (what: object): void => {
  process.stdout.write(`${JSON.stringify(what)}\n`);
  process.exit(0);
};
const parameters = Buffer.from('user\0pgrepl\0database\0postgres\0\0');
const startup = Buffer.alloc(8 + parameters.length);
startup.writeInt32BE(startup.length, 0);
startup.writeInt32BE(3 << 16, 4);
parameters.copy(startup, 8);

const socket = connect(process.argv[2] ?? '');
socket.once('connect', () => socket.write(startup));
socket.once('data', (bytes: Buffer) => {
  say({ answer: bytes.toString('latin1') });
});
socket.once('error', (error: NodeJS.ErrnoException) => {
  say({ code: error.code });
});

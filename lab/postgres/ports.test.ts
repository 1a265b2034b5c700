import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { allocatePort } from './ports.js';

/** What another process is told that asks for a port: `taken`, or `given`. */
async function askedElsewhere(port: number): Promise<string> {
  const program = `const socket = require('node:dgram').createSocket('udp4');
    const say = (what) => { process.stdout.write(what); process.exit(0); };
    socket.on('error', () => say('taken'));
    socket.bind({ port: ${port}, address: '127.0.0.1', exclusive: true }, () => say('given'));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program]);
  return stdout;
}

it('gives out a port once, to whichever process', async () => {
  const port = await allocatePort();
  expect(await askedElsewhere(port)).toBe('taken');
  const more = await Promise.all(Array.from({ length: 50 }, () => allocatePort()));
  expect(new Set([port, ...more]).size).toBe(51);
});

import { cpus, loadavg } from 'node:os';

/** How busy the machine is: what the figures have to be read with. */
export function load(): string {
  const [minute = 0, five = 0] = loadavg();
  return `load ${minute.toFixed(1)} (1 min), ${five.toFixed(1)} (5 min), ${cpus().length} cores`;
}

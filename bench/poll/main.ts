import { BenchPoller } from './poller.js';
import type { ToPoller } from './messages.js';

const poller = new BenchPoller();
process.on('message', (order: ToPoller) => {
  void poller.take(order).then((rounds) => process.send?.(rounds));
});
// Whoever started it is gone.
process.on('disconnect', () => {
  process.exit();
});
